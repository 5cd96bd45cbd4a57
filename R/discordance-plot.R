#' @rdname discordance-methods
#' @export
autoplot.discordance <- function(object, ...) {
  measures <- object$measures
  measures$label <- sprintf("%s (%d/%d)", measures$measure, measures$numerator,
                            measures$denominator)
  measures$label <- factor(measures$label, rev(measures$label))
  ggplot2::ggplot(measures, ggplot2::aes(.data$estimate, .data$label)) +
    ggplot2::geom_linerange(ggplot2::aes(xmin = .data$lower, xmax = .data$upper)) +
    ggplot2::geom_point(size = 2, na.rm = TRUE) +
    ggplot2::scale_x_continuous(limits = c(0, 1)) +
    ggplot2::labs(
      x = sprintf("estimate with exact %s %% interval", format_number(100 * object$conf_level)),
      y = NULL
    ) +
    ggplot2::theme_minimal()
}

#' @rdname discordance-methods
#' @export
plot.discordance <- function(x, ...) draw_figure(autoplot(x, ...))
