#' @rdname modelling-methods
#' @export
autoplot.decision_curve <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  limits <- c(min(-0.05, object$lower), max(object$upper, object$all))
  lines <- c(model = "Prediction", all = "Everyone", none = "No one")
  finish_figure(
    ggplot2::ggplot(object, ggplot2::aes(.data$threshold)) +
      ggplot2::geom_ribbon(
        ggplot2::aes(ymin = .data$lower, ymax = .data$upper), alpha = 0.15, fill = green
      ) +
      ggplot2::geom_line(ggplot2::aes(y = .data$model, linetype = "model", colour = "model")) +
      ggplot2::geom_line(ggplot2::aes(y = .data$all, linetype = "all", colour = "all")) +
      ggplot2::geom_line(ggplot2::aes(y = .data$none, linetype = "none", colour = "none")) +
      ggplot2::scale_linetype_manual(
        values = c(model = "solid", all = "dashed", none = "dotted"), labels = lines,
        breaks = names(lines)
      ) +
      ggplot2::scale_colour_manual(
        values = c(model = green, all = grey, none = ink), labels = lines, breaks = names(lines)
      ) +
      ggplot2::coord_cartesian(ylim = limits) +
      ggplot2::labs(
        x = "Threshold probability", y = "Net benefit (true positives per patient)",
        linetype = "Act on", colour = "Act on"
      ),
    theme, width = 120, height = 100
  )
}

#' @rdname modelling-methods
#' @export
plot.decision_curve <- function(x, ...) draw_figure(autoplot(x, ...))
