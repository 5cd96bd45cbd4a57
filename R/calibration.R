#' Calibration measures of predicted probabilities
#'
#' Computes the precision-recall AUC, Brier score, and the intercept and slope of a logistic
#' recalibration.
#'
#' The precision-recall AUC is the average precision (no interpolation between points). The
#' calibration intercept is that with the slope fixed at 1 (calibration in the large); the slope is
#' below 1 where predictions are too extreme. Probabilities are kept within 1e-6 of 0 and 1 for it.
#'
#' The bootstrap draws patients without regard to their class, since both measures depend on the
#' share of positive patients and another cohort would have another. The Brier score's interval is
#' the percentile interval at the level that Student's t asks for (Hesterberg 2015); that of the
#' precision-recall AUC is symmetric on the logit scale, with the bootstrap's standard error and
#' Student's t. They are intervals for these probabilities on new patients; of cross-validated ones
#' they leave out that another cohort would have given other models.
#'
#' @inheritParams roc_youden
#' @param probability Predicted probability of `positive`, 0 to 1, for each patient.
#' @param bootstrap Bootstrap samples of patients, for the intervals of precision-recall AUC and
#'   Brier score.
#' @param seed Whole number that seeds the bootstrap.
#' @return A data frame: measure (`pr_auc`, `brier`, `calibration_intercept`, `calibration_slope`),
#'   estimate, lower, upper. The last two have Wald intervals, and are `NA` where the probabilities
#'   separate the classes perfectly or are all equal.
#' @references Brier GW (1950). Mon Weather Rev 78:1-3. Cox DR (1958). Two further applications of a
#'   model for binary regression. Biometrika 45:562-565. Saito T, Rehmsmeier M (2015). PLoS ONE
#'   10(3):e0118432. \doi{10.1371/journal.pone.0118432}. Hesterberg TC (2015). Am Stat 69:371-386.
#'   \doi{10.1080/00031305.2015.1089789}
#' @examples
#' truth <- c("low", "low", "high", "low", "high", "high")
#' calibration_measures(truth, c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9), bootstrap = 200)
#' @export
calibration_measures <- function(truth, probability, positive = "high", conf_level = 0.95,
                                 bootstrap = 2000, seed = 1) {
  is_positive <- positive_class(truth, positive)
  check_probability(probability, length(is_positive))
  check_number(conf_level, "conf_level", 0, 1)
  check_whole(bootstrap, "bootstrap", 1)
  order_free <- order(is_positive, probability)
  is_positive <- is_positive[order_free]
  probability <- probability[order_free]
  drawn <- bootstrap_rows(length(is_positive), bootstrap, derive_seed(seed, "calibration"))
  each <- (probability - is_positive)^2
  brier <- expanded_interval(colMeans(matrix(each[drawn], nrow(drawn))), conf_level, nrow(drawn))
  precision <- average_precision(is_positive, probability)
  # A sample without a positive patient has no precision-recall AUC.
  resampled <- apply(drawn, 2, function(rows) {
    if (any(is_positive[rows])) average_precision(is_positive[rows], probability[rows]) else NA
  })
  limits <- logit_interval(precision, resampled, conf_level, nrow(drawn))
  rbind(
    data.frame(
      measure = c("pr_auc", "brier"), estimate = c(precision, mean(each)),
      lower = c(limits[1], brier[1]), upper = c(limits[2], brier[2])
    ),
    recalibration(is_positive, probability, conf_level)
  )
}

check_probability <- function(probability, n, call = rlang::caller_env()) {
  expected <- sprintf("%d numbers from 0 to 1", n)
  if (!is.numeric(probability) || length(probability) != n) {
    abort_argument("probability", expected, probability, call)
  }
  outside <- which(is.na(probability) | probability < 0 | probability > 1)
  if (length(outside) > 0) {
    abort_argument("probability", sprintf("%s, number %d among them", expected, outside[1]),
                   probability[outside[1]], call)
  }
}

# Patients drawn with replacement, one bootstrap sample a column.
bootstrap_rows <- function(patients, bootstrap, seed) {
  with_local_seed(seed, matrix(sample.int(patients, patients * bootstrap, TRUE), patients))
}

percentile_interval <- function(values, conf_level) {
  unname(stats::quantile(values, c(1 - conf_level, 1 + conf_level) / 2, na.rm = TRUE))
}

# The percentile interval of a mean of n patients, wider by what Student's t and the n - 1 of a
# variance ask for.
expanded_interval <- function(values, conf_level, n) {
  quantile <- sqrt(n / (n - 1)) * stats::qt((1 + conf_level) / 2, n - 1)
  percentile_interval(values, 1 - 2 * stats::pnorm(-quantile))
}

# Symmetric on the logit scale. 0 and 1 are taken as half a patient away from there.
logit_interval <- function(estimate, resampled, conf_level, n) {
  logit <- function(x) stats::qlogis(pmin(pmax(x, 0.5 / n), 1 - 0.5 / n))
  error <- stats::sd(logit(resampled), na.rm = TRUE)
  half <- stats::qt((1 + conf_level) / 2, n - 1) * error
  c(
    min(stats::plogis(logit(estimate) - half), estimate),
    max(stats::plogis(logit(estimate) + half), estimate)
  )
}

# Precision at each distinct threshold, weighted by the recall gained there.
average_precision <- function(is_positive, probability) {
  ranked <- order(probability, decreasing = TRUE)
  true_positives <- cumsum(is_positive[ranked])
  last_of_tie <- c(diff(probability[ranked]) != 0, TRUE)
  called <- seq_along(ranked)[last_of_tie]
  true_positives <- true_positives[last_of_tie]
  sum(diff(c(0, true_positives)) * true_positives / called) / sum(is_positive)
}

recalibration <- function(is_positive, probability, conf_level) {
  score <- stats::qlogis(pmin(pmax(probability, 1e-6), 1 - 1e-6))
  z <- stats::qnorm((1 + conf_level) / 2)
  in_large <- logistic_coefficient(is_positive ~ offset(score), 1)
  separated <- auc_by_ranks(is_positive, probability) %in% c(0, 1)
  slope <- if (separated || stats::sd(score) < 1e-9) {
    c(NA_real_, NA_real_)
  } else {
    logistic_coefficient(is_positive ~ score, 2)
  }
  estimate <- c(in_large[1], slope[1])
  half <- z * c(in_large[2], slope[2])
  data.frame(
    measure = c("calibration_intercept", "calibration_slope"),
    estimate = estimate, lower = estimate - half, upper = estimate + half
  )
}

# A fit that does not converge has no coefficient to report.
logistic_coefficient <- function(formula, which) {
  environment(formula) <- rlang::caller_env()
  fit <- suppressWarnings(stats::glm(formula, family = stats::binomial()))
  coefficient <- stats::coef(summary(fit))
  if (!fit$converged || nrow(coefficient) < which || coefficient[which, 2] > 100) {
    return(c(NA_real_, NA_real_))
  }
  unname(coefficient[which, 1:2])
}
