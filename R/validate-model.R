#' Validate a model on another cohort
#'
#' Predicts patients whom the model has not seen and compares with their sequenced status:
#' discrimination, calibration, benefit, and the status at the model's own cutoff.
#'
#' The model is fixed and the patients are new, so DeLong's interval of the AUC is valid here: in
#' simulations it holds the AUC in 92 to 98% of cohorts of 60 and 200 patients
#' (`benchmarks/VALIDITY.md`). It is not valid for the patients that the model was fitted to or
#' recalibrated by: those whose features are the same are refused by name, or left out on request.
#' A patient scanned or segmented anew is not found so.
#'
#' The difference to the AUC that nested cross-validation gave in the development is judged by
#' \eqn{z = (A_v - A_d) / \sqrt{se_v^2 + se_d^2}}, with DeLong's standard error here and the chain
#' bootstrap's there. Where the model has no interval of its AUC there is no test.
#'
#' @param model A [fit_model()], [recalibrate_model()] or [read_model()] result, or the path of its
#'   file.
#' @param features,labels The other cohort, as in [nested_cv()]. Of several lesions or phases those
#'   of the model are used. Patients in one table only are left out and flagged.
#' @param patients `NULL`, or a data frame (patient_id, os_days, os_event): survival by predicted
#'   status. `$flags` names further columns, which are not used.
#' @param partner `NULL`, or the validation of the other lesion's model on the same patients: how
#'   well the two predictions tell discordant patients. Both must predict high against low.
#' @param conf_level Level of all intervals.
#' @param bootstrap Bootstrap samples of patients.
#' @param ... `covariates`, `quality`, `error`, `missing` and `unseen` of [predict.fitted_model()],
#'   and `training_patients`: `"refuse"` those whom the model was fitted to or recalibrated by, or
#'   `"leave_out"`.
#' @return An object of class `model_validation`, a list:
#'   * `auc`, `auc_lower`, `auc_upper` (DeLong)
#'   * `measures`: measure, estimate, lower, upper, interval: the AUC, [calibration_measures()],
#'     `observed_expected` (ratio of the share of positive patients to the mean probability), `ici`
#'     (mean distance of the smooth calibration curve from the diagonal), and at the model's cutoff
#'     sensitivity, specificity, ppv, npv, accuracy; `set_coverage` and `set_decided` of the
#'     conformal sets
#'   * `calibration`: a [calibration_curve()]; `smooth`: predicted, observed, lower, upper (loess,
#'     Austin and Steyerberg 2014), no rows below 30 patients
#'   * `decision`: a [decision_curve()]; `roc`: a [roc_youden()] of these patients, whose cutoff is
#'     not the model's
#'   * `difference`: validation, development, difference, lower, upper, statistic, p_value
#'   * `predictions`: those of [predict.fitted_model()] with `truth`
#'   * `survival`: a [compare_survival()] or `NULL`; `discordance`: a [judge_discordance()] or
#'     `NULL`
#'   * `positive`, `cutoff`, `conf_level`, `flags`
#'
#'   Methods: print, summary, plot and autoplot (`type` `"calibration"`, `"roc"`, `"decision"`),
#'   tidy (measures), glance.
#' @section Errors: As [predict.fitted_model()]; `radiotmb_data_error` where the labels hold another
#'   status than the model predicts, one only, or two columns of one name.
#' @references DeLong ER, DeLong DM, Clarke-Pearson DL (1988). Biometrics 44:837-845.
#'   \doi{10.2307/2531595}. Austin PC, Steyerberg EW (2014). Graphical assessment of internal and
#'   external calibration of logistic regression models by using loess smoothers. Stat Med
#'   33:517-535. \doi{10.1002/sim.5941}. Austin PC, Steyerberg EW (2019). The integrated calibration
#'   index. Stat Med 38:4051-4065. \doi{10.1002/sim.8281}. Van Calster B, et al. (2019).
#'   Calibration: the Achilles heel of predictive analytics. BMC Med 17:230.
#'   \doi{10.1186/s12916-019-1466-7}
#' @seealso [recalibrate_model()] where the ranking holds and the probabilities do not.
#' @examples
#' set.seed(1)
#' cohort <- function(n) {
#'   status <- rep(c("high", "low"), n / 2)
#'   x <- matrix(rnorm(n * 10), n)
#'   x[status == "high", 1] <- x[status == "high", 1] + 2
#'   id <- sprintf("P%03d", seq_len(n))
#'   list(data.frame(patient_id = id, x), data.frame(patient_id = id, status = status))
#' }
#' here <- cohort(40)
#' there <- cohort(60)
#' model <- fit_model(here[[1]], here[[2]], outer = 2, inner = 2, trees = 10, bootstrap = 20)
#' validate_model(model, there[[1]], there[[2]], bootstrap = 200)
#' @export
validate_model <- function(model, features, labels, patients = NULL, partner = NULL,
                           conf_level = 0.95, bootstrap = 2000, ...) {
  call <- rlang::current_env()
  model <- as_fitted_model(model, call)
  check_conf_level(conf_level)
  check_whole(bootstrap, "bootstrap", 1)
  given <- further_options(
    list(...),
    list(
      covariates = NULL, quality = NULL, error = 0.1, missing = NULL, unseen = NULL,
      training_patients = "refuse"
    ), call
  )
  cohort <- labelled_predictions(model, features, labels, given, call)
  predictions <- cohort$predictions
  curve <- roc_youden(
    predictions$truth, predictions$probability, model$positive, conf_level
  )
  calibration <- calibration_measures(
    predictions$truth, predictions$probability, model$positive, conf_level, bootstrap
  )
  smooth <- smooth_calibration(
    predictions$truth == model$positive, predictions$probability, conf_level
  )
  difference <- area_difference(model, curve, conf_level)
  structure(
    list(
      auc = curve$auc, auc_lower = curve$auc_lower, auc_upper = curve$auc_upper,
      measures = validation_measures(model, predictions, curve, calibration, smooth, conf_level),
      calibration = calibration_curve(
        predictions$truth, predictions$probability, model$positive, conf_level = conf_level
      ),
      smooth = smooth$curve,
      decision = decision_curve(
        predictions$truth, predictions$probability,
        positive = model$positive, conf_level = conf_level, bootstrap = bootstrap
      ),
      roc = curve, difference = difference$table, predictions = predictions,
      survival = survival_by_prediction(predictions, patients, conf_level, call),
      discordance = discordance_by_predictions(model, predictions, partner, conf_level, call),
      positive = model$positive, lesion = model$lesion, cutoff = model$cutoff$value,
      conf_level = conf_level,
      flags = c(
        cohort$flags, flag_unused_columns(patients, "patients", columns_of_patients),
        setdiff(curve$flags, grep("cutoffs share", curve$flags, value = TRUE)),
        smooth$flags, difference$flags
      ),
      call = stored_call(match.call())
    ),
    class = "model_validation"
  )
}

