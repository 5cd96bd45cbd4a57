#' @rdname compare_published
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param labels A named vector of words for the ids of claims; what `quantity` says where not
#'   given.
#' @importFrom rlang .data
#' @export
autoplot.published_comparison <- function(object, ..., theme = NULL, labels = NULL) {
  rlang::check_dots_empty()
  shown <- object[!is.na(object$published_lower), ]
  sides <- rbind(
    data.frame(id = shown$id, source = "published", estimate = shown$published,
               lower = shown$published_lower, upper = shown$published_upper),
    data.frame(id = shown$id, source = "this study", estimate = shown$study,
               lower = shown$study_lower, upper = shown$study_upper)
  )
  sides <- sides[!is.na(sides$estimate), ]
  words <- stats::setNames(label_ids(shown$id, labels, \(ids) shown$quantity), shown$id)
  sides$id <- factor(sides$id, rev(shown$id))
  finish_figure(
    ggplot2::ggplot(sides, ggplot2::aes(.data$estimate, .data$id, colour = .data$source)) +
      ggplot2::geom_pointrange(
        ggplot2::aes(xmin = .data$lower, xmax = .data$upper), na.rm = TRUE,
        position = ggplot2::position_dodge(width = 0.6)
      ) +
      ggplot2::scale_colour_manual(
        values = c(published = grey, "this study" = ink), labels = capitalised
      ) +
      ggplot2::scale_x_continuous(limits = c(0, 1)) +
      ggplot2::scale_y_discrete(labels = words) +
      ggplot2::labs(x = "Share or AUC (95% CI)", y = NULL, colour = NULL),
    theme, height = rows_height(nrow(shown), 9)
  )
}

#' @rdname compare_published
#' @export
plot.published_comparison <- function(x, ...) draw_figure(autoplot(x, ...))
