#' Which class splits can give this AUC?
#'
#' An empirical AUC is the Mann-Whitney statistic U over positives times negatives, and U is a
#' multiple of one half (a tie counts one half). With few patients most rounded AUCs are impossible
#' for most splits into positives and negatives. A mean of several AUCs has
#' another grid: finer for repeats, and for folds as their pairs are.
#'
#' @param auc Published AUC, a number or text such as `"0.700"`, from 0 to 1.
#' @param n Number of patients; several are tried one after the other.
#' @param digits Decimals of the published AUC. Where it is left out and the AUC has fewer, a
#'   message says so.
#' @param positive Numbers of positives to consider; `NULL` tries every split.
#' @param areas Number of AUCs that the published AUC is the mean of; 1 is one curve over all
#'   patients, of pooled or averaged predictions.
#' @param over What the AUCs are of: `"repeats"` (each over all patients) or `"folds"` (each over
#'   one of `areas` folds that share out positives and negatives as evenly as can be). Splits with
#'   fewer positives or negatives than folds have a fold without an AUC, and are left out.
#' @return A data frame with one row a split that fits: `n`, `positive`, `negative`, `u` (the
#'   Mann-Whitney statistic nearest to the published AUC; its mean over repeats; `NA` for folds),
#'   `auc` (what it gives, unrounded), `u_values` (how many values of U, or of the mean, round to
#'   the published AUC), `tie_needed` (`TRUE` where no values without ties fit, so that some
#'   positive and negative share a prediction) and `note` (what else could give such a value). No
#'   row means that no split fits.
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
#' # 157/224 is a half-step: it needs tied predictions, or a mean of several AUCs.
#' auc_grid(0.701, n = 22, positive = 8)$note
#' auc_grid(0.701, n = 22, positive = 6:9, areas = 5)
#' auc_grid(0.701, n = 22, positive = 6:9, areas = 5, over = "folds")
#'
#' # Hanley and McNeil's 109 CT images: 51 abnormal, 58 normal, AUC 0.893.
#' auc_grid(0.893, n = 109, positive = 51)
#' @export
auc_grid <- function(auc, n, digits = 3, positive = NULL, areas = 1, over = "repeats") {
  read <- read_rounded(auc, digits, "auc")
  if (length(read$value) != 1) abort_argument("auc", "one number from 0 to 1", auc)
  check_number(read$value, "auc", 0, 1)
  check_patient_counts(n, "n", lower = 2)
  if (missing(digits)) say_decimals(list(auc), digits)
  if (!is.null(positive)) {
    check_patient_counts(positive, "positive", lower = 0)
    if (all(positive >= max(n))) {
      abort_argument("positive", sprintf("fewer than the %d patients", max(n)), positive)
    }
  }
  check_whole(areas, "areas", lower = 1)
  check_choice(over, "over", c("repeats", "folds"))
  interval <- rounding_interval(read$value, read$digits[1])
  splits <- if (over == "folds" && areas > 1) fold_mean_splits else repeat_mean_splits
  rows <- lapply(sort(unique(n)), function(size) {
    split <- seq_len(size - 1)
    if (!is.null(positive)) split <- intersect(split, positive)
    splits(size, split, read$value, interval, areas)
  })
  result <- do.call(rbind, rows)
  result$note <- ifelse(result$tie_needed & areas == 1, half_step, ifelse(
    result$tie_needed, "tied predictions", ""
  ))
  rownames(result) <- NULL
  result
}

half_step <- "tied predictions, or a mean over folds or repeats"

# The mean of `areas` AUCs over the same patients is a multiple of 1 / (2 x `areas` x pairs).
repeat_mean_splits <- function(n, split, auc, interval, areas) {
  pairs <- split * (n - split)
  steps <- 2 * areas * pairs
  first <- pmax(ceiling(steps * interval$lower), 0)
  last <- pmin(floor(steps * interval$upper), steps)
  fits <- last >= first
  # U in steps of one half, so twice U is whole.
  nearest <- pmin(pmax(round(steps * auc), first), last) / (2 * areas)
  data.frame(
    n = rep(as.integer(n), length(split)), positive = as.integer(split),
    negative = as.integer(n - split), u = nearest, auc = nearest / pairs,
    u_values = as.integer(last - first + 1),
    tie_needed = first == last & first %% 2 == 1
  )[fits, ]
}

fold_mean_splits <- function(n, split, auc, interval, areas) {
  split <- split[split >= areas & n - split >= areas]
  rows <- lapply(split, function(positive) {
    means <- fold_means(positive, n - positive, areas, interval)
    if (length(means$any) == 0) return(NULL)
    data.frame(
      n = as.integer(n), positive = as.integer(positive), negative = as.integer(n - positive),
      u = NA_real_, auc = means$any[which.min(abs(means$any - auc))],
      u_values = length(means$any), tie_needed = length(means$untied) == 0
    )
  })
  none <- repeat_mean_splits(2, integer(), auc, interval, 1)
  do.call(rbind, c(list(none), rows))
}

# The means of the folds' AUCs inside the interval: all, and those without ties. Folds differ by
# one positive and one negative at most; which folds have one more of both is not known, so every
# number of such folds is tried.
fold_means <- function(positive, negative, folds, interval) {
  more <- c(positive, negative) %% folds
  least <- c(positive, negative) %/% folds
  both <- seq(max(0, sum(more) - folds), min(more))
  within <- function(step) {
    means <- unlist(lapply(both, function(shared) {
      number <- c(shared, more[1] - shared, more[2] - shared, folds - sum(more) + shared)
      pairs <- c((least[1] + 1) * (least[2] + 1), (least[1] + 1) * least[2],
                 least[1] * (least[2] + 1), least[1] * least[2])
      reachable_means(pairs[number > 0], number[number > 0], folds, step)
    }))
    # Equal means come from different folds with different rounding errors.
    means <- means[means >= interval$lower & means <= interval$upper]
    means[!duplicated(round(means, 10))]
  }
  list(any = within(1), untied = within(2))
}

# Means of AUCs whose U are multiples of step / 2, `number` folds of each number of pairs.
reachable_means <- function(pairs, number, folds, step) {
  whole <- Reduce(least_common_multiple, pairs)
  sums <- 0
  for (i in seq_along(pairs)) {
    steps <- seq(0, 2 * pairs[i] * number[i], by = step) * (whole / pairs[i])
    sums <- unique(as.vector(outer(sums, steps, `+`)))
  }
  sums / (2 * whole * folds)
}

least_common_multiple <- function(a, b) a / greatest_common_divisor(a, b) * b
