#' Which class splits can give this AUC?
#'
#' An empirical AUC is the Mann-Whitney statistic U over positives times negatives, and U is a
#' multiple of one half (a tie counts one half). With few patients most rounded AUCs are impossible
#' for most splits into positives and negatives.
#'
#' @param auc Published AUC, a number or text such as `"0.700"`, from 0 to 1. It must be one curve
#'   over all patients (pooled or averaged predictions), not an average of several folds' AUCs.
#' @param n Number of patients; several are tried one after the other.
#' @param digits Decimals of the published AUC.
#' @param positive Numbers of positives to consider; `NULL` tries every split.
#' @return A data frame with one row a split that fits: `n`, `positive`, `negative`, `u` (the
#'   Mann-Whitney statistic nearest to the published AUC), `auc` (what it gives, unrounded),
#'   `u_values` (how many values of U round to the published AUC) and `tie_needed` (`TRUE` where
#'   only a half-integer U fits, so that some positive and negative share a prediction). No row
#'   means that no split fits.
#' @section Errors: `radiotmb_argument_error` where an argument is out of range.
#' @references Bamber D. The area above the ordinal dominance graph and the area below the receiver
#'   operating characteristic graph. J Math Psychol 1975;12:387-415.
#'   \doi{10.1016/0022-2496(75)90001-2}
#'
#'   Hanley JA, McNeil BJ. The meaning and use of the area under a receiver operating
#'   characteristic (ROC) curve. Radiology 1982;143:29-36. \doi{10.1148/radiology.143.1.7063747}
#' @examples
#' auc_grid(0.732, n = 22)
#'
#' # Hanley and McNeil's 109 CT images: 51 abnormal, 58 normal, area 0.893.
#' auc_grid(0.893, n = 109, positive = 51)
#' @export
auc_grid <- function(auc, n, digits = 3, positive = NULL) {
  read <- read_rounded(auc, digits, "auc")
  if (length(read$value) != 1) abort_argument("auc", "one number from 0 to 1", auc)
  check_number(read$value, "auc", 0, 1)
  check_patient_counts(n, "n", lower = 2)
  if (!is.null(positive)) check_patient_counts(positive, "positive", lower = 0)
  rows <- lapply(sort(unique(n)), auc_splits, auc = read$value, digits = read$digits[1],
                 positive = positive)
  do.call(rbind, rows)
}

auc_splits <- function(n, auc, digits, positive) {
  split <- seq_len(n - 1)
  if (!is.null(positive)) split <- intersect(split, positive)
  pairs <- split * (n - split)
  interval <- rounding_interval(auc, digits)
  # U in steps of one half, so twice U is whole.
  first <- pmax(ceiling(2 * pairs * interval$lower), 0)
  last <- pmin(floor(2 * pairs * interval$upper), 2 * pairs)
  fits <- last >= first
  nearest <- pmin(pmax(round(2 * pairs * auc), first), last) / 2
  result <- data.frame(
    n = rep(as.integer(n), length(split)), positive = as.integer(split),
    negative = as.integer(n - split), u = nearest, auc = nearest / pairs,
    u_values = as.integer(last - first + 1),
    tie_needed = first == last & first %% 2 == 1
  )[fits, ]
  rownames(result) <- NULL
  result
}
