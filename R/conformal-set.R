# Conformal sets of two statuses, each with its own calibration patients, so that the error rate
# holds among the patients of either status (label-conditional or Mondrian: Vovk V, Gammerman A,
# Shafer G. Algorithmic learning in a random world. Springer 2005, chapter 4).
#
# `calibration` holds the probabilities of the class of interest of patients whom the model that
# gave them had not seen, by their true status. A status stays in the set unless fewer than a share
# `error` of its calibration patients, the new one among them, are as unlike it.
conformal_p_values <- function(probability, calibration) {
  list(
    positive = (1 + count_at_most(probability, calibration$positive)) /
      (1 + length(calibration$positive)),
    negative = (1 + count_at_most(-probability, -calibration$negative)) /
      (1 + length(calibration$negative))
  )
}

count_at_most <- function(x, values) findInterval(x, sort(values))

conformal_set <- function(probability, calibration, error, positive, negative) {
  p <- conformal_p_values(probability, calibration)
  may_be_positive <- p$positive > error
  may_be_negative <- p$negative > error
  ifelse(
    may_be_positive & may_be_negative, "either",
    ifelse(may_be_positive, positive, ifelse(may_be_negative, negative, "neither"))
  )
}

conformal_guarantees <- c(
  cross = paste(
    "The scores are held-out predictions of the cross-validation's models, the sets are of the",
    "model of all patients. No theorem gives their error rate; in simulated cohorts",
    "(benchmarks/VALIDITY.md) sets at an error rate of 0.1 held the status of 90 to 93% of",
    "patients."
  ),
  split = paste(
    "The scores are of patients whom the model had not seen. For a patient exchangeable with them",
    "the set holds the true status with at least the probability asked for, whatever the model and",
    "the distribution, among the patients of either status; over calibrations, not given one."
  )
)
