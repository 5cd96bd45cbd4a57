#' @rdname plan_study
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @importFrom rlang .data
#' @export
autoplot.study_plan <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  widths <- object$widths
  widths$quantity <- factor(widths$quantity, rev(unique(widths$quantity)))
  finish_figure(
    ggplot2::ggplot(widths, ggplot2::aes(.data$estimate, .data$quantity)) +
      ggplot2::geom_pointrange(
        ggplot2::aes(xmin = .data$lower, xmax = .data$upper), colour = ink
      ) +
      ggplot2::scale_x_continuous(limits = c(0, 1)) +
      ggplot2::scale_y_discrete(labels = capitalised) +
      ggplot2::labs(
        x = sprintf(
          "Estimate and %s with %d patients", interval_words(object$parameters$conf_level),
          object$parameters$n
        ),
        y = NULL
      ),
    theme, height = rows_height(nrow(widths))
  )
}

#' @rdname plan_study
#' @export
plot.study_plan <- function(x, ...) draw_figure(autoplot(x, ...))