# The predictions of the patients of both tables, with their truth.
labelled_predictions <- function(model, features, labels, given, call) {
  labels <- checked_labels(labels, call)
  features <- check_columns(features, "features", "patient_id", call)
  features$patient_id <- as.character(features$patient_id)
  features <- own_scans(model, features, call)
  unknown <- setdiff(labels$status, c(model$positive, model$negative))
  if (length(unknown) > 0) {
    abort_data(
      paste(
        "`labels` has the status %s in column 'status'; the model predicts %s against %s. Write",
        "the statuses as the model has them."
      ),
      dQuote(unknown[1], FALSE), model$positive, model$negative, call = call
    )
  }
  unlabelled <- setdiff(features$patient_id, labels$patient_id)
  unseen <- setdiff(labels$patient_id, features$patient_id)
  features <- features[!features$patient_id %in% unlabelled, , drop = FALSE]
  if (nrow(features) == 0) {
    abort_data("no patient of `features` is in `labels`; is patient_id the same?", call = call)
  }
  rows <- features[order(features$patient_id, method = "radix"), , drop = FALSE]
  # The batch of a model with ComBat may stand beside the status.
  batch <- model$harmonisation$column
  if (!is.null(batch) && is.null(rows[[batch]]) && !is.null(labels[[batch]])) {
    rows[[batch]] <- labels[[batch]][match(rows$patient_id, labels$patient_id)]
  }
  rule <- given$training_patients
  check_choice(rule, "training_patients", c("refuse", "leave_out"), call)
  given$training_patients <- NULL
  predictions <- do.call(stats::predict, c(list(model, rows), given))
  fingerprints <- attr(predictions, "fingerprints")
  part <- training_part(model, fingerprints)
  independent <- independent_rows(part, predictions$patient_id, rule, call)
  if (anyDuplicated(predictions$patient_id)) {
    abort_data(
      "`features` has more than one row for patient %s: one lesion and phase is validated.",
      name_some(predictions$patient_id[duplicated(predictions$patient_id)]), call = call
    )
  }
  flags <- c(
    if (length(unlabelled) > 0) sprintf("left out, without a status: %s", name_some(unlabelled)),
    if (length(unseen) > 0) {
      sprintf("%d labelled patients without features left out", length(unseen))
    },
    flag_unused_labels(labels, batch),
    independent$flags,
    setdiff(attr(predictions, "flags"), training_flags(part))
  )
  predictions <- plain_frame(predictions)[independent$rows, , drop = FALSE]
  rownames(predictions) <- NULL
  attr(predictions, "flags") <- attr(predictions, "fingerprints") <- NULL
  predictions$truth <- labels$status[match(predictions$patient_id, labels$patient_id)]
  list(
    predictions = predictions, flags = flags,
    fingerprints = distinct_fingerprints(fingerprints[independent$rows])
  )
}

