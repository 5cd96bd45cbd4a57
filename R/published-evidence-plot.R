#' @rdname evidence_published
#' @importFrom rlang .data
#' @export
autoplot.published_evidence <- function(object, ...) {
  if (nrow(object$aucs) == 0) abort_data("There is no AUC to draw.")
  aucs <- object$aucs
  ggplot2::ggplot(aucs, ggplot2::aes(y = .data$quantity)) +
    ggplot2::geom_vline(xintercept = 0.5, linetype = "dashed", colour = "grey40") +
    ggplot2::geom_linerange(
      data = object$null, linewidth = 5, alpha = 0.35,
      ggplot2::aes(xmin = .data$low, xmax = .data$high, colour = .data$selection),
      position = ggplot2::position_dodge(width = 0.5)
    ) +
    ggplot2::geom_pointrange(
      ggplot2::aes(x = .data$auc, xmin = .data$lower, xmax = .data$upper)
    ) +
    ggplot2::scale_colour_manual(values = c(nested = "#0072B2", leaky = "#D55E00")) +
    ggplot2::labs(
      x = "area under the curve", y = NULL, colour = "labels permuted,\nselection",
      caption = paste0(
        "points and lines: published AUC, Hanley-McNeil interval\n",
        "bars: 95% of runs on simulated images"
      )
    ) +
    ggplot2::theme_minimal()
}

#' @rdname evidence_published
#' @export
plot.published_evidence <- function(x, ...) draw_figure(autoplot(x, ...))
