#' Methods for the results of a study
#'
#' @param x,object A `radiotmb_study` object.
#' @param table Name of the table to return.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param ... Not used.
#' @return `format()` gives the printed lines, `print()` its argument invisibly. `summary()` gives
#'   the tables of the phases' models, of discordance and of survival, `tidy()` the table named by
#'   `table`, `glance()` one row. `autoplot()` gives a ggplot of the AUC of each phase with its
#'   interval, and `plot()` draws it.
#' @name radiotmb_study-methods
NULL

#' @rdname radiotmb_study-methods
#' @export
format.radiotmb_study <- function(x, ...) {
  c(
    sprintf("<radiotmb_study> %s", x$results$study),
    if (isTRUE(x$results$simulated)) "SIMULATED data: these numbers are not of real patients",
    format_cohort(x),
    format_phases(x$tables$cutoffs),
    format_judged(x),
    format_survival_tests(x$tables$survival_tests),
    "", sprintf("  report: %s", x$report),
    format_flags(if (nrow(x$failures) > 0) sprintf(
      "%d failed (see $failures): %s", nrow(x$failures), name_some(x$failures$name)
    ))
  )
}

format_cohort <- function(x) {
  cohort <- x$results$cohort
  pairs <- x$tables$pairs
  lines <- sprintf("  %d patients, %d samples, %d scans", cohort$patients, cohort$samples,
                   cohort$scans)
  if (is.null(pairs)) return(lines)
  cells <- count_cells(pairs$direction)
  discordant <- clopper_pearson(sum(pairs$discordant), nrow(pairs))
  c(
    lines,
    sprintf("  TMB: both high %d, primary only %d, metastasis only %d, both low %d",
            cells[["both_high"]], cells[["primary_only"]], cells[["metastasis_only"]],
            cells[["both_low"]]),
    sprintf("  discordant: %d of %d (%s%%; %s)", sum(pairs$discordant), nrow(pairs),
            format_number(100 * discordant$estimate),
            format_limits(100 * discordant$lower, 100 * discordant$upper, 0.95))
  )
}

format_phases <- function(cutoffs) {
  if (is.null(cutoffs) || is.null(cutoffs$auc)) return(c("", "  no phase was modelled"))
  table <- data.frame(
    lesion = cutoffs$lesion, phase = cutoffs$phase, n = cutoffs$n, high = cutoffs$n_positive,
    auc = cutoffs$auc, interval = ifelse(
      is.na(cutoffs$auc_lower), "none", format_interval(cutoffs$auc_lower, cutoffs$auc_upper)
    ),
    cutoff = cutoffs$cutoff
  )
  observed <- cutoffs$permutation_observed
  # The p-value of another chain stands beside the AUC of that chain.
  if (!is.null(observed) && !isTRUE(all.equal(observed, cutoffs$auc))) {
    table$auc_permuted <- observed
  }
  if (!is.null(cutoffs$p_permutation)) table$p_permuted <- format_p_value(cutoffs$p_permutation)
  c("", format_columns(table))
}

format_judged <- function(x) {
  measures <- x$tables$discordance
  if (is.null(measures)) return(NULL)
  judged <- x$results$discordance
  c(
    "",
    sprintf("  predicted discordance (%s + %s), Fisher p %s", judged$primary_phase,
            judged$metastasis_phase,
            format_p_value(if (is.null(judged$p_value)) NA_real_ else judged$p_value)),
    format_judged_shares(measures)
  )
}

format_survival_tests <- function(tests) {
  if (is.null(tests)) return(NULL)
  c("", format_columns(data.frame(
    survival = tests$comparison, test = tests$test, p = format_p_value(tests$p_value)
  )))
}

#' @rdname radiotmb_study-methods
#' @export
print.radiotmb_study <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname radiotmb_study-methods
#' @export
summary.radiotmb_study <- function(object, ...) {
  tables <- object$tables[intersect(c("cutoffs", "discordance", "survival_tests"),
                                    names(object$tables))]
  rlang::exec(new_summary, object, format(object)[1], !!!tables, failures = object$failures)
}

#' @rdname radiotmb_study-methods
#' @export
tidy.radiotmb_study <- function(x, table = "cutoffs", ...) {
  check_choice(table, "table", names(x$tables))
  columns <- switch(table,
    cutoffs = c(
      term = "phase", estimate = "auc", conf.low = "auc_lower", conf.high = "auc_upper",
      p.value = "p_permutation"
    ),
    discordance = c(term = "measure"),
    hazard_ratios = survival_columns$hazard_ratios,
    survival = survival_columns$curves,
    survival_tests = survival_columns$tests,
    survival_medians = survival_columns$medians
  )
  if (is.null(columns)) x$tables[[table]] else broom_names(x$tables[[table]], columns)
}

#' @rdname radiotmb_study-methods
#' @export
glance.radiotmb_study <- function(x, ...) {
  pairs <- x$tables$pairs
  auc <- x$tables$cutoffs$auc
  data.frame(
    study = x$results$study, simulated = isTRUE(x$results$simulated),
    patients = x$results$cohort$patients, discordant = sum(pairs$discordant),
    best_auc = if (length(auc) == 0) NA_real_ else max(auc, na.rm = TRUE),
    failures = nrow(x$failures)
  )
}
