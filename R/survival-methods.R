#' Methods for comparisons of survival
#'
#' @param x,object A `survival_comparison` object.
#' @param what The table to return: `"hazard_ratios"`, `"curves"`, `"tests"` or `"medians"`.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param labels A named vector of words for groups and the column of the groups.
#' @param time_unit Unit of the time axis.
#' @param ... Not used.
#' @return `format()` gives the printed lines, `print()` its argument invisibly. `summary()` gives
#'   all tables but the curves, `tidy()` the one named by `what`, `glance()` one row.
#'   `autoplot()` gives a ggplot of the Kaplan-Meier curves with their confidence band, a tick for
#'   each censored patient and the numbers at risk, and `plot()` draws it.
#' @name survival_comparison-methods
#' @examples
#' patients <- data.frame(
#'   patient_id = 1:10, group = rep(c("discordant", "concordant"), c(4, 6)),
#'   os_days = c(300, 420, 510, 800, 900, 1000, 1200, 1500, 1800, 2400),
#'   os_event = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 0)
#' )
#' compared <- compare_survival(patients, "group")
#' tidy(compared)
#' glance(compared)
#' plot(compared)
NULL

#' @rdname survival_comparison-methods
#' @export
format.survival_comparison <- function(x, ...) {
  all <- x$follow_up[1, ]
  ratios <- x$hazard_ratios
  c(
    sprintf("<survival_comparison> by %s: %d patients, %d events", x$group, all$n,
            sum(x$medians$events)),
    sprintf("  follow-up (reverse Kaplan-Meier): median %s days (%s)",
            format_number(all$median, 4), format_limits(all$lower, all$upper, x$conf_level, 4)),
    sprintf("  days observed: median %s (%s)", format_number(all$observed_median, 4),
            format_interval(all$min, all$max, 4)),
    "",
    format_columns(data.frame(
      group = x$medians$group, n = x$medians$n, events = x$medians$events,
      median_days = format_number(x$medians$median, 4),
      interval = format_interval(x$medians$lower, x$medians$upper, 4)
    )),
    if (anyNA(x$medians[c("median", "lower", "upper")])) "  (-: not reached)",
    if (nrow(ratios) > 0) c("", format_columns(data.frame(
      hazard_ratio = sprintf("%s / %s", ratios$group, ratios$reference),
      estimate = ratios$hazard_ratio, interval = format_interval(ratios$lower, ratios$upper),
      p = format_p_value(ratios$p_value), note = ratios$note
    ))),
    "",
    format_columns(data.frame(
      test = c(x$tests$test, "proportional hazards"),
      p = format_p_value(c(x$tests$p_value, x$proportional_hazards$p_value)),
      note = c(x$tests$note, "scaled Schoenfeld residuals")
    )),
    format_flags(x$flags)
  )
}

#' @rdname survival_comparison-methods
#' @export
print.survival_comparison <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname survival_comparison-methods
#' @export
summary.survival_comparison <- function(object, ...) {
  new_summary(
    object, format(object)[1], follow_up = object$follow_up, medians = object$medians,
    hazard_ratios = object$hazard_ratios, tests = object$tests,
    proportional_hazards = object$proportional_hazards, flags = object$flags
  )
}

#' @rdname survival_comparison-methods
#' @export
tidy.survival_comparison <- function(x, what = "hazard_ratios", ...) {
  check_choice(what, "what", c("hazard_ratios", "curves", "tests", "medians"))
  broom_names(x[[what]], survival_columns[[what]])
}

survival_columns <- list(
  hazard_ratios = c(term = "group", estimate = "hazard_ratio"),
  curves = c(term = "group", estimate = "survival"),
  tests = c(method = "test"),
  medians = c(term = "group", estimate = "median")
)

#' @rdname survival_comparison-methods
#' @export
glance.survival_comparison <- function(x, ...) {
  p_value <- function(test) c(x$tests$p_value[x$tests$test == test], NA_real_)[1]
  broom_names(data.frame(
    patients = x$follow_up$n[1], events = sum(x$medians$events), groups = nrow(x$medians),
    log_rank = x$tests$statistic[1], p_value = p_value("log-rank"),
    permutation_p_value = p_value("log-rank, permutation"),
    proportional_hazards_p_value = x$proportional_hazards$p_value,
    follow_up = x$follow_up$median[1], method = "log-rank"
  ), statistic = "log_rank")
}
