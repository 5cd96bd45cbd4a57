#' Methods for predicted discordance
#'
#' @param x,object A `discordance` object.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param ... Not used.
#' @return `format()` gives the printed lines, `print()` its argument invisibly. `summary()` gives
#'   the tables `measures` and `predictions`, `tidy()` the measures, `glance()` one row, `augment()`
#'   the patients. `autoplot()` gives a ggplot of the measures with their intervals, and `plot()`
#'   draws it.
#' @name discordance-methods
#' @examples
#' truth <- data.frame(
#'   patient_id = letters[1:4], primary_status = c("high", "high", "low", "low"),
#'   metastasis_status = c("low", "high", "low", "high")
#' )
#' probability <- data.frame(patient_id = letters[1:4], probability = c(0.8, 0.7, 0.2, 0.4))
#' judged <- judge_discordance(probability, probability, truth, 0.5, 0.75)
#' glance(judged)
#' plot(judged)
NULL

#' @rdname discordance-methods
#' @export
format.discordance <- function(x, ...) {
  phases <- ifelse(is.na(x$phases), "", sprintf(" (%s)", x$phases))
  c(
    sprintf("<discordance> %d patients, %d truly discordant", nrow(x$patients),
            sum(x$patients$discordant)),
    sprintf("  predicted from primary%s, high from %s, and metastasis%s, high from %s",
            phases[["primary"]], format_number(x$cutoffs[["primary"]]), phases[["metastasis"]],
            format_number(x$cutoffs[["metastasis"]])),
    "",
    format_judged_shares(x$measures),
    "",
    sprintf("  %s; Fisher p %s", paste(toupper(names(x$table)), x$table, collapse = ", "),
            format_p_value(x$p_value)),
    format_flags(x$flags)
  )
}

# Shares with their counts and intervals; of nobody there is none.
format_judged_shares <- function(measures) {
  none <- is.na(measures$estimate)
  estimate <- measures$estimate
  if (any(none)) estimate <- ifelse(none, "not estimable", format_number(estimate))
  format_columns(data.frame(
    measure = measures$measure,
    patients = sprintf(
      ifelse(none, "%d of %d", "%d/%d"), measures$numerator, measures$denominator
    ),
    estimate = estimate,
    interval = ifelse(none, "", format_interval(measures$lower, measures$upper))
  ))
}

#' @rdname discordance-methods
#' @export
print.discordance <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname discordance-methods
#' @export
summary.discordance <- function(object, ...) {
  new_summary(
    object, format(object)[1:2], measures = object$measures,
    predictions = data.frame(as.list(object$table), p_value = object$p_value),
    flags = object$flags
  )
}

#' @rdname discordance-methods
#' @export
tidy.discordance <- function(x, ...) broom_names(x$measures, term = "measure")

#' @rdname discordance-methods
#' @export
glance.discordance <- function(x, ...) {
  main <- x$measures[x$measures$measure %in% c("sensitivity", "specificity", "accuracy"), ]
  broom_names(data.frame(
    as.list(stats::setNames(main$estimate, main$measure)), as.list(x$table), p_value = x$p_value,
    patients = nrow(x$patients), method = "Fisher's exact test"
  ))
}

#' @rdname discordance-methods
#' @export
augment.discordance <- function(x, ...) x$patients
