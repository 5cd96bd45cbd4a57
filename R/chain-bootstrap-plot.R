#' @rdname modelling-methods
#' @export
autoplot.chain_bootstrap <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  each <- stats::aggregate(auc ~ resample, object$resampled, mean)
  finish_figure(
    ggplot2::ggplot(each, ggplot2::aes(.data$auc)) +
      ggplot2::geom_histogram(binwidth = 0.05, boundary = 0, fill = grey, colour = "white") +
      ggplot2::geom_vline(
        xintercept = c(object$auc, object$lower, object$upper), colour = green,
        linetype = c(1, 2, 2)
      ) +
      ggplot2::coord_cartesian(xlim = c(0, 1)) +
      ggplot2::scale_y_continuous(breaks = whole_breaks) +
      ggplot2::labs(
        x = "AUC of the chain on resampled patients", y = "Resamples",
        subtitle = sprintf(
          "AUC %.3f (%s %.3f to %.3f)", object$auc, interval_words(object$conf_level),
          object$lower, object$upper
        )
      ),
    theme, width = 120, height = 90
  )
}

#' @rdname modelling-methods
#' @export
plot.chain_bootstrap <- function(x, ...) draw_figure(autoplot(x, ...))
