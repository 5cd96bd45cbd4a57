#' @rdname plan_study
#' @importFrom rlang .data
#' @export
autoplot.study_plan <- function(object, ...) {
  ggplot2::ggplot(object$widths, ggplot2::aes(.data$estimate, .data$quantity)) +
    ggplot2::geom_pointrange(ggplot2::aes(xmin = .data$lower, xmax = .data$upper)) +
    ggplot2::xlim(0, 1) +
    ggplot2::labs(
      x = sprintf("estimate and %g%% interval with %d patients",
                  100 * object$parameters$conf_level, object$parameters$n),
      y = NULL
    ) +
    ggplot2::theme_minimal()
}

#' @rdname plan_study
#' @export
plot.study_plan <- function(x, ...) draw_figure(autoplot(x, ...))
