#' @rdname lesion_pairs-methods
#' @importFrom rlang .data
#' @export
autoplot.lesion_pairs <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  finish_figure(
    draw_pairs(
      object$pairs, object$cutoff, object$conf_level, c("primary", "metastasis"), "patients"
    ), theme
  )
}

#' @rdname lesion_pairs-methods
#' @export
plot.lesion_pairs <- function(x, ...) draw_figure(autoplot(x, ...))

# A line a pair from one side's burden to the other's; `of` is what the legend's numbers count.
draw_pairs <- function(pairs, cutoff, conf_level, sides, of) {
  ends <- pair_ends(pairs)
  known <- stats::na.omit(cutoff)
  counts <- table(factor(pairs$direction, directions))
  words <- c("both high", paste(sides, "only"), "both low")
  words <- stats::setNames(
    sprintf("%s (%d)", capitalised(words), counts[pair_directions]), pair_directions
  )
  ggplot2::ggplot(ends, ggplot2::aes(
    .data$at, .data$tmb, colour = .data$direction, group = .data$patient_id
  )) +
    ggplot2::geom_hline(yintercept = known, linetype = "dashed", colour = ink, linewidth = 0.3) +
    ggplot2::geom_linerange(
      ggplot2::aes(ymin = .data$lower, ymax = .data$upper), alpha = 0.35
    ) +
    ggplot2::geom_line() +
    ggplot2::geom_point() +
    ggplot2::scale_x_continuous(breaks = 1:2, labels = capitalised(sides), limits = c(0.7, 2.3)) +
    burden_scale() +
    ggplot2::scale_colour_manual(
      values = plot_colours(), breaks = pair_directions, labels = words, drop = FALSE
    ) +
    ggplot2::labs(
      x = NULL, y = "TMB (mutations/Mb, square-root scale)",
      colour = sprintf("TMB-high (%s)", of),
      caption = paste0(
        sprintf("Vertical lines: exact %ss.", interval_words(conf_level)),
        if (length(known) > 0) {
          sprintf(" Dashed line: cutoff, %s mutations/Mb.", format_number(known))
        }
      )
    ) +
    ggplot2::guides(colour = ggplot2::guide_legend(nrow = 2))
}

pair_directions <- c("both high", "primary only", "metastasis only", "both low")

# Square roots spread the many low burdens and are defined at 0.
burden_scale <- function() {
  ggplot2::scale_y_continuous(
    trans = "sqrt", breaks = c(0, 1, 2, 5, 10, 20, 30, 50, 100, 200, 500), limits = c(0, NA)
  )
}

# Two rows a patient, who stand side by side around each lesion so that their intervals can be told
# apart.
pair_ends <- function(pairs) {
  shift <- (rank(pairs$primary_tmb, ties.method = "first") - 0.5) / nrow(pairs) - 0.5
  side <- function(lesion, position) {
    data.frame(
      patient_id = pairs$patient_id,
      direction = factor(pairs$direction, directions),
      at = position + 0.3 * shift,
      tmb = pairs[[paste0(lesion, "_tmb")]],
      lower = pairs[[paste0(lesion, "_tmb_lower")]],
      upper = pairs[[paste0(lesion, "_tmb_upper")]]
    )
  }
  rbind(side("primary", 1), side("metastasis", 2))
}
