#' Power of a test that an AUC is above chance
#'
#' The chance that a one-sided rank or permutation test of a score against one half is significant.
#'
#' The score is one that is fixed beforehand, such as a model from another cohort: under no signal
#' its AUC varies with variance \eqn{(n + 1) / (12 n_+ n_-)}, under an AUC \eqn{A} as Hanley and
#' McNeil have it. The AUC of a cross-validated chain varies more, under both, so that the power
#' of [permutation_null()] is smaller; `inflation` multiplies both standard deviations. At 24
#' patients
#' the chain's standard deviation was 1.1 to 1.3 times that of a fixed score in simulations.
#'
#' @param auc True AUC, above one half.
#' @param n Number of patients; one or several.
#' @param prevalence Share of positive patients.
#' @param alpha Level of the test.
#' @param inflation Factor by which the AUC varies more than that of a fixed score; at least 1.
#' @return A data frame: n, positive, auc, power.
#' @references Hanley JA, McNeil BJ. Radiology 1982;143:29-36. Noether GE. Sample size determination
#'   for some common nonparametric tests. J Am Stat Assoc 1987;82:645-647.
#' @examples
#' plan_power(auc = 0.75, n = c(24, 60, 120), prevalence = 1 / 3)
#' @export
plan_power <- function(auc, n, prevalence = 8 / 24, alpha = 0.05, inflation = 1) {
  check_number(auc, "auc", 0.5, 1)
  if (!is.numeric(n) || length(n) == 0 || anyNA(n) || any(n < 4 | n != round(n))) {
    abort_argument("n", "whole numbers of at least 4", n)
  }
  check_open_share(prevalence, "prevalence")
  check_open_share(alpha, "alpha")
  check_number(inflation, "inflation", 1)
  positive <- pmin(pmax(round(n * prevalence), 1), n - 1)
  negative <- n - positive
  by_chance <- sqrt((n + 1) / (12 * positive * negative))
  by_signal <- hanley_mcneil(rep(auc, length(n)), positive, negative)$se
  needed <- 0.5 + stats::qnorm(1 - alpha) * inflation * by_chance
  power <- stats::pnorm(ifelse(
    by_signal > 0, (auc - needed) / (inflation * pmax(by_signal, 1e-12)), sign(auc - needed) * Inf
  ))
  data.frame(n = as.integer(n), positive = as.integer(positive), auc = auc, power = power)
}
