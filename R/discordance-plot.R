#' @rdname discordance-methods
#' @export
autoplot.discordance <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  measures <- object$measures
  measures$label <- sprintf(
    "%s (%d/%d%s)", column_words(measures$measure), measures$numerator, measures$denominator,
    ifelse(is.na(measures$estimate), ", not estimable", "")
  )
  measures$label <- factor(measures$label, rev(measures$label))
  finish_figure(
    ggplot2::ggplot(measures, ggplot2::aes(.data$estimate, .data$label)) +
      ggplot2::geom_linerange(
        ggplot2::aes(xmin = .data$lower, xmax = .data$upper), colour = ink
      ) +
      ggplot2::geom_point(size = 2, na.rm = TRUE, colour = ink) +
      ggplot2::scale_x_continuous(limits = c(0, 1)) +
      ggplot2::labs(
        x = sprintf("Share of patients (exact %s)", interval_words(object$conf_level)), y = NULL
      ),
    theme, height = rows_height(nrow(measures))
  )
}

#' @rdname discordance-methods
#' @export
plot.discordance <- function(x, ...) draw_figure(autoplot(x, ...))
