#' @rdname modelling-methods
#' @export
autoplot.rfe_forest <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  complete <- object$profile[!is.na(object$profile$accuracy), ]
  finish_figure(
    ggplot2::ggplot(complete, ggplot2::aes(.data$size, .data$accuracy)) +
      ggplot2::geom_line(colour = green) +
      ggplot2::geom_point(colour = green) +
      ggplot2::geom_point(
        data = complete[complete$size == object$size, ], size = 3, colour = ink
      ) +
      ggplot2::labs(
        x = "Number of features", y = "Mean accuracy in the inner folds",
        caption = sprintf("Chosen: %d feature%s.", object$size, if (object$size == 1) "" else "s")
      ),
    theme, width = 120, height = 90
  )
}

#' @rdname modelling-methods
#' @export
plot.rfe_forest <- function(x, ...) draw_figure(autoplot(x, ...))
