#' Accuracy of predicted discordance of several pairs a patient
#'
#' Predicts the status of each lesion from its held-out probability and the cutoff of its side,
#' calls a pair discordant where the two predictions differ, and compares that with the sequenced
#' truth. Patients are the independent units.
#'
#' @param first,second Data frames with `patient_id`, `lesion` and `probability` (of high status;
#'   the average held-out one of each lesion) of the lesions on either side of the pairs.
#' @param pairs A `clustered_pairs` object or its `pairs`: `patient_id`, `first`, `second`,
#'   `first_status`, `second_status`.
#' @param first_cutoff,second_cutoff Probabilities from which a lesion is predicted high.
#' @param conf_level Confidence level of the intervals.
#' @param draws Draws of the test.
#' @param seed Whole number from which the draws are seeded.
#' @return A list of
#'   * `measures`: `measure` (`sensitivity`, `specificity`, `accuracy`, then `ppv` and `npv`),
#'     `estimate`, `lower`, `upper`, `numerator`, `denominator`, of pairs;
#'   * `table`: named counts `tp`, `fn`, `tn`, `fp` of pairs;
#'   * `p_value`: of no association, by permutation; missing where all pairs are alike in truth or
#'     prediction;
#'   * `pairs`: `patient_id`, `first`, `second`, `first_predicted`, `second_predicted`,
#'     `predicted_discordant`, `discordant`;
#'   * `flags`: what was degenerate or left out.
#' @details The intervals are those of Korn and Graubard (see [compare_lesion_pairs()]). The test
#'   gives each patient the predictions of another one with as many pairs, in random order, and
#'   counts how often as many pairs or more are predicted rightly, doubled.
#' @references Korn EL, Graubard BI. Survey Methodology 1998;24:193-201.
#' @seealso [judge_discordance()] for one pair a patient.
#' @export
#' @examples
#' pairs <- data.frame(
#'   patient_id = c("a", "a", "b"), first = "primary", second = c("liver", "lung", "liver"),
#'   first_status = c("high", "high", "low"), second_status = c("low", "high", "low")
#' )
#' judge_pairs(
#'   first = data.frame(patient_id = c("a", "b"), lesion = "primary", probability = c(0.8, 0.3)),
#'   second = data.frame(
#'     patient_id = c("a", "a", "b"), lesion = c("liver", "lung", "liver"),
#'     probability = c(0.2, 0.7, 0.4)
#'   ),
#'   pairs = pairs, first_cutoff = 0.5, second_cutoff = 0.5
#' )$measures
judge_pairs <- function(first, second, pairs, first_cutoff, second_cutoff, conf_level = 0.95,
                        draws = 9999, seed = 1) {
  if (inherits(pairs, "clustered_pairs")) pairs <- pairs$pairs
  columns <- c("patient_id", "first", "second", "first_status", "second_status")
  pairs <- check_columns(pairs, "pairs", columns)
  for (column in columns[4:5]) check_status(pairs[[column]], column)
  check_number(first_cutoff, "first_cutoff")
  check_number(second_cutoff, "second_cutoff")
  check_conf_level(conf_level)
  check_whole(draws, "draws", 1)
  check_whole(seed, "seed", 0)
  probability <- function(predictions, argument, side) {
    predictions <- check_lesion_probabilities(predictions, argument)
    own <- paste(pairs$patient_id, pairs[[side]], sep = "\r")
    predictions$probability[match(own, lesion_key(predictions))]
  }
  a <- probability(first, "first", "first")
  b <- probability(second, "second", "second")
  known <- !is.na(a) & !is.na(b)
  if (!any(known)) {
    abort_data("no pair has a prediction of both lesions; are patient_id and lesion the same?")
  }
  judged <- data.frame(
    pairs[known, columns[1:3]],
    first_predicted = ifelse(a[known] >= first_cutoff, "high", "low"),
    second_predicted = ifelse(b[known] >= second_cutoff, "high", "low")
  )
  judged$predicted_discordant <- judged$first_predicted != judged$second_predicted
  judged$discordant <- pairs$first_status[known] != pairs$second_status[known]
  rownames(judged) <- NULL
  counts <- count_predictions(judged)
  list(
    measures = clustered_measures(judged, conf_level),
    table = counts,
    p_value = test_clustered_predictions(judged, draws, seed),
    pairs = judged,
    flags = c(
      if (any(!known)) sprintf("%d pairs left out, without a prediction of both lesions",
                               sum(!known)),
      flag_predicted_pairs(judged, counts)
    )
  )
}

check_lesion_probabilities <- function(x, argument, call = rlang::caller_env()) {
  x <- check_columns(x, argument, c("patient_id", "lesion", "probability"), call)
  twice <- which(duplicated(lesion_key(x)))
  if (length(twice) > 0) {
    abort_data("`%s` has the lesion %s of patient %s twice.", argument, x$lesion[twice[1]],
               x$patient_id[twice[1]], call = call)
  }
  wrong <- which(!is.numeric(x$probability) | is.na(x$probability) | x$probability < 0 |
                   x$probability > 1)
  if (length(wrong) > 0) {
    abort_data(
      "`%s` has probability %s for the lesion %s of patient %s; it must be a number from 0 to 1.",
      argument, describe_value(x$probability[wrong[1]]), x$lesion[wrong[1]],
      x$patient_id[wrong[1]], call = call
    )
  }
  x
}

clustered_measures <- function(judged, conf_level) {
  by_patient <- function(chosen) {
    as.vector(tapply(chosen, factor(judged$patient_id, unique(judged$patient_id)), sum))
  }
  predicted <- judged$predicted_discordant
  true <- judged$discordant
  row <- function(measure, right, of) {
    clustered_share_row(measure, by_patient(right & of), by_patient(of), conf_level)
  }
  rbind(
    row("sensitivity", predicted, true),
    row("specificity", !predicted, !true),
    row("accuracy", predicted == true, rep(TRUE, length(true))),
    row("ppv", true, predicted),
    row("npv", !true, !predicted)
  )
}

# Predictions move as blocks between patients with as many pairs.
test_clustered_predictions <- function(judged, draws, seed) {
  predicted <- judged$predicted_discordant
  true <- judged$discordant
  if (length(unique(predicted)) < 2 || length(unique(true)) < 2) return(NA_real_)
  blocks <- split(seq_along(true), factor(judged$patient_id, unique(judged$patient_id)))
  right <- sum(predicted == true)
  drawn <- with_local_seed(derive_seed(seed, "predicted pairs"), vapply(seq_len(draws), \(i) {
    sum(predicted[exchange_blocks(blocks)] == true)
  }, numeric(1)))
  tails <- c(sum(drawn >= right), sum(drawn <= right))
  min(1, 2 * (1 + min(tails)) / (1 + draws))
}

flag_predicted_pairs <- function(judged, counts) {
  c(
    if (counts[["tp"]] + counts[["fn"]] == 0) "no discordant pair: no sensitivity, no test",
    if (counts[["tn"]] + counts[["fp"]] == 0) "no concordant pair: no specificity, no test",
    if (!any(judged$predicted_discordant)) "no pair is predicted discordant: no test",
    if (all(judged$predicted_discordant)) "every pair is predicted discordant: no test"
  )
}
