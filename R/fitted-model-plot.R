#' @rdname fitted_model-methods
#' @export
autoplot.fitted_model <- function(object, features = NULL, n = 15, ...) {
  top <- utils::head(by_importance(object$features), n)
  if (is.null(features)) return(plot_importance(top, object$positive))
  plot_contributions(object, features, rev(top$name))
}

#' @rdname fitted_model-methods
#' @export
plot.fitted_model <- function(x, ...) draw_figure(autoplot(x, ...))

plot_importance <- function(top, positive) {
  top$name <- factor(top$name, levels = rev(top$name))
  top$direction <- factor(top$direction, levels = c("higher", "lower", "mixed", "none"))
  ggplot2::ggplot(top, ggplot2::aes(.data$importance, .data$name, fill = .data$direction)) +
    ggplot2::geom_col() +
    ggplot2::scale_fill_manual(
      values = c(higher = "#b2182b", lower = "#2166ac", mixed = "grey50", none = "grey80"),
      drop = TRUE
    ) +
    ggplot2::labs(
      x = "Mean absolute SHAP value in the training patients (log-odds)", y = NULL,
      fill = sprintf("Larger values make %s", positive)
    ) +
    ggplot2::theme_minimal()
}

plot_contributions <- function(object, features, names) {
  rows <- model_rows(object, features, rlang::caller_env())
  x <- model_features(object, rows, "median", rlang::caller_env())$matrix
  each <- stats::predict(object, features, missing = "median", type = "contributions")
  long <- do.call(rbind, lapply(names, function(name) {
    # Ranks, so that features of any unit share a colour scale.
    place <- rank(x[, name]) / nrow(x)
    data.frame(name = name, shap = each[[name]], place = place)
  }))
  long$name <- factor(long$name, levels = names)
  ggplot2::ggplot(long, ggplot2::aes(.data$shap, .data$name, colour = .data$place)) +
    ggplot2::geom_vline(xintercept = 0, colour = "grey60") +
    ggplot2::geom_point(
      position = ggplot2::position_jitter(width = 0, height = 0.2, seed = 1), alpha = 0.8
    ) +
    ggplot2::scale_colour_gradient(low = "#2166ac", high = "#b2182b") +
    ggplot2::labs(
      x = sprintf("SHAP value: log-odds of %s", object$positive), y = NULL,
      colour = "Rank of the value"
    ) +
    ggplot2::theme_minimal()
}
