#' @rdname modelling-methods
#' @export
autoplot.chain_bootstrap <- function(object, ...) {
  each <- stats::aggregate(auc ~ resample, object$resampled, mean)
  ggplot2::ggplot(each, ggplot2::aes(.data$auc)) +
    ggplot2::geom_histogram(binwidth = 0.05, boundary = 0, fill = "grey70", colour = "white") +
    ggplot2::geom_vline(
      xintercept = c(object$auc, object$lower, object$upper), colour = "#b2182b",
      linetype = c(1, 2, 2)
    ) +
    ggplot2::coord_cartesian(xlim = c(0, 1)) +
    ggplot2::labs(
      x = "AUC of the chain on resampled patients", y = "Resamples",
      subtitle = sprintf("%.3f (%.3f to %.3f)", object$auc, object$lower, object$upper)
    ) +
    ggplot2::theme_minimal()
}

#' @rdname modelling-methods
#' @export
plot.chain_bootstrap <- function(x, ...) draw_figure(autoplot(x, ...))
