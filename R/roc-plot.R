#' @rdname modelling-methods
#' @export
autoplot.roc_youden <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  curve <- object$curve[order(object$curve$specificity, -object$curve$sensitivity,
    decreasing = TRUE
  ), ]
  finish_figure(
    ggplot2::ggplot(curve, ggplot2::aes(1 - .data$specificity, .data$sensitivity)) +
      ggplot2::geom_ribbon(
        ggplot2::aes(ymin = .data$sensitivity_lower, ymax = .data$sensitivity_upper),
        alpha = 0.15, fill = green
      ) +
      ggplot2::geom_abline(linetype = 3, colour = grey) +
      ggplot2::geom_path(colour = green) +
      ggplot2::annotate(
        "point", x = 1 - object$specificity, y = object$sensitivity, colour = ink, size = 3
      ) +
      ggplot2::coord_equal(xlim = c(0, 1), ylim = c(0, 1)) +
      ggplot2::labs(
        x = "1 - specificity", y = "Sensitivity",
        subtitle = sprintf("AUC %s", auc_words(object)),
        caption = paste(c(
          sprintf("Point: cutoff %.3f (largest Youden index).", object$cutoff),
          paste0(
            sprintf("Band: pointwise exact %s", interval_words(object$conf_level)),
            if (isTRUE(attr(object, "cross_validated"))) held_out_words(object), "."
          )
        ), collapse = "\n")
      ),
    theme, width = 110, height = 120
  )
}

# Intervals of one set of held-out predictions leave out that another model would predict others.
held_out_words <- function(object) {
  paste0(
    if (!is.na(object$auc_lower)) "; interval of the AUC: DeLong",
    ",\nconditional on these predictions: too narrow"
  )
}

# "0.812 (95% CI 0.613 to 1.000)", or that there is no interval.
auc_words <- function(object) {
  if (is.na(object$auc_lower)) return(sprintf("%.3f (interval not estimable)", object$auc))
  sprintf(
    "%.3f (%s %.3f to %.3f)", object$auc, interval_words(object$conf_level), object$auc_lower,
    object$auc_upper
  )
}

#' @rdname modelling-methods
#' @export
plot.roc_youden <- function(x, ...) draw_figure(autoplot(x, ...))
