#' The p-value of a table of counts under each usual test
#'
#' Papers often give a p-value without its test. This gives what each usual test makes of the
#' published counts.
#'
#' @param table Matrix of counts, groups in rows and outcomes in columns. For paired data a 2 x 2
#'   matrix of pairs: first yes/no in rows, second yes/no in columns.
#' @param paired `TRUE` where the table counts pairs. The unpaired tests are then given as well, on
#'   the two margins, because papers use them on paired data.
#' @return A data frame with `test`, `statistic` (`NA` for exact tests) and `p_value` (two-sided;
#'   `NA` where a test is not defined, as where a margin is zero).
#' @section Errors: `radiotmb_argument_error` where the table is no matrix of whole counts.
#' @references McNemar Q. Note on the sampling error of the difference between correlated
#'   proportions or percentages. Psychometrika 1947;12:153-157. \doi{10.1007/BF02295996}
#' @examples
#' # High in both lesions 3, primary only 5, metastasis only 2, neither 14.
#' recompute_p_values(matrix(c(3, 2, 5, 14), 2), paired = TRUE)
#' @export
recompute_p_values <- function(table, paired = FALSE) {
  check_flag(paired, "paired")
  check_table(table, paired)
  if (!paired) return(unpaired_p_values(table))
  margins <- rbind(rowSums(table), colSums(table))
  rbind(unpaired_p_values(margins), paired_p_values(table))
}

check_table <- function(table, paired, call = rlang::caller_env()) {
  counts <- is.matrix(table) && is.numeric(table) && all(dim(table) >= 2) && !anyNA(table)
  if (!counts || any(table < 0 | table != round(table))) {
    abort_argument("table", "a matrix of whole counts with 2 or more rows and columns", table, call)
  }
  if (paired && any(dim(table) != 2)) {
    abort_argument("table", "a 2 x 2 matrix where `paired` is TRUE", table, call)
  }
}

unpaired_p_values <- function(table) {
  # The text-book warning about small expected counts is the reader's to judge: every test is shown.
  square <- function(correct) suppressWarnings(stats::chisq.test(table, correct = correct))
  empty <- any(rowSums(table) == 0) || any(colSums(table) == 0)
  two_by_two <- identical(dim(table), c(2L, 2L))
  rows <- list(p_row("chi-square without correction", if (!empty) square(FALSE)))
  if (two_by_two) {
    rows <- c(rows, list(p_row("chi-square with Yates' correction", if (!empty) square(TRUE))))
  }
  exact <- if (!empty) stats::fisher.test(table, workspace = 2e7)
  do.call(rbind, c(rows, list(p_row("Fisher's exact test", exact))))
}

paired_p_values <- function(table) {
  first_only <- table[1, 2]
  second_only <- table[2, 1]
  none <- first_only + second_only == 0
  change <- function(correct) stats::mcnemar.test(table, correct = correct)
  exact <- if (!none) stats::binom.test(first_only, first_only + second_only)
  if (!none) exact$statistic <- NA_real_
  rbind(
    p_row("McNemar without correction", if (!none) change(FALSE)),
    p_row("McNemar with continuity correction", if (!none) change(TRUE)),
    p_row("exact McNemar (binomial)", exact)
  )
}

p_row <- function(test, fit) {
  statistic <- if (is.null(fit$statistic)) NA_real_ else unname(fit$statistic)
  p_value <- if (is.null(fit)) NA_real_ else fit$p.value
  data.frame(test = test, statistic = statistic, p_value = p_value)
}
