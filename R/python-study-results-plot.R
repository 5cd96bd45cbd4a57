#' @rdname radiotmb_study-methods
#' @export
autoplot.radiotmb_study <- function(object, ...) {
  phases <- object$tables$cutoffs
  if (is.null(phases$auc)) abort_data("the study has no model of a phase to plot.")
  phases$label <- paste(phases$lesion, phases$phase)
  phases$label <- factor(phases$label, rev(phases$label))
  ggplot2::ggplot(phases, ggplot2::aes(.data$auc, .data$label, colour = .data$lesion)) +
    ggplot2::geom_vline(xintercept = 0.5, linetype = "dashed", colour = "grey40") +
    ggplot2::geom_linerange(
      ggplot2::aes(xmin = .data$auc_lower, xmax = .data$auc_upper), na.rm = TRUE
    ) +
    ggplot2::geom_point(size = 2) +
    ggplot2::scale_x_continuous(limits = c(0, 1)) +
    ggplot2::scale_colour_manual(values = role_colours(c("primary", "metastasis"))) +
    ggplot2::labs(
      x = "AUC with interval", y = NULL, colour = NULL,
      caption = if (isTRUE(object$results$simulated)) "SIMULATED data"
    ) +
    ggplot2::theme_minimal()
}

#' @rdname radiotmb_study-methods
#' @export
plot.radiotmb_study <- function(x, ...) draw_figure(autoplot(x, ...))
