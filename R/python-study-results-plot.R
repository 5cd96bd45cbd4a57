#' @rdname radiotmb_study-methods
#' @export
autoplot.radiotmb_study <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  phases <- object$tables$cutoffs
  if (is.null(phases$auc)) abort_data("the study has no model of a phase to plot.")
  phases$lesion <- factor(phases$lesion, unique(phases$lesion))
  phases$label <- paste(capitalised(phases$lesion), phases$phase, sep = ", ")
  phases$label <- factor(phases$label, rev(unique(phases$label)))
  finish_figure(
    ggplot2::ggplot(phases, ggplot2::aes(.data$auc, .data$label, colour = .data$lesion)) +
      ggplot2::geom_vline(xintercept = 0.5, linetype = "dashed", colour = grey) +
      ggplot2::geom_linerange(
        ggplot2::aes(xmin = .data$auc_lower, xmax = .data$auc_upper), na.rm = TRUE
      ) +
      ggplot2::geom_point(size = 2) +
      ggplot2::scale_x_continuous(limits = c(0, 1)) +
      ggplot2::scale_colour_manual(values = plot_colours(phases$lesion), labels = capitalised) +
      ggplot2::labs(
        x = "Held-out AUC (95% CI)", y = NULL, colour = NULL,
        caption = if (isTRUE(object$results$simulated)) "SIMULATED data"
      ),
    theme, height = rows_height(nrow(phases), 9)
  )
}

#' @rdname radiotmb_study-methods
#' @export
plot.radiotmb_study <- function(x, ...) draw_figure(autoplot(x, ...))
