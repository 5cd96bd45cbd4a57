#' Predicted status of each patient at the Youden cutoff
#'
#' Calls each patient positive or not from held-out predictions: at the cutoff of the largest Youden
#' index of all patients, and at cutoffs that the patient's own fold had no part in.
#'
#' @param predictions A data frame of held-out predictions, such as `nested_cv()$predictions`:
#'   `patient_id`, `repeat`, `fold`, `truth` (two statuses) and `probability` of `positive`; with a
#'   column `lesion` each lesion is called for itself. `repeat.`, as `read.csv()` names it, is taken
#'   for `repeat`. Where `phase` and `lesion` name several models, choose the rows of one.
#' @param positive The status whose probability is predicted.
#' @return A data frame with one row for each patient (or lesion), in order of `patient_id`:
#'   `patient_id` (and `lesion`),
#'   `truth`, `probability` (mean over the repeats), `cutoff` (Youden, of the mean probabilities of
#'   all patients), `predicted` (the status at that cutoff), `share_positive` (share of the repeats
#'   in which the patient is called positive by the cutoff that the patients of the other folds
#'   give) and `corrected` (`positive` where that share is at least one half).
#' @details `predicted` is optimistic: the patient's own probability and status had a part in the
#'   choice of the cutoff. `corrected` is free of that; it is what [nested_cv()] judges its
#'   corrected sensitivity and specificity by.
#'
#'   Raises an error of class `radiotmb_data_error` for a missing column, a truth that changes
#'   within a patient, a probability outside 0 to 1, predictions of several models, or a patient
#'   who is not predicted exactly once in every repeat.
#' @references Youden WJ. Cancer 1950;3:32-35.
#' @seealso [nested_cv()], [compare_survival()] for the survival of the predicted groups.
#' @export
#' @examples
#' predictions <- data.frame(
#'   patient_id = letters[1:6], "repeat" = 1, fold = c(1, 2, 3, 1, 2, 3),
#'   truth = rep(c("high", "low"), each = 3), probability = c(0.9, 0.8, 0.4, 0.5, 0.2, 0.1),
#'   check.names = FALSE
#' )
#' predicted_status(predictions)
predicted_status <- function(predictions, positive = "high") {
  if (inherits(predictions, "nested_cv")) {
    abort_data("`predictions` is a nested_cv() result; give its `$predictions`.")
  }
  columns <- c("patient_id", "repeat", "fold", "truth", "probability")
  # read.csv() makes a name of the reserved word.
  if (is.data.frame(predictions) && !"repeat" %in% names(predictions)) {
    names(predictions)[names(predictions) == "repeat."] <- "repeat"
  }
  predictions <- check_columns(predictions, "predictions", columns)
  check_one_model(predictions)
  check_predicted(predictions)
  predictions$patient_id <- as.character(predictions$patient_id)
  predictions$truth <- as.character(predictions$truth)
  check_repeats(predictions)
  other <- other_status(predictions$truth, positive)
  key <- row_key(predictions)
  keys <- sort(unique(key), method = "radix")
  first <- match(keys, key)
  truth <- predictions$truth[first]
  probability <- as.vector(tapply(predictions$probability, key, mean)[keys])
  cutoff <- roc_youden(truth, probability, positive)$cutoff
  share <- share_called_elsewhere(predictions, keys, positive)
  data.frame(
    row_columns(predictions, first), truth = truth, probability = probability, cutoff = cutoff,
    predicted = ifelse(probability >= cutoff, positive, other),
    share_positive = share, corrected = ifelse(share >= 0.5, positive, other)
  )
}

check_one_model <- function(predictions, call = rlang::caller_env()) {
  if (is.null(predictions$phase)) return(invisible())
  models <- unique(predictions[intersect(c("lesion", "phase"), names(predictions))])
  if (nrow(models) > 1) {
    abort_data(
      "`predictions` is of several models (%s): choose the rows of one lesion and phase.",
      name_some(do.call(paste, models)), call = call
    )
  }
}

check_predicted <- function(predictions, call = rlang::caller_env()) {
  p <- predictions$probability
  wrong <- which(!is.numeric(p) | is.na(p) | p < 0 | p > 1)
  if (length(wrong) > 0) {
    abort_data(
      "`predictions` has probability %s for patient %s; it must be a number from 0 to 1.",
      describe_value(p[wrong[1]]), predictions$patient_id[wrong[1]], call = call
    )
  }
}

check_repeats <- function(predictions, call = rlang::caller_env()) {
  key <- row_key(predictions)
  seen <- table(key, predictions[["repeat"]])
  wrong <- which(rowSums(seen != 1) > 0)
  if (length(wrong) > 0) {
    abort_data("`predictions` has not one row in every repeat for patient %s.",
               name_some(sub("\r", " ", rownames(seen)[wrong])), call = call)
  }
  statuses <- tapply(predictions$truth, key, \(one) length(unique(one)))
  if (any(statuses > 1)) {
    abort_data("`predictions` has more than one truth for patient %s.",
               name_some(sub("\r", " ", names(statuses)[statuses > 1])), call = call)
  }
}

other_status <- function(truth, positive, call = rlang::caller_env()) {
  other <- setdiff(unique(truth), positive)
  if (length(other) != 1 || !positive %in% truth) {
    abort_data("`predictions` must hold %s and one other status, not %s.", dQuote(positive, FALSE),
               name_some(dQuote(sort(unique(truth)), FALSE)), call = call)
  }
  other
}
