#' Can this mean come from whole counts?
#'
#' The GRIM test (granularity-related inconsistency of means): the mean of `n` whole numbers is a
#' multiple of `1 / n`, so most rounded means are impossible when `n` is small. Here the numbers
#' may also be counts over a fixed size, as mutations per megabase are: their mean is a multiple of
#' `1 / (n * size)`.
#'
#' @param mean Published means: numbers, or text such as `"5.20"` that keeps its trailing zeros.
#' @param n Number of values averaged, one for each mean or one for all.
#' @param digits Decimals of the published means; `NULL` counts those that are written.
#' @param size Fixed size that each count was divided by, for example 1.2 megabases; 1 for plain
#'   counts.
#' @param items Whole numbers averaged within each value, for example the questions of a scale.
#' @return A data frame with one row a mean: `mean`, `n`, `digits`, `size`, `items`, `possible`
#'   (`TRUE` where a whole total gives the mean), `total` (the whole total nearest to the mean) and
#'   `nearest_mean` (what that total gives).
#' @details A published mean stands for the closed interval of values that could have been rounded
#'   to it, halves in either direction, so that no rounding habit is called an error. The test has
#'   no power once `n * size * items` reaches `10^digits`.
#' @section Errors: `radiotmb_argument_error` where a mean is no number, or `n`, `digits`, `size`
#'   or `items` is out of range.
#' @references Brown NJL, Heathers JAJ. The GRIM test: a simple technique detects numerous
#'   anomalies in the reporting of results in psychology. Soc Psychol Personal Sci
#'   2017;8(4):363-369. \doi{10.1177/1948550616673876}
#' @examples
#' # 145 / 28 = 5.18 and 146 / 28 = 5.21: there is no 5.19.
#' grim_test("5.19", n = 28)
#'
#' # Mean mutations per megabase of 24 tumors over one fixed 1.2 megabases.
#' grim_test(10.93, n = 24, size = 1.2)
#' @export
grim_test <- function(mean, n, digits = NULL, size = 1, items = 1) {
  read <- read_rounded(mean, digits, "mean")
  check_patient_counts(n, "n")
  check_patient_counts(items, "items")
  if (!is.numeric(size) || length(size) == 0 || anyNA(size) || any(size <= 0)) {
    abort_argument("size", "numbers above 0", size)
  }
  result <- data.frame(
    mean = read$value, n = n, digits = read$digits, size = size, items = items
  )
  grain <- result$n * result$size * result$items
  result$total <- round(result$mean * grain)
  result$nearest_mean <- result$total / grain
  interval <- rounding_interval(result$mean, result$digits)
  # A whole number lies in the interval of totals, not merely the nearest one: the interval may
  # hold several.
  result$possible <- floor(interval$upper * grain) >= ceiling(interval$lower * grain)
  result[c("mean", "n", "digits", "size", "items", "possible", "total", "nearest_mean")]
}

#' Can this median come from whole numbers?
#'
#' The median of an odd number of whole numbers is whole; of an even number it is whole or ends in
#' one half.
#'
#' @param median Published medians, numbers or text.
#' @inheritParams grim_test
#' @param n Number of values, one for each median or one for all.
#' @param step The unit in which the values were recorded, for example 1 year.
#' @return A data frame: `median`, `n`, `digits`, `step`, `possible`, `nearest_median`.
#' @section Errors: `radiotmb_argument_error` where a median is no number or `n` or `step` is out
#'   of range.
#' @references Heathers JAJ, Anaya J, van der Zee T, Brown NJL. Recovering data from summary
#'   statistics: Sample Parameter Reconstruction via Iterative TEchniques (SPRITE). PeerJ Preprints
#'   2018;6:e26968v1. \doi{10.7287/peerj.preprints.26968v1}
#' @examples
#' median_test(c(64.5, 64.8), n = 24)
#' @export
median_test <- function(median, n, digits = NULL, step = 1) {
  read <- read_rounded(median, digits, "median")
  check_patient_counts(n, "n")
  if (!is.numeric(step) || length(step) == 0 || anyNA(step) || any(step <= 0)) {
    abort_argument("step", "numbers above 0", step)
  }
  result <- data.frame(median = read$value, n = n, digits = read$digits, step = step)
  grain <- result$step / ifelse(result$n %% 2 == 0, 2, 1)
  interval <- rounding_interval(result$median, result$digits)
  result$possible <- floor(interval$upper / grain) >= ceiling(interval$lower / grain)
  result$nearest_median <- round(result$median / grain) * grain
  result
}
