#' @rdname modelling-methods
#' @export
autoplot.calibration_curve <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  finish_figure(draw_calibration(object), theme, width = 110, height = 110)
}

draw_calibration <- function(object) {
  ggplot2::ggplot(object, ggplot2::aes(.data$predicted, .data$observed)) +
    ggplot2::geom_abline(linetype = "dashed", colour = grey) +
    ggplot2::geom_linerange(
      ggplot2::aes(ymin = .data$lower, ymax = .data$upper), alpha = 0.5, colour = green
    ) +
    ggplot2::geom_line(colour = green) +
    ggplot2::geom_point(size = 2.5, colour = green) +
    ggplot2::coord_equal(xlim = c(0, 1), ylim = c(0, 1)) +
    ggplot2::labs(x = "Predicted probability", y = "Observed share of patients")
}

#' @rdname modelling-methods
#' @export
plot.calibration_curve <- function(x, ...) draw_figure(autoplot(x, ...))