# Of a table with several lesions or phases, the rows that the model is of.
own_scans <- function(model, features, call) {
  for (column in c("lesion", "phase")) {
    own <- if (column == "lesion") model$lesion else as.character(model$phases)
    value <- as.character(features[[column]])
    if (length(unique(value)) < 2) next
    if (length(own) == 0 || !any(value %in% own)) {
      abort_data(
        "`features` holds %d values of %s (%s) and none is the model's: give the rows of one.",
        length(unique(value)), column, name_some(unique(value)), call = call
      )
    }
    features <- features[value %in% own, , drop = FALSE]
  }
  features
}

validation_measures <- function(model, predictions, curve, calibration, smooth, conf_level) {
  is_positive <- predictions$truth == model$positive
  called <- predictions$status == model$positive
  share <- clopper_pearson(sum(is_positive), length(is_positive), conf_level)
  expected <- mean(predictions$probability)
  counts <- share_table(
    c("sensitivity", "specificity", "ppv", "npv", "accuracy"),
    c(
      sum(called & is_positive), sum(!called & !is_positive), sum(called & is_positive),
      sum(!called & !is_positive), sum(called == is_positive)
    ),
    c(sum(is_positive), sum(!is_positive), sum(called), sum(!called), length(called)), conf_level
  )
  holds <- predictions$set == "either" | predictions$set == predictions$truth
  sets <- share_table(
    c("set_coverage", "set_decided"),
    c(sum(holds), sum(predictions$set %in% c(model$positive, model$negative))),
    rep(length(holds), 2), conf_level
  )
  columns <- c("measure", "estimate", "lower", "upper")
  rbind(
    data.frame(
      measure = "auc", estimate = curve$auc, lower = curve$auc_lower, upper = curve$auc_upper,
      interval = "DeLong"
    ),
    cbind(calibration, interval = c("bootstrap", "bootstrap", "Wald", "Wald")),
    data.frame(
      measure = c("observed_expected", "ici"),
      estimate = c(share$estimate / expected, smooth$ici),
      lower = c(share$lower / expected, NA), upper = c(share$upper / expected, NA),
      interval = c("exact for the observed share", "none")
    ),
    cbind(counts[columns], interval = "exact, at the model's cutoff"),
    cbind(sets[columns], interval = "exact")
  )
}

