#' @rdname group_comparison-methods
#' @export
autoplot.group_comparison <- function(object, ..., theme = NULL, labels = NULL) {
  rlang::check_dots_empty()
  tests <- variable_tests(object)
  tests <- tests[!is.na(tests$p_value), ]
  words <- stats::setNames(label_ids(tests$variable, labels, column_words), tests$variable)
  tests$variable <- factor(tests$variable, rev(tests$variable))
  sizes <- paste(sprintf("%s (n = %d)", names(object$sizes), object$sizes), collapse = ", ")
  finish_figure(
    ggplot2::ggplot(tests, ggplot2::aes(.data$p_value, .data$variable, shape = .data$test)) +
      ggplot2::geom_vline(xintercept = 0.05, linetype = "dashed", colour = grey) +
      ggplot2::geom_point(size = 2, colour = ink) +
      ggplot2::scale_x_continuous(
        trans = "log10", breaks = c(0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1),
        labels = c("0.001", "0.01", "0.05", "0.1", "0.2", "0.5", "1")
      ) +
      ggplot2::scale_y_discrete(labels = words) +
      ggplot2::labs(
        x = "p-value (log scale)", y = NULL, shape = "Test",
        caption = sprintf(
          "%s: %s. Dashed line: p = 0.05.", label_ids(object$group, labels, column_words), sizes
        )
      ),
    theme, height = rows_height(nrow(tests))
  )
}

#' @rdname group_comparison-methods
#' @export
plot.group_comparison <- function(x, ...) draw_figure(autoplot(x, ...))
