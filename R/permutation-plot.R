#' @rdname modelling-methods
#' @export
autoplot.permutation_null <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  finish_figure(
    ggplot2::ggplot(object$null, ggplot2::aes(.data$auc)) +
      ggplot2::geom_histogram(binwidth = 0.05, boundary = 0, fill = grey, colour = "white") +
      ggplot2::geom_vline(xintercept = object$observed, colour = green) +
      ggplot2::coord_cartesian(xlim = c(0, 1)) +
      ggplot2::scale_y_continuous(breaks = whole_breaks) +
      ggplot2::labs(
        x = "AUC under permuted labels", y = "Permutations",
        subtitle = sprintf(
          "Observed AUC %.3f, p %s", object$observed, p_with_sign(object$p_value)
        )
      ),
    theme, width = 120, height = 90
  )
}

#' @rdname modelling-methods
#' @export
plot.permutation_null <- function(x, ...) draw_figure(autoplot(x, ...))
