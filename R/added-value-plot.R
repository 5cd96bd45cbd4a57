#' @rdname added_value-methods
#' @export
autoplot.added_value <- function(object, type = c("decision", "areas"), ..., theme = NULL) {
  rlang::check_dots_empty()
  type <- rlang::arg_match(type)
  if (type == "decision") return(plot_decision_curves(object$decision, added_models, theme))
  areas <- object$areas
  areas$model <- factor(areas$model, rev(added_models))
  figure <- ggplot2::ggplot(areas, ggplot2::aes(.data$auc, .data$model)) +
    ggplot2::geom_vline(xintercept = 0.5, linetype = "dashed", colour = grey)
  if (!anyNA(areas$lower)) {
    figure <- figure + ggplot2::geom_errorbarh(
      ggplot2::aes(xmin = .data$lower, xmax = .data$upper), height = 0.15, colour = ink
    )
  }
  finish_figure(
    figure + ggplot2::geom_point(size = 2.5, colour = ink) +
      ggplot2::coord_cartesian(xlim = c(0, 1)) + ggplot2::labs(x = "AUC", y = NULL),
    theme, width = 120, height = 60
  )
}

#' @rdname added_value-methods
#' @export
plot.added_value <- function(x, ...) draw_figure(autoplot(x, ...))
