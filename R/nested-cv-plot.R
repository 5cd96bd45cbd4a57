#' @rdname modelling-methods
#' @export
autoplot.nested_cv <- function(object, type = c(
                                 "roc", "features", "predictions", "decision", "calibration"
                               ), ..., theme = NULL, labels = NULL) {
  rlang::check_dots_empty()
  type <- rlang::arg_match(type)
  switch(type,
    roc = autoplot(object$roc, theme = theme),
    features = plot_features(object, theme, labels),
    predictions = plot_predictions(object, theme),
    decision = autoplot(object$decision, theme = theme),
    calibration = autoplot(object$calibration, theme = theme)
  )
}

#' @rdname modelling-methods
#' @export
plot.nested_cv <- function(x, ...) draw_figure(autoplot(x, ...))

plot_features <- function(object, theme, labels, n = 20) {
  top <- utils::head(object$features, n)
  words <- stats::setNames(label_ids(top$feature, labels, words_of_column), top$feature)
  top$feature <- factor(top$feature, levels = rev(top$feature))
  finish_figure(
    ggplot2::ggplot(top, ggplot2::aes(.data$share, .data$feature)) +
      ggplot2::geom_col(fill = green, width = 0.7) +
      ggplot2::scale_x_continuous(limits = c(0, 1), labels = \(x) sprintf("%g%%", 100 * x)) +
      ggplot2::scale_y_discrete(labels = words) +
      ggplot2::labs(x = "Outer folds that selected the feature", y = NULL),
    theme, height = rows_height(nrow(top), 6),
    # Beside long names the axis is shorter than its title.
    axis.title.x = ggplot2::element_text(hjust = 1)
  )
}

plot_predictions <- function(object, theme) {
  positive <- object$parameters$positive
  averaged <- object$averaged
  averaged$truth <- as.character(averaged$truth)
  others <- setdiff(sort(unique(averaged$truth)), positive)
  averaged$truth <- factor(averaged$truth, c(others, positive))
  finish_figure(
    ggplot2::ggplot(averaged, ggplot2::aes(.data$truth, .data$probability, colour = .data$truth)) +
      ggplot2::geom_hline(yintercept = object$roc$cutoff, linetype = 2, colour = ink) +
      ggplot2::geom_point(
        position = ggplot2::position_jitter(width = 0.1, height = 0, seed = 1), alpha = 0.8
      ) +
      ggplot2::scale_colour_manual(values = plot_colours(averaged$truth), guide = "none") +
      ggplot2::scale_x_discrete(labels = capitalised) +
      ggplot2::scale_y_continuous(limits = c(0, 1)) +
      ggplot2::labs(
        x = "Status by sequencing", y = sprintf("Held-out probability of %s", positive),
        caption = sprintf("Dashed line: cutoff, %.3f.", object$roc$cutoff)
      ),
    theme, width = 110, height = 110
  )
}
