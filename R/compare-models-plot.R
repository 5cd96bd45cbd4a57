#' @rdname model_comparison-methods
#' @export
autoplot.model_comparison <- function(object, type = c("areas", "decision"), ..., theme = NULL) {
  rlang::check_dots_empty()
  type <- rlang::arg_match(type)
  if (type == "decision") return(plot_decision_curves(object$decision, object$names, theme))
  limits <- range(object$each$first, object$each$second, 0.5)
  finish_figure(
    ggplot2::ggplot(object$each, ggplot2::aes(.data$first, .data$second)) +
      ggplot2::geom_abline(linetype = "dashed", colour = grey) +
      ggplot2::geom_point(alpha = 0.7, colour = ink) +
      ggplot2::coord_equal(xlim = limits, ylim = limits) +
      ggplot2::labs(
        x = sprintf("AUC of each repeat, %s", object$names[1]),
        y = sprintf("AUC of each repeat, %s", object$names[2])
      ),
    theme, width = 100, height = 100
  )
}

#' @rdname model_comparison-methods
#' @export
plot.model_comparison <- function(x, ...) draw_figure(autoplot(x, ...))

# Decision curves of several models with those of acting on everyone and on no one.
plot_decision_curves <- function(curves, models, theme) {
  reference <- unique(curves[c("threshold", "all", "none")])
  shown <- rbind(
    curves[c("model", "threshold", "net_benefit")],
    data.frame(model = "everyone", threshold = reference$threshold, net_benefit = reference$all),
    data.frame(model = "no one", threshold = reference$threshold, net_benefit = reference$none)
  )
  acted_on <- c(models, "everyone", "no one")
  shown$model <- factor(shown$model, acted_on)
  colours <- c(c(green, crimson, violet)[seq_along(models)], grey, ink)
  lines <- c(rep("solid", length(models)), "dashed", "dotted")
  finish_figure(
    ggplot2::ggplot(shown, ggplot2::aes(
      .data$threshold, .data$net_benefit, linetype = .data$model, colour = .data$model
    )) +
      ggplot2::geom_line() +
      ggplot2::scale_colour_manual(values = stats::setNames(colours, acted_on)) +
      ggplot2::scale_linetype_manual(values = stats::setNames(lines, acted_on)) +
      ggplot2::coord_cartesian(
        ylim = c(min(-0.05, curves$net_benefit), max(shown$net_benefit))
      ) +
      ggplot2::labs(
        x = "Threshold probability", y = "Net benefit (true positives per patient)",
        linetype = "Act on", colour = "Act on"
      ),
    theme, width = 120, height = 100
  )
}
