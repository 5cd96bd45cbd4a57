#' Decision curve of predicted probabilities
#'
#' Computes, at each threshold probability, the net benefit of treating the patients the model
#' calls positive, of treating everyone, and of treating no one.
#'
#' The interval draws patients without regard to their class, since net benefit depends on the share
#' of positive patients: a Bayesian bootstrap (Rubin 1981) of the three outcomes that it counts,
#' true positive, false positive and not acted on, with half a patient of each added (Jeffreys'
#' prior), so that a threshold reached by a few patients or none has an interval too. It is for
#' these probabilities on new patients; of cross-validated ones it leaves out that another cohort
#' would have given other models.
#'
#' @inheritParams calibration_measures
#' @param bootstrap Draws for the interval.
#' @param thresholds Threshold probabilities, above 0 and below 1.
#' @return An object of class `decision_curve`, a data frame: threshold, model, lower, upper, all,
#'   none (net benefit per patient; interval of the model's), acted_on (patients at or above the
#'   threshold).
#' @references Vickers AJ, Elkin EB (2006). Decision curve analysis. Med Decis Making 26:565-574.
#'   \doi{10.1177/0272989X06295361}. Rubin DB (1981). The Bayesian bootstrap. Ann Stat 9:130-134.
#'   \doi{10.1214/aos/1176345338}
#' @examples
#' truth <- c("low", "low", "high", "low", "high", "high")
#' decision_curve(truth, c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9), c(0.2, 0.5), bootstrap = 200)
#' @export
decision_curve <- function(truth, probability, thresholds = seq(0.05, 0.95, 0.05),
                           positive = "high", conf_level = 0.95, bootstrap = 2000, seed = 1) {
  is_positive <- positive_class(truth, positive)
  check_probability(probability, length(is_positive))
  if (!is.numeric(thresholds) || anyNA(thresholds) || any(thresholds <= 0 | thresholds >= 1)) {
    abort_argument("thresholds", "numbers above 0 and below 1", thresholds)
  }
  check_number(conf_level, "conf_level", 0, 1)
  check_whole(bootstrap, "bootstrap", 1)
  curve <- lapply(thresholds, function(threshold) {
    called <- probability >= threshold
    draws <- net_benefit_draws(
      sum(called & is_positive), sum(called & !is_positive), length(called), threshold, bootstrap,
      derive_seed(seed, "decision curve", threshold)
    )
    limits <- percentile_interval(draws, conf_level)
    model <- mean(net_benefit(is_positive, called, threshold))
    data.frame(
      threshold = threshold, model = model, lower = min(limits[1], model),
      upper = max(limits[2], model), all = mean(net_benefit(is_positive, TRUE, threshold)),
      none = 0, acted_on = sum(called)
    )
  })
  structure(do.call(rbind, curve), class = c("decision_curve", "data.frame"))
}

# Shares of true positives, false positives and others as the posterior has them, through gamma
# variables.
net_benefit_draws <- function(true_positive, false_positive, n, threshold, draws, seed) {
  with_local_seed(seed, {
    hit <- stats::rgamma(draws, true_positive + 0.5)
    wrong <- stats::rgamma(draws, false_positive + 0.5)
    other <- stats::rgamma(draws, n - true_positive - false_positive + 0.5)
    (hit - wrong * threshold / (1 - threshold)) / (hit + wrong + other)
  })
}

net_benefit <- function(is_positive, called, threshold) {
  called * (is_positive - (1 - is_positive) * threshold / (1 - threshold))
}
