#' @rdname table_one-methods
#' @export
autoplot.table_one <- function(object, ..., theme = NULL, labels = NULL) {
  rlang::check_dots_empty()
  balance <- balance_of(object)
  balance <- balance[!is.na(balance$smd), ]
  if (nrow(balance) == 0) abort_data("No variable has a standardised difference to draw.")
  words <- stats::setNames(label_ids(balance$variable, labels, column_words), balance$variable)
  balance$variable <- factor(balance$variable, balance$variable[order(balance$smd)])
  sizes <- paste(sprintf("%s (n = %d)", names(object$sizes), object$sizes), collapse = ", ")
  finish_figure(
    ggplot2::ggplot(balance, ggplot2::aes(.data$smd, .data$variable)) +
      ggplot2::geom_vline(xintercept = 0.1, linetype = "dashed", colour = grey) +
      ggplot2::geom_linerange(
        ggplot2::aes(xmin = .data$smd_lower, xmax = .data$smd_upper), na.rm = TRUE, colour = ink
      ) +
      ggplot2::geom_point(size = 2, colour = ink) +
      ggplot2::scale_y_discrete(labels = words) +
      ggplot2::labs(
        x = sprintf("Standardised difference, with its %s", interval_words(object$conf_level)),
        y = NULL, caption = sprintf(
          "%s: %s. Dashed line: 0.1.", label_ids(object$group, labels, column_words), sizes
        )
      ),
    theme, height = rows_height(nrow(balance))
  )
}

#' @rdname table_one-methods
#' @export
plot.table_one <- function(x, ...) draw_figure(autoplot(x, ...))
