# What was noticed while the model was fitted.
model_flags <- function(settings, learned, evidence) {
  left_out <- length(settings$table$left_out)
  c(
    # Patients are counted, not named.
    sub(
      "^left out, (without phase .*?): .*", "patients \\1 left out",
      grep("^left out, without any feature value", settings$flags, value = TRUE, invert = TRUE),
      perl = TRUE
    ),
    if (left_out > 0) sprintf("%d patients without any feature value left out", left_out),
    learned$flags, learner_flags(settings$parameters), screen_flag(settings$parameters),
    if (!is.null(settings$table$copies_of)) {
      "the conformal sets count each lesion for itself: lesions of one patient are not exchangeable"
    },
    if (is.null(evidence$interval)) "the AUC has no interval: chain_bootstrap() was not given",
    if (is.null(evidence$null)) "the AUC has no p-value: permutation_null() was not given",
    smaller_chain(evidence$null$parameters, settings$parameters)
  )
}

# What the model must not be used for, in the file's own words.
not_for <- function(model) {
  p <- model$performance
  c(
    "deciding on a patient's care: this is no medical device",
    if (is.null(model$patients$lesions)) {
      sprintf(
        "patients unlike the %d it was trained on: see outside, distance_quantile and set of a %s",
        model$patients$n, "prediction"
      )
    } else {
      sprintf(
        "lesions unlike the %d of %d patients it was trained on: see %s of a prediction",
        model$patients$lesions, model$patients$n, "outside, distance_quantile and set"
      )
    },
    if (!is.null(model$patients$lesions)) {
      sprintf(
        "lesions of another role%s",
        if (is.null(model$role)) ", which its table did not name" else paste(" than", model$role)
      )
    } else if (is.null(model$lesion) && length(model$phases) == 0) {
      "a lesion or a CT phase other than that of its features, which their table did not name"
    } else {
      sprintf(
        "a lesion or a CT phase other than %s",
        paste(c(model$lesion, paste(model$phases, collapse = " + ")), collapse = ", ")
      )
    },
    if (is.null(model$preset)) {
      "features extracted otherwise than its own, whose preset is not known"
    } else {
      sprintf("features of an extraction preset other than %s", model$preset)
    },
    if (!is.na(p$auc_lower) && p$auc_lower <= 0.5) {
      "predicting at all, as far as these patients show: the interval of its AUC holds 0.5"
    },
    if (!is.null(model$harmonisation)) {
      sprintf(
        "patients of another %s than %s, unless the model is told to take them as they are",
        model$harmonisation$column,
        name_some(vapply(model$harmonisation$batches, `[[`, character(1), "name"))
      )
    },
    if (is.na(p$auc_lower)) "claims of how well it predicts: its AUC has no interval that holds"
  )
}
