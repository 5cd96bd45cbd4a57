#' @rdname group_comparison-methods
#' @export
autoplot.group_comparison <- function(object, ...) {
  tests <- variable_tests(object)
  tests <- tests[!is.na(tests$p_value), ]
  tests$variable <- factor(tests$variable, rev(tests$variable))
  ggplot2::ggplot(tests, ggplot2::aes(.data$p_value, .data$variable, shape = .data$test)) +
    ggplot2::geom_vline(xintercept = 0.05, linetype = "dashed", colour = "grey40") +
    ggplot2::geom_point(size = 2) +
    ggplot2::scale_x_continuous(trans = "log10") +
    ggplot2::labs(x = "p-value", y = NULL, shape = NULL,
                  caption = sprintf("groups by %s; dashed: 0.05", object$group)) +
    ggplot2::theme_minimal()
}

#' @rdname group_comparison-methods
#' @export
plot.group_comparison <- function(x, ...) draw_figure(autoplot(x, ...))
