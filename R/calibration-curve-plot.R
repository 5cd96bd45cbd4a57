#' @rdname modelling-methods
#' @export
autoplot.calibration_curve <- function(object, ...) {
  ggplot2::ggplot(object, ggplot2::aes(.data$predicted, .data$observed)) +
    ggplot2::geom_abline(linetype = "dashed", colour = "grey50") +
    ggplot2::geom_linerange(ggplot2::aes(ymin = .data$lower, ymax = .data$upper), alpha = 0.5) +
    ggplot2::geom_line() +
    ggplot2::geom_point(size = 2.5) +
    ggplot2::coord_equal(xlim = c(0, 1), ylim = c(0, 1)) +
    ggplot2::labs(x = "Predicted probability", y = "Observed share") +
    ggplot2::theme_minimal()
}

#' @rdname modelling-methods
#' @export
plot.calibration_curve <- function(x, ...) draw_figure(autoplot(x, ...))