# Loess of the status on the probability, at the probabilities that occur.
smooth_calibration <- function(is_positive, probability, conf_level) {
  none <- data.frame(
    predicted = numeric(), observed = numeric(), lower = numeric(), upper = numeric()
  )
  nothing <- function(why) list(curve = none, ici = NA_real_, flags = why)
  if (length(probability) < 30) {
    return(nothing("no smooth calibration curve below 30 patients"))
  }
  if (length(unique(probability)) < 6) {
    return(nothing("no smooth calibration curve of fewer than 6 different probabilities"))
  }
  outcome <- as.numeric(is_positive)
  # loess warns of neighbourhoods in which many probabilities are equal.
  fit <- suppressWarnings(stats::loess(outcome ~ probability, degree = 1))
  at <- sort(unique(probability))
  found <- suppressWarnings(stats::predict(fit, data.frame(probability = at), se = TRUE))
  half <- stats::qt((1 + conf_level) / 2, found$df) * found$se.fit
  within <- function(x) pmin(pmax(x, 0), 1)
  own <- within(stats::predict(fit))
  list(
    curve = data.frame(
      predicted = at, observed = within(found$fit), lower = within(found$fit - half),
      upper = within(found$fit + half)
    ),
    ici = mean(abs(own - probability))
  )
}

area_difference <- function(model, curve, conf_level) {
  development <- model$performance
  z <- stats::qnorm((1 + conf_level) / 2)
  own_error <- (curve$auc_upper - curve$auc) / z
  # An interval that ends at 1 is cut short; its lower side is whole.
  own_error <- max(own_error, (curve$auc - curve$auc_lower) / z)
  difference <- curve$auc - development$auc
  error <- sqrt(own_error^2 + development$auc_se^2)
  # A perfect curve's interval has no width, which would count as certainty.
  known <- is.finite(error) && own_error > 0
  statistic <- if (known) difference / error else NA_real_
  list(
    table = data.frame(
      validation = curve$auc, development = development$auc, difference = difference,
      lower = if (known) difference - z * error else NA_real_,
      upper = if (known) difference + z * error else NA_real_,
      statistic = statistic, p_value = 2 * stats::pnorm(-abs(statistic))
    ),
    flags = if (!known) {
      "no test against the development's AUC: one of the two has no standard error"
    }
  )
}

# The columns of `patients` that are read, and the mark of a simulated cohort.
columns_of_patients <- c("patient_id", "os_days", "os_event", "simulated")

survival_by_prediction <- function(predictions, patients, conf_level, call) {
  if (is.null(patients)) return(NULL)
  patients <- check_patients(patients, "patients", c("os_days", "os_event"), call)
  predicted <- predictions$status[match(patients$patient_id, predictions$patient_id)]
  if (all(is.na(predicted))) {
    abort_data("no patient of `patients` is predicted; is patient_id the same?", call = call)
  }
  compare_survival(
    data.frame(
      patients[c("patient_id", "os_days", "os_event")], predicted = paste("predicted", predicted)
    )[!is.na(predicted), ],
    "predicted", conf_level = conf_level
  )
}

discordance_by_predictions <- function(model, predictions, partner, conf_level, call) {
  if (is.null(partner)) return(NULL)
  if (!inherits(partner, "model_validation")) {
    abort_argument("partner", "NULL or a validate_model() result", partner, call)
  }
  lesions <- c(model$lesion, partner$lesion)
  if (!setequal(lesions, c("primary", "metastasis"))) {
    abort_data(
      "`partner` must be of the other lesion: the two models are of %s.",
      if (length(lesions) == 0) "lesions that they do not name" else name_some(lesions), call = call
    )
  }
  both <- list(
    list(predictions = predictions, cutoff = model$cutoff$value),
    list(predictions = partner$predictions, cutoff = partner$cutoff)
  )
  names(both) <- lesions
  shared <- intersect(both$primary$predictions$patient_id, both$metastasis$predictions$patient_id)
  if (length(shared) == 0) {
    abort_data("`partner` has no patient in common with `features`.", call = call)
  }
  truth_of <- function(one) one$predictions$truth[match(shared, one$predictions$patient_id)]
  judge_discordance(
    both$primary$predictions, both$metastasis$predictions,
    data.frame(
      patient_id = shared, primary_status = truth_of(both$primary),
      metastasis_status = truth_of(both$metastasis)
    ),
    both$primary$cutoff, both$metastasis$cutoff, conf_level = conf_level
  )
}
