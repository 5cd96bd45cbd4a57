#' Which 2 x 2 tables give these rates?
#'
#' Searches every table of whole counts whose sensitivity, specificity and accuracy round to the
#' published ones. With few patients there is often exactly one, which then gives the intervals
#' and tests that a paper left out.
#'
#' @param sensitivity,specificity,accuracy Published rates, each one number from 0 to 1 or text
#'   such as `"0.600"`; left out or `NULL` where it is not published (at least one is needed).
#' @param n Numbers of patients to try, for example `1:24`; a single number is that number only.
#' @param digits Decimals of the published rates, one for all or one for each of the three. Where it
#'   is left out and no rate has as many, a message says so.
#' @param positive,negative Numbers of positives and negatives to consider; `NULL` tries all.
#' @return A data frame with one row a table that fits: `n`, `positive`, `negative`, `tp`, `fn`,
#'   `tn`, `fp` (whole counts), and the unrounded `sensitivity`, `specificity` and `accuracy`. No
#'   row means that the rates cannot be true together for these numbers of patients. Tables without
#'   positives or without negatives have no sensitivity or specificity and are left out.
#' @section Errors: `radiotmb_argument_error` where an argument is out of range.
#' @references The idea is that of the GRIM test, applied to proportions: Brown NJL, Heathers JAJ.
#'   Soc Psychol Personal Sci 2017;8(4):363-369. \doi{10.1177/1948550616673876}
#' @examples
#' # One table among all with at most 24 patients: 6 of 7 and 9 of 15.
#' confusion_candidates(0.857, 0.600, 0.682, n = 1:24)
#' @export
confusion_candidates <- function(sensitivity, specificity, accuracy, n, digits = 3,
                                 positive = NULL, negative = NULL) {
  # Not as defaults: Python has the same arguments, where `n` could then not follow them.
  if (missing(sensitivity)) sensitivity <- NULL
  if (missing(specificity)) specificity <- NULL
  if (missing(accuracy)) accuracy <- NULL
  check_patient_counts(n, "n", lower = 1)
  if (!is.null(positive)) check_patient_counts(positive, "positive", lower = 0)
  if (!is.null(negative)) check_patient_counts(negative, "negative", lower = 0)
  check_patient_counts(digits, "digits", lower = 0)
  if (missing(digits)) {
    say_decimals(list(sensitivity, specificity, accuracy), digits)
  }
  digits <- rep_len(digits, 3)
  rates <- list(
    sensitivity = read_rate(sensitivity, digits[1], "sensitivity"),
    specificity = read_rate(specificity, digits[2], "specificity"),
    accuracy = read_rate(accuracy, digits[3], "accuracy")
  )
  if (all(vapply(rates, function(rate) rate$lower <= 0 && rate$upper >= 1, NA))) {
    abort_argument("sensitivity", "given, or specificity or accuracy: at least one rate", NULL)
  }
  rows <- lapply(sort(unique(n)), confusion_tables, rates = rates, positive = positive,
                 negative = negative)
  result <- do.call(rbind, rows)
  rownames(result) <- NULL
  result
}

read_rate <- function(rate, digits, argument, call = rlang::caller_env()) {
  # An unpublished rate excludes nothing.
  if (is.null(rate)) return(list(lower = 0, upper = 1))
  read <- read_rounded(rate, digits, argument, call)
  if (length(read$value) != 1) abort_argument(argument, "one number from 0 to 1", rate, call)
  check_number(read$value, argument, 0, 1, call)
  rounding_interval(read$value, digits)
}

confusion_tables <- function(n, rates, positive, negative) {
  split <- seq_len(max(n - 1, 0))
  if (!is.null(positive)) split <- intersect(split, positive)
  if (!is.null(negative)) split <- n - intersect(n - split, negative)
  tables <- lapply(split, function(positives) {
    expand.grid(
      positive = positives, tp = whole_within(rates$sensitivity, positives),
      tn = whole_within(rates$specificity, n - positives)
    )
  })
  found <- do.call(rbind, c(list(expand.grid(positive = 0L, tp = 0L, tn = 0L)[0, ]), tables))
  exact <- (found$tp + found$tn) / n
  found <- found[exact >= rates$accuracy$lower & exact <= rates$accuracy$upper, ]
  negatives <- n - found$positive
  counts <- data.frame(
    n = rep(n, nrow(found)), positive = found$positive, negative = negatives, tp = found$tp,
    fn = found$positive - found$tp, tn = found$tn, fp = negatives - found$tn
  )
  counts[] <- lapply(counts, as.integer)
  cbind(counts, sensitivity = found$tp / found$positive, specificity = found$tn / negatives,
        accuracy = (found$tp + found$tn) / n)
}

# Whole counts k with k / size inside the interval.
whole_within <- function(interval, size) {
  first <- max(ceiling(interval$lower * size), 0)
  last <- min(floor(interval$upper * size), size)
  if (last < first) integer() else seq(first, last)
}
