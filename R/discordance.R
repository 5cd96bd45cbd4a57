#' Accuracy of predicted discordance of primary and metastasis
#'
#' Predicts the status of each lesion from its held-out probability and its cutoff, calls a patient
#' discordant where the two predictions differ, and compares that with the sequenced truth.
#'
#' @param primary,metastasis Data frames with `patient_id` and `probability` (of high status; the
#'   average held-out one of each patient, such as `nested_cv()$averaged`).
#' @param truth A data frame with `patient_id`, `primary_status` and `metastasis_status` (`"high"`
#'   or `"low"`), such as `compare_lesions()$pairs`.
#' @param primary_cutoff,metastasis_cutoff Probabilities from which a lesion is predicted high.
#' @param primary_phase,metastasis_phase Names of the CT phases, for the record.
#' @param conf_level Confidence level of the exact (Clopper-Pearson) intervals.
#' @return An object of class `discordance`, a list of
#'   * `measures`: `measure` (`sensitivity`, `specificity`, `accuracy`, then `ppv` and `npv`),
#'     `estimate`, `lower`, `upper`, `numerator`, `denominator`; a discordant patient is the
#'     positive one;
#'   * `table`: named counts `tp`, `fn`, `tn`, `fp`;
#'   * `p_value`: Fisher's exact test of predicted against true discordance; missing where all
#'     patients are alike in one of them;
#'   * `patients`: `patient_id`, `primary_predicted`, `metastasis_predicted`,
#'     `predicted_discordant`, `discordant`;
#'   * `phases`: named `primary` and `metastasis`; `cutoffs`: likewise;
#'   * `flags`: what was degenerate or left out.
#' @details Patients without a prediction for one of the lesions are left out and flagged. Cutoffs
#'   chosen on the same probabilities make all measures optimistic.
#'
#'   Raises an error of class `radiotmb_data_error` for duplicate patients, a probability outside 0
#'   to 1, a status that is neither high nor low, or tables without a common patient.
#' @references Hoshino I, et al. Cancer Sci 2022;113:229-239, \doi{10.1111/cas.15173}. Clopper CJ,
#'   Pearson ES. Biometrika 1934;26:404-413.
#' @export
#' @examples
#' truth <- data.frame(
#'   patient_id = letters[1:4],
#'   primary_status = c("high", "high", "low", "low"),
#'   metastasis_status = c("low", "high", "low", "high")
#' )
#' judge_discordance(
#'   primary = data.frame(patient_id = letters[1:4], probability = c(0.8, 0.7, 0.2, 0.4)),
#'   metastasis = data.frame(patient_id = letters[1:4], probability = c(0.1, 0.6, 0.7, 0.9)),
#'   truth = truth, primary_cutoff = 0.5, metastasis_cutoff = 0.5
#' )
judge_discordance <- function(primary, metastasis, truth, primary_cutoff, metastasis_cutoff,
                              primary_phase = NA, metastasis_phase = NA, conf_level = 0.95) {
  primary <- check_probabilities(primary, "primary")
  metastasis <- check_probabilities(metastasis, "metastasis")
  truth <- check_patients(truth, "truth", c("primary_status", "metastasis_status"))
  for (column in c("primary_status", "metastasis_status")) check_status(truth[[column]], column)
  check_number(primary_cutoff, "primary_cutoff")
  check_number(metastasis_cutoff, "metastasis_cutoff")
  check_conf_level(conf_level)
  known <- truth$patient_id %in% primary$patient_id & truth$patient_id %in% metastasis$patient_id
  if (!any(known)) {
    abort_data(
      "no patient is in `primary`, `metastasis` and `truth` alike; is patient_id the same?"
    )
  }
  patients <- predict_discordance(truth[known, ], primary, metastasis, primary_cutoff,
                                  metastasis_cutoff)
  counts <- count_predictions(patients)
  structure(
    list(
      measures = measure_predictions(counts, conf_level),
      table = counts,
      p_value = test_predictions(counts),
      patients = patients,
      phases = c(primary = as.character(primary_phase),
                 metastasis = as.character(metastasis_phase)),
      cutoffs = c(primary = primary_cutoff, metastasis = metastasis_cutoff),
      conf_level = conf_level,
      flags = flag_predictions(patients, counts, truth, primary, metastasis),
      call = stored_call(match.call())
    ),
    class = "discordance"
  )
}

check_probabilities <- function(x, argument, call = rlang::caller_env()) {
  x <- check_patients(x, argument, "probability", call)
  wrong <- which(!is.numeric(x$probability) | is.na(x$probability) | x$probability < 0 |
                   x$probability > 1)
  if (length(wrong) > 0) {
    abort_data(
      "`%s` has probability %s for patient %s; it must be a number from 0 to 1.", argument,
      describe_value(x$probability[wrong[1]]), x$patient_id[wrong[1]], call = call
    )
  }
  x
}

predict_discordance <- function(truth, primary, metastasis, primary_cutoff, metastasis_cutoff) {
  predict_status <- function(predictions, cutoff) {
    probability <- predictions$probability[match(truth$patient_id, predictions$patient_id)]
    ifelse(probability >= cutoff, "high", "low")
  }
  p <- predict_status(primary, primary_cutoff)
  m <- predict_status(metastasis, metastasis_cutoff)
  data.frame(
    patient_id = truth$patient_id,
    primary_predicted = p,
    metastasis_predicted = m,
    predicted_discordant = p != m,
    discordant = truth$primary_status != truth$metastasis_status
  )
}

count_predictions <- function(patients) {
  predicted <- patients$predicted_discordant
  true <- patients$discordant
  c(tp = sum(predicted & true), fn = sum(!predicted & true),
    tn = sum(!predicted & !true), fp = sum(predicted & !true))
}

measure_predictions <- function(counts, conf_level) {
  tp <- counts[["tp"]]
  fn <- counts[["fn"]]
  tn <- counts[["tn"]]
  fp <- counts[["fp"]]
  share_table(
    c("sensitivity", "specificity", "accuracy", "ppv", "npv"),
    c(tp, tn, tp + tn, tp, tn),
    c(tp + fn, tn + fp, sum(counts), tp + fp, tn + fn),
    conf_level
  )
}

test_predictions <- function(counts) {
  square <- matrix(counts[c("tp", "fn", "fp", "tn")], 2)
  if (any(rowSums(square) == 0) || any(colSums(square) == 0)) return(NA_real_)
  stats::fisher.test(square)$p.value
}

flag_predictions <- function(patients, counts, truth, primary, metastasis) {
  lacking <- function(predictions) setdiff(truth$patient_id, predictions$patient_id)
  missing <- list(primary = lacking(primary), metastasis = lacking(metastasis))
  without_truth <- setdiff(intersect(primary$patient_id, metastasis$patient_id), truth$patient_id)
  predicted <- patients$predicted_discordant
  c(
    unlist(lapply(names(missing), \(lesion) if (length(missing[[lesion]]) > 0) sprintf(
      "left out, without a prediction for the %s: %s", lesion, name_some(missing[[lesion]])
    ))),
    if (length(without_truth) > 0) sprintf(
      "left out, without a sequenced truth: %s", name_some(without_truth)
    ),
    if (counts[["tp"]] + counts[["fn"]] == 0) "no discordant patient: no sensitivity, no test",
    if (counts[["tn"]] + counts[["fp"]] == 0) "no concordant patient: no specificity, no test",
    if (!any(predicted)) "no patient is predicted discordant: no test",
    if (all(predicted)) "every patient is predicted discordant: no test"
  )
}
