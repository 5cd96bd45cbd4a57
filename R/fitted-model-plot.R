#' @rdname fitted_model-methods
#' @export
autoplot.fitted_model <- function(object, features = NULL, n = 15, ..., theme = NULL,
                                  labels = NULL) {
  rlang::check_dots_empty()
  top <- utils::head(by_importance(object$features), n)
  figure <- if (is.null(features)) {
    plot_importance(top, object$positive)
  } else {
    plot_contributions(object, features, rev(top$name))
  }
  words <- stats::setNames(label_ids(top$name, labels, words_of_column), top$name)
  finish_figure(
    figure + ggplot2::scale_y_discrete(labels = words), theme, height = rows_height(nrow(top)),
    axis.title.x = ggplot2::element_text(hjust = 1)
  )
}

#' @rdname fitted_model-methods
#' @export
plot.fitted_model <- function(x, ...) draw_figure(autoplot(x, ...))

# Towards the predicted status in the colour of a high burden, away from it in that of a low one.
direction_colours <- function() c(higher = violet, lower = grey, mixed = green, none = grid)

plot_importance <- function(top, positive) {
  top$name <- factor(top$name, levels = rev(top$name))
  top$direction <- factor(top$direction, levels = names(direction_colours()))
  words <- c(
    higher = "likelier", lower = "less likely", mixed = "both, by patient", none = "neither"
  )
  ggplot2::ggplot(top, ggplot2::aes(.data$importance, .data$name, fill = .data$direction)) +
    ggplot2::geom_col() +
    ggplot2::scale_fill_manual(values = direction_colours(), labels = words, drop = TRUE) +
    ggplot2::labs(
      x = "Mean absolute SHAP value (log-odds)", y = NULL,
      fill = sprintf("Larger values make %s ...", positive)
    ) +
    ggplot2::guides(fill = ggplot2::guide_legend(title.position = "top"))
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
    ggplot2::geom_vline(xintercept = 0, colour = grey) +
    ggplot2::geom_point(
      position = ggplot2::position_jitter(width = 0, height = 0.2, seed = 1), alpha = 0.8
    ) +
    ggplot2::scale_colour_gradient(
      low = grey, high = green, limits = c(0, 1), breaks = c(0.1, 0.9),
      labels = c("smallest", "largest")
    ) +
    ggplot2::labs(
      x = sprintf("SHAP value (log-odds of %s)", object$positive), y = NULL,
      colour = "Value of the feature"
    )
}
