#' Interval of an AUC from the numbers of positives and negatives alone
#'
#' Hanley and McNeil's standard error needs only the AUC and the class sizes, so it serves where a
#' paper gives no interval. DeLong's needs the predictions and is to be preferred where they are at
#' hand ([roc_youden()]).
#'
#' @param auc AUC, from 0 to 1; several at a time.
#' @param positive,negative Numbers of positives and negatives.
#' @param conf_level Confidence level.
#' @return A data frame: `auc`, `positive`, `negative`, `se` (standard error), `lower`, `upper`
#'   (normal approximation, cut at 0 and 1).
#' @details At an AUC of 0 or 1 the standard error is 0: the interval then says nothing.
#' @section Errors: `radiotmb_argument_error` where an argument is out of range.
#' @references Hanley JA, McNeil BJ. The meaning and use of the area under a receiver operating
#'   characteristic (ROC) curve. Radiology 1982;143:29-36. \doi{10.1148/radiology.143.1.7063747}
#' @examples
#' hanley_mcneil(0.893, positive = 51, negative = 58)
#' @export
hanley_mcneil <- function(auc, positive, negative, conf_level = 0.95) {
  if (!is.numeric(auc) || length(auc) == 0 || anyNA(auc) || any(auc < 0 | auc > 1)) {
    abort_argument("auc", "numbers from 0 to 1", auc)
  }
  check_patient_counts(positive, "positive")
  check_patient_counts(negative, "negative")
  check_number(conf_level, "conf_level", 0, 1)
  q1 <- auc / (2 - auc)
  q2 <- 2 * auc^2 / (1 + auc)
  variance <- (auc * (1 - auc) + (positive - 1) * (q1 - auc^2) + (negative - 1) * (q2 - auc^2)) /
    (positive * negative)
  se <- sqrt(pmax(variance, 0))
  half <- stats::qnorm((1 + conf_level) / 2) * se
  data.frame(
    auc = auc, positive = positive, negative = negative, se = se, lower = pmax(auc - half, 0),
    upper = pmin(auc + half, 1)
  )
}
