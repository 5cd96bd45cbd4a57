#' Calibration measures of predicted probabilities
#'
#' Computes the precision-recall area, Brier score, and the intercept and slope of a logistic
#' recalibration.
#'
#' The precision-recall area is the average precision (no interpolation between points). The
#' calibration intercept is that with the slope fixed at 1 (calibration in the large); the slope is
#' below 1 where predictions are too extreme. Probabilities are kept within 1e-6 of 0 and 1 for it.
#'
#' @inheritParams roc_youden
#' @param probability Predicted probability of `positive`, 0 to 1, for each patient.
#' @param bootstrap Bootstrap samples of patients, drawn within each class, for the intervals of
#'   precision-recall area and Brier score.
#' @param seed Whole number that seeds the bootstrap.
#' @return A data frame: measure (`pr_auc`, `brier`, `calibration_intercept`, `calibration_slope`),
#'   estimate, lower, upper. The last two have Wald intervals, and are `NA` where the probabilities
#'   separate the classes perfectly or are all equal.
#' @references Brier GW (1950). Mon Weather Rev 78:1-3. Cox DR (1958). Two further applications of a
#'   model for binary regression. Biometrika 45:562-565. Saito T, Rehmsmeier M (2015). PLoS ONE
#'   10(3):e0118432. \doi{10.1371/journal.pone.0118432}
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
  drawn <- bootstrap_rows(is_positive, bootstrap, derive_seed(seed, "calibration"))
  resampled <- apply(drawn, 2, function(rows) {
    c(
      average_precision(is_positive[rows], probability[rows]),
      mean((probability[rows] - is_positive[rows])^2)
    )
  })
  limits <- apply(resampled, 1, percentile_interval, conf_level)
  rbind(
    data.frame(
      measure = c("pr_auc", "brier"),
      estimate = c(
        average_precision(is_positive, probability), mean((probability - is_positive)^2)
      ),
      lower = limits[1, ], upper = limits[2, ]
    ),
    recalibration(is_positive, probability, conf_level)
  )
}

check_probability <- function(probability, n, call = rlang::caller_env()) {
  if (!is.numeric(probability) || length(probability) != n || anyNA(probability) ||
    any(probability < 0 | probability > 1)) {
    abort_argument("probability", sprintf("%d numbers from 0 to 1", n), probability, call)
  }
}

# Patients drawn with replacement within each class, one bootstrap sample a column.
bootstrap_rows <- function(is_positive, bootstrap, seed) {
  positives <- which(is_positive)
  negatives <- which(!is_positive)
  with_local_seed(seed, rbind(
    matrix(positives[sample.int(length(positives), length(positives) * bootstrap, TRUE)],
      ncol = bootstrap
    ),
    matrix(negatives[sample.int(length(negatives), length(negatives) * bootstrap, TRUE)],
      ncol = bootstrap
    )
  ))
}

percentile_interval <- function(values, conf_level) {
  unname(stats::quantile(values, c(1 - conf_level, 1 + conf_level) / 2, na.rm = TRUE))
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
