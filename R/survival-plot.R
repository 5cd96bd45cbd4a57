#' @rdname survival_comparison-methods
#' @export
autoplot.survival_comparison <- function(object, ..., theme = NULL, labels = NULL,
                                         time_unit = c("days", "months", "years")) {
  rlang::check_dots_empty()
  time_unit <- rlang::arg_match(time_unit)
  curves <- object$curves
  curves$group <- factor(curves$group, object$medians$group)
  curves$time <- curves$time / days_in[[time_unit]]
  groups <- levels(curves$group)
  words <- stats::setNames(label_ids(groups, labels, capitalised), groups)
  finish_figure(
    draw_survival(curves, words) + ggplot2::labs(
      x = sprintf("Time since the start of observation (%s)", time_unit),
      y = if (object$event == "os_event") "Overall survival" else "Survival",
      colour = label_ids(object$group, labels, column_words),
      fill = label_ids(object$group, labels, column_words),
      subtitle = caption_tests(object$tests),
      caption = sprintf(
        "Bands: %ss. Crosses: censored patients.", interval_words(object$conf_level)
      )
    ),
    theme, height = 109 + 7 * length(groups)
  )
}

# The mean length of a month and a year.
days_in <- list(days = 1, months = 365.25 / 12, years = 365.25)

draw_survival <- function(curves, words) {
  groups <- names(words)
  steps <- curve_steps(curves)
  at <- pretty(c(0, max(curves$time)), 6)
  # the numbers at risk stand below the curves, on rows of the same axis, so that one ggplot holds
  # both and stays aligned when it is resized
  risk <- numbers_at_risk(curves, at)
  risk$row <- -0.12 - 0.08 * as.integer(risk$group)
  colours <- plot_colours(groups)
  ggplot2::ggplot(steps, ggplot2::aes(.data$time, .data$survival, colour = .data$group)) +
    ggplot2::geom_ribbon(
      ggplot2::aes(ymin = .data$lower, ymax = .data$upper, fill = .data$group),
      alpha = 0.15, colour = NA
    ) +
    ggplot2::geom_line() +
    ggplot2::geom_point(data = curves[curves$n_censor > 0, ], shape = 3, size = 2) +
    ggplot2::geom_hline(yintercept = -0.06, colour = grid) +
    ggplot2::annotate("text", x = 0, y = -0.12, label = "At risk", hjust = 0, size = 3) +
    ggplot2::geom_text(
      data = risk, ggplot2::aes(y = .data$row, label = .data$n_risk), size = 3,
      show.legend = FALSE
    ) +
    ggplot2::scale_x_continuous(breaks = at) +
    ggplot2::scale_y_continuous(
      breaks = c(-0.12 - 0.08 * seq_along(groups), 0, 0.25, 0.5, 0.75, 1),
      labels = c(words, "0%", "25%", "50%", "75%", "100%")
    ) +
    ggplot2::scale_colour_manual(values = colours, labels = words) +
    ggplot2::scale_fill_manual(values = colours, labels = words)
}

#' @rdname survival_comparison-methods
#' @export
plot.survival_comparison <- function(x, ...) draw_figure(autoplot(x, ...))

caption_tests <- function(tests) {
  known <- tests[!is.na(tests$p_value), ]
  if (nrow(known) == 0) return(tests$note[1])
  named <- c("log-rank" = "Log-rank test", "log-rank, permutation" = "Permutation log-rank test")
  test <- ifelse(known$test %in% names(named), named[known$test], capitalised(known$test))
  paste(sprintf("%s: p %s", test, p_with_sign(known$p_value)), collapse = "\n")
}

# A Kaplan-Meier curve holds its value until the next event: two points at each time.
curve_steps <- function(curves) {
  parts <- lapply(split(curves, curves$group), \(one) {
    n <- nrow(one)
    later <- rep(seq_len(n), each = 2)[-1]
    earlier <- rep(seq_len(n), each = 2)[-2 * n]
    data.frame(
      group = one$group[1], time = one$time[later],
      one[earlier, c("survival", "lower", "upper")], row.names = NULL
    )
  })
  steps <- do.call(rbind, parts)
  # where the curve has reached 0 its limits are not defined: the band ends there
  steps$lower[is.na(steps$lower)] <- 0
  steps$upper[is.na(steps$upper)] <- 0
  steps
}

# Patients still observed at each time: those at risk at the first recorded time from there on.
numbers_at_risk <- function(curves, at) {
  parts <- lapply(split(curves, curves$group), \(one) {
    data.frame(
      group = one$group[1], time = at,
      n_risk = vapply(at, \(t) c(one$n_risk[one$time >= t], 0)[1], numeric(1))
    )
  })
  do.call(rbind, parts)
}
