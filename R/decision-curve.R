#' Decision curve of predicted probabilities
#'
#' Computes, at each threshold probability, the net benefit of treating the patients the model
#' calls positive, of treating everyone, and of treating no one.
#'
#' The interval is the percentile interval, at the level that Student's t asks for (Hesterberg
#' 2015),
#' of a bootstrap that draws patients without regard to their class, since net benefit depends on
#' the share of positive patients. Half a patient of each outcome
#' that it counts (true positive, false positive, not acted on) is added to those drawn from, so
#' that
#' a threshold reached by a few patients or none has an interval too. It is for these probabilities
#' on new patients; of cross-validated ones it leaves out that another cohort would have given other
#' models.
#'
#' @inheritParams calibration_measures
#' @param bootstrap Bootstrap samples of patients, for the interval.
#' @param thresholds Threshold probabilities, above 0 and below 1.
#' @return An object of class `decision_curve`, a data frame: threshold, model, lower, upper, all,
#'   none (net benefit per patient; interval of the model's), acted_on (patients at or above the
#'   threshold).
#' @references Vickers AJ, Elkin EB (2006). Decision curve analysis. Med Decis Making 26:565-574.
#'   \doi{10.1177/0272989X06295361}. Efron B (1979). Bootstrap methods: another look at the
#'   jackknife. Ann Stat 7:1-26. \doi{10.1214/aos/1176344552}. Hesterberg TC (2015). Am Stat
#'   69:371-386. \doi{10.1080/00031305.2015.1089789}
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
  order_free <- order(is_positive, probability)
  is_positive <- is_positive[order_free]
  probability <- probability[order_free]
  n <- length(is_positive)
  drawn <- with_local_seed(
    derive_seed(seed, "decision curve"),
    matrix(sample.int(2 * n + 3, n * bootstrap, TRUE), n)
  )
  curve <- lapply(thresholds, function(threshold) {
    called <- probability >= threshold
    each <- net_benefit(is_positive, called, threshold)
    # Two halves of each patient, and half a patient of each outcome.
    halves <- c(rep(each, each = 2), 1, -threshold / (1 - threshold), 0)
    limits <- expanded_interval(colMeans(matrix(halves[drawn], n)), conf_level, n)
    data.frame(
      threshold = threshold, model = mean(each), lower = min(limits[1], mean(each)),
      upper = max(limits[2], mean(each)), all = mean(net_benefit(is_positive, TRUE, threshold)),
      none = 0, acted_on = sum(called)
    )
  })
  structure(do.call(rbind, curve), class = c("decision_curve", "data.frame"))
}

net_benefit <- function(is_positive, called, threshold) {
  called * (is_positive - (1 - is_positive) * threshold / (1 - threshold))
}
