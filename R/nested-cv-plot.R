#' @rdname modelling-methods
#' @export
autoplot.nested_cv <- function(object, type = c(
                                 "roc", "features", "predictions", "decision", "calibration"
                               ), ...) {
  type <- rlang::arg_match(type)
  switch(type,
    roc = autoplot(object$roc),
    features = plot_features(object),
    predictions = plot_predictions(object),
    decision = autoplot(object$decision),
    calibration = autoplot(object$calibration)
  )
}

#' @rdname modelling-methods
#' @export
plot.nested_cv <- function(x, ...) draw_figure(autoplot(x, ...))

plot_features <- function(object, n = 20) {
  top <- utils::head(object$features, n)
  top$feature <- factor(top$feature, levels = rev(top$feature))
  ggplot2::ggplot(top, ggplot2::aes(.data$share, .data$feature)) +
    ggplot2::geom_col(fill = "grey40") +
    ggplot2::labs(x = "Share of outer folds that select it", y = NULL) +
    ggplot2::theme_minimal()
}

plot_predictions <- function(object) {
  ggplot2::ggplot(object$averaged, ggplot2::aes(.data$truth, .data$probability)) +
    ggplot2::geom_hline(yintercept = object$roc$cutoff, linetype = 2) +
    ggplot2::geom_point(
      position = ggplot2::position_jitter(width = 0.1, height = 0, seed = 1), alpha = 0.7
    ) +
    ggplot2::labs(
      x = "Sequenced status",
      y = sprintf("Held-out probability of %s", object$parameters$positive)
    ) +
    ggplot2::theme_minimal()
}
