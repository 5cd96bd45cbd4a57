#' @rdname modelling-methods
#' @export
autoplot.permutation_null <- function(object, ...) {
  ggplot2::ggplot(object$null, ggplot2::aes(.data$auc)) +
    ggplot2::geom_histogram(binwidth = 0.05, boundary = 0, fill = "grey70", colour = "white") +
    ggplot2::geom_vline(xintercept = object$observed, colour = "#b2182b") +
    ggplot2::coord_cartesian(xlim = c(0, 1)) +
    ggplot2::labs(
      x = "AUC under permuted labels", y = "Permutations",
      subtitle = sprintf("observed %.3f, p = %.4f", object$observed, object$p_value)
    ) +
    ggplot2::theme_minimal()
}

#' @rdname modelling-methods
#' @export
plot.permutation_null <- function(x, ...) draw_figure(autoplot(x, ...))
