#' @rdname lesion_pairs-methods
#' @importFrom rlang .data
#' @export
autoplot.lesion_pairs <- function(object, ...) {
  ends <- pair_ends(object$pairs)
  ggplot2::ggplot(ends, ggplot2::aes(
    .data$at, .data$tmb, colour = .data$direction, group = .data$patient_id
  )) +
    ggplot2::geom_hline(
      yintercept = stats::na.omit(object$cutoff), linetype = "dashed", colour = "grey40"
    ) +
    ggplot2::geom_linerange(
      ggplot2::aes(ymin = .data$lower, ymax = .data$upper), alpha = 0.35
    ) +
    ggplot2::geom_line() +
    ggplot2::geom_point() +
    ggplot2::scale_x_continuous(
      breaks = 1:2, labels = c("primary", "metastasis"), limits = c(0.7, 2.3)
    ) +
    ggplot2::scale_y_continuous(trans = "log10") +
    ggplot2::scale_colour_manual(values = role_colours(directions), drop = FALSE) +
    ggplot2::labs(
      x = NULL, y = "mutations per megabase", colour = NULL,
      caption = sprintf("vertical lines: exact %s %% intervals; dashed: cutoff",
                        format_number(100 * object$conf_level))
    ) +
    ggplot2::theme_minimal()
}

#' @rdname lesion_pairs-methods
#' @export
plot.lesion_pairs <- function(x, ...) draw_figure(autoplot(x, ...))

# Two rows a patient. A log scale has no 0: burdens and limits of 0 are drawn at half a mutation.
# Patients stand side by side around each lesion so that their intervals can be told apart.
pair_ends <- function(pairs) {
  shift <- (rank(pairs$primary_tmb, ties.method = "first") - 0.5) / nrow(pairs) - 0.5
  side <- function(lesion, position) {
    least <- 0.5 / pairs[[paste0(lesion, "_megabases")]]
    data.frame(
      patient_id = pairs$patient_id,
      direction = factor(pairs$direction, directions),
      at = position + 0.3 * shift,
      tmb = pmax(pairs[[paste0(lesion, "_tmb")]], least),
      lower = pmax(pairs[[paste0(lesion, "_tmb_lower")]], least),
      upper = pairs[[paste0(lesion, "_tmb_upper")]]
    )
  }
  rbind(side("primary", 1), side("metastasis", 2))
}
