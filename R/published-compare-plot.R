#' @rdname compare_published
#' @importFrom rlang .data
#' @export
autoplot.published_comparison <- function(object, ...) {
  shown <- object[!is.na(object$published_lower), ]
  sides <- rbind(
    data.frame(id = shown$id, source = "published", estimate = shown$published,
               lower = shown$published_lower, upper = shown$published_upper),
    data.frame(id = shown$id, source = "this study", estimate = shown$study,
               lower = shown$study_lower, upper = shown$study_upper)
  )
  sides <- sides[!is.na(sides$estimate), ]
  sides$id <- factor(sides$id, rev(shown$id))
  ggplot2::ggplot(sides, ggplot2::aes(.data$estimate, .data$id, colour = .data$source)) +
    ggplot2::geom_pointrange(
      ggplot2::aes(xmin = .data$lower, xmax = .data$upper), na.rm = TRUE,
      position = ggplot2::position_dodge(width = 0.6)
    ) +
    ggplot2::scale_colour_manual(values = c(published = "#D55E00", "this study" = "#0072B2")) +
    ggplot2::xlim(0, 1) +
    ggplot2::labs(x = "share or area under the curve, with interval", y = NULL, colour = NULL) +
    ggplot2::theme_minimal()
}

#' @rdname compare_published
#' @export
plot.published_comparison <- function(x, ...) draw_figure(autoplot(x, ...))
