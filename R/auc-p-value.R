#' Exact p-value of an AUC against chance
#'
#' Computes the probability that an uninformative model reaches this AUC, from the exact
#' distribution of the Mann-Whitney statistic for the class split. It holds for one model judged on
#' patients that it has not seen; the permutation null of the whole chain ([permutation_null()])
#' also covers what cross-validation adds.
#'
#' @param auc AUC, from 0 to 1; several at a time. A rounded AUC is taken for the nearest one that
#'   the split can give.
#' @param positive,negative Numbers of positives and negatives.
#' @return A numeric vector of one-sided p-values: the probability of this AUC or a larger one. A
#'   half-integer U (a tie) is rounded down, which makes the p-value larger.
#' @section Errors: `radiotmb_argument_error` where an argument is out of range.
#' @references Mann HB, Whitney DR. On a test of whether one of two random variables is
#'   stochastically larger than the other. Ann Math Stat 1947;18:50-60.
#'   \doi{10.1214/aoms/1177730491}
#' @examples
#' auc_p_value(c(0.701, 0.732), positive = 8, negative = 14)
#' @export
auc_p_value <- function(auc, positive, negative) {
  if (!is.numeric(auc) || length(auc) == 0 || anyNA(auc) || any(auc < 0 | auc > 1)) {
    abort_argument("auc", "numbers from 0 to 1", auc)
  }
  check_patient_counts(positive, "positive")
  check_patient_counts(negative, "negative")
  u <- floor(round(2 * auc * positive * negative) / 2)
  stats::pwilcox(u - 1, positive, negative, lower.tail = FALSE)
}
