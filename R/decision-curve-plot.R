#' @rdname modelling-methods
#' @export
autoplot.decision_curve <- function(object, ...) {
  limits <- c(min(-0.05, object$lower), max(object$upper, object$all))
  ggplot2::ggplot(object, ggplot2::aes(.data$threshold)) +
    ggplot2::geom_ribbon(ggplot2::aes(ymin = .data$lower, ymax = .data$upper), alpha = 0.15) +
    ggplot2::geom_line(ggplot2::aes(y = .data$model, linetype = "model")) +
    ggplot2::geom_line(ggplot2::aes(y = .data$all, linetype = "everyone")) +
    ggplot2::geom_line(ggplot2::aes(y = .data$none, linetype = "no one")) +
    ggplot2::scale_linetype_manual(
      values = c(model = "solid", everyone = "dashed", "no one" = "dotted")
    ) +
    ggplot2::coord_cartesian(ylim = limits) +
    ggplot2::labs(x = "Threshold probability", y = "Net benefit", linetype = "Act on") +
    ggplot2::theme_minimal()
}

#' @rdname modelling-methods
#' @export
plot.decision_curve <- function(x, ...) draw_figure(autoplot(x, ...))
