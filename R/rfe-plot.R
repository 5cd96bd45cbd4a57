#' @rdname modelling-methods
#' @export
autoplot.rfe_forest <- function(object, ...) {
  complete <- object$profile[!is.na(object$profile$accuracy), ]
  ggplot2::ggplot(complete, ggplot2::aes(.data$size, .data$accuracy)) +
    ggplot2::geom_line() +
    ggplot2::geom_point() +
    ggplot2::geom_point(
      data = complete[complete$size == object$size, ], size = 3, colour = "#b2182b"
    ) +
    ggplot2::labs(x = "Number of features", y = "Mean accuracy in the inner folds") +
    ggplot2::theme_minimal()
}

#' @rdname modelling-methods
#' @export
plot.rfe_forest <- function(x, ...) draw_figure(autoplot(x, ...))
