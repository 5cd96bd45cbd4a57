#' @rdname model_validation-methods
#' @export
autoplot.model_validation <- function(object, type = c("calibration", "roc", "decision"), ...,
                                      theme = NULL) {
  rlang::check_dots_empty()
  type <- rlang::arg_match(type)
  if (type == "roc") return(autoplot(object$roc, theme = theme))
  if (type == "decision") return(autoplot(object$decision, theme = theme))
  figure <- draw_calibration(object$calibration)
  if (nrow(object$smooth) > 0) {
    figure <- figure +
      ggplot2::geom_ribbon(
        ggplot2::aes(ymin = .data$lower, ymax = .data$upper), object$smooth, alpha = 0.15,
        fill = ink
      ) +
      ggplot2::geom_line(data = object$smooth, colour = ink) +
      ggplot2::labs(caption = paste(
        "Points: groups of patients with their intervals.", "Band: smooth calibration curve.",
        sep = "\n"
      ))
  }
  finish_figure(figure, theme, width = 110, height = 118)
}

#' @rdname model_validation-methods
#' @export
plot.model_validation <- function(x, ...) draw_figure(autoplot(x, ...))
