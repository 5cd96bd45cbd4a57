#' @rdname model_validation-methods
#' @export
autoplot.model_validation <- function(object, type = c("calibration", "roc", "decision"), ...) {
  type <- rlang::arg_match(type)
  if (type == "roc") return(autoplot(object$roc))
  if (type == "decision") return(autoplot(object$decision))
  figure <- autoplot(object$calibration)
  if (nrow(object$smooth) == 0) return(figure)
  figure +
    ggplot2::geom_ribbon(
      ggplot2::aes(ymin = .data$lower, ymax = .data$upper), object$smooth, alpha = 0.15
    ) +
    ggplot2::geom_line(data = object$smooth, colour = "#2166ac")
}

#' @rdname model_validation-methods
#' @export
plot.model_validation <- function(x, ...) draw_figure(autoplot(x, ...))
