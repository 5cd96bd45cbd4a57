#' @rdname modelling-methods
#' @export
autoplot.roc_youden <- function(object, ...) {
  curve <- object$curve[order(object$curve$specificity, -object$curve$sensitivity,
    decreasing = TRUE
  ), ]
  ggplot2::ggplot(curve, ggplot2::aes(1 - .data$specificity, .data$sensitivity)) +
    ggplot2::geom_ribbon(
      ggplot2::aes(ymin = .data$sensitivity_lower, ymax = .data$sensitivity_upper), alpha = 0.15
    ) +
    ggplot2::geom_abline(linetype = 3) +
    ggplot2::geom_path() +
    ggplot2::annotate(
      "point", x = 1 - object$specificity, y = object$sensitivity, colour = "#b2182b", size = 3
    ) +
    ggplot2::coord_equal(xlim = c(0, 1), ylim = c(0, 1)) +
    ggplot2::labs(
      x = "1 - specificity", y = "Sensitivity",
      subtitle = sprintf(
        "AUC %.3f (%.3f to %.3f)", object$auc, object$auc_lower, object$auc_upper
      )
    ) +
    ggplot2::theme_minimal()
}

#' @rdname modelling-methods
#' @export
plot.roc_youden <- function(x, ...) draw_figure(autoplot(x, ...))
