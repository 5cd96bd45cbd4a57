#' Decision curve of predicted probabilities
#'
#' Computes, at each threshold probability, the net benefit of treating the patients the model
#' calls positive, of treating everyone, and of treating no one.
#'
#' @inheritParams calibration_measures
#' @param thresholds Threshold probabilities, above 0 and below 1.
#' @return An object of class `decision_curve`, a data frame: threshold, model, lower, upper, all,
#'   none (net benefit per patient; percentile interval for the model).
#' @references Vickers AJ, Elkin EB (2006). Decision curve analysis. Med Decis Making 26:565-574.
#'   \doi{10.1177/0272989X06295361}
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
  drawn <- bootstrap_rows(is_positive, bootstrap, derive_seed(seed, "decision curve"))
  curve <- lapply(thresholds, function(threshold) {
    each <- net_benefit(is_positive, probability >= threshold, threshold)
    limits <- percentile_interval(colMeans(matrix(each[drawn], nrow(drawn))), conf_level)
    data.frame(
      threshold = threshold, model = mean(each), lower = limits[1], upper = limits[2],
      all = mean(net_benefit(is_positive, TRUE, threshold)), none = 0
    )
  })
  structure(do.call(rbind, curve), class = c("decision_curve", "data.frame"))
}

net_benefit <- function(is_positive, called, threshold) {
  called * (is_positive - (1 - is_positive) * threshold / (1 - threshold))
}
