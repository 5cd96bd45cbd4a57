#' Fit the modelling chain to all patients, as a model to keep
#'
#' Runs the whole chain of [nested_cv()] (correlation filter, Mann-Whitney screen, random-forest
#' elimination, XGBoost) on all patients and returns what it takes to predict the next patient, with
#' how far it may be trusted: the held-out performance of the same chain, the range of every
#' feature, and what it must not be used for.
#'
#' The code is that of one fold of [nested_cv()], with all patients as training patients. How well
#' such a model does is what nested cross-validation says of the chain, not what the model does on
#' the patients it was fitted to; the latter is not computed.
#'
#' The **cutoff** is that of the largest Youden index of the held-out predictions, averaged over
#' repeats. The **conformal sets** of [predict.fitted_model()] are calibrated by the same held-out
#' predictions. [recalibrate_model()] calibrates both probabilities and sets by patients of another
#' hospital.
#'
#' @inheritParams nested_cv
#' @param performance `NULL` to run [nested_cv()] here, or its result for these patients and this
#'   chain, or a list of it and of their [chain_bootstrap()] and [permutation_null()], from which
#'   the model has the interval and the p-value of its AUC. Without them the model says that it
#'   has none.
#' @param quality `NULL`, or a data frame (patient_id and scanner columns, such as the quality table
#'   of `radiotmb extract`: manufacturer, scanner_model, kernel, kvp ...): the scanners that the
#'   model knows.
#' @param control `NULL`, or the options of the chain as one [nested_cv_control()].
#' @param positive The status to predict; that of `performance`, or `"high"`, where not given.
#' @param ... Further arguments of [nested_cv()] by name: single options of the chain such as
#'   `trees`, `seed` or `alpha`, and `phase`, `lesion`, `covariates`, `icc`, `centre`, `batch`,
#'   `keep`. With `harmonise = "combat"` the model holds the learned ComBat and takes the next
#'   patients through it; `unseen` is then its own rule for other batches.
#' @return An object of class `fitted_model`, a list with the entries of the model's file
#'   (see [write_model()]), among them
#'   * `features`: name, low, high, median, mean, sd (of the training patients), importance (mean
#'     absolute SHAP value, in log-odds), direction (`"higher"` where larger values raise the
#'     probability, `"lower"`, or `"mixed"`)
#'   * `trees`: XGBoost's own JSON, or `regression`: the coefficients of `learner = "glmnet"`, in
#'     log-odds per standard deviation of the training patients
#'   * `patients`: n, n_positive (where patients have several lesions also lesions,
#'     lesions_positive), fingerprints of their features
#'   * `cutoff`: value, origin
#'   * `performance`: the held-out performance of the chain, `NA` where it was not computed
#'   * `lesion`, `role`, `phases`, `preset`: what the features are of, where the tables say so
#'   * `harmonisation`: `NULL`, or the ComBat of the training patients, whose harmonised values the
#'     ranges of `features` are of (the medians, which fill missing values, are of values before)
#'   * `chain`, `patients`, `conformal`, `distance`, `scanner`, `not_for`, `flags`
#'
#'   and `nested`, the [nested_cv()] result, and `call`, which are not in the file. Methods: print,
#'   summary, plot and autoplot (importance and direction of the features), tidy (the features),
#'   glance (one row),
#'   predict.
#' @section Errors: As [nested_cv()]; `radiotmb_data_error` for features of several presets.
#' @references Lundberg SM, et al. (2020). From local explanations to global understanding with
#'   explainable AI for trees. Nat Mach Intell 2:56-67. \doi{10.1038/s42256-019-0138-9}. Collins GS,
#'   et al. (2024). TRIPOD+AI statement. BMJ 385:e078378. \doi{10.1136/bmj-2023-078378}
#' @seealso [predict.fitted_model()], [write_model()], [validate_model()], [recalibrate_model()]
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:20), matrix(rnorm(20 * 10), 20))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 10))
#' features$X1 <- features$X1 + 2 * (labels$status == "high")
#' model <- fit_model(features, labels, outer = 2, inner = 2, trees = 10, bootstrap = 20)
#' model
#' predict(model, features[1:3, ])
#' @export
fit_model <- function(features, labels, positive = NULL, performance = NULL, quality = NULL,
                      control = NULL, ...) {
  call <- rlang::current_env()
  evidence <- sorted_evidence(performance, call)
  given <- list(...)
  given$batch <- batch_of_quality(given$batch, labels, features, quality)
  unlike <- intersect(names(given), c("conf_level", "bootstrap"))
  of_intervals <- given[unlike]
  settings <- chain_settings(
    features, labels, given[setdiff(names(given), unlike)], control, evidence$nested, call, positive
  )
  check_ordered(given$covariates, call)
  refuse_leak(settings$parameters, call)
  origin <- table_origin(features, given$phase, given$lesion, call)
  nested <- evidence$nested
  if (is.null(nested)) {
    nested <- do.call(nested_cv, c(
      list(features, labels, settings$parameters$positive, control = control), given
    ))
  }
  check_evidence(evidence, nested, settings, call)
  model <- new_fitted_model(settings, nested, evidence, origin, scanner_seen(
    quality, settings$table$patient_id, call
  ))
  model$nested <- nested
  model$call <- stored_call(match.call())
  model
}

# As Python takes it: the file's text, and the cross-validation.
fit_model_text <- function(...) {
  model <- fit_model(...)
  list(text = model_text(model), nested = model$nested)
}

# A scanner column that only the quality table has.
batch_of_quality <- function(batch, labels, features, quality) {
  named <- is.character(batch) && length(batch) == 1 && is.data.frame(quality)
  if (!named || batch %in% c(names(labels), names(features)) || !batch %in% names(quality)) {
    return(batch)
  }
  as.data.frame(quality)[intersect(c("patient_id", "lesion", batch), names(quality))]
}

refuse_leak <- function(parameters, call) {
  if (identical(parameters$harmonise, "leaky")) {
    abort_argument(
      "harmonise", "\"none\" or \"combat\": a leak shows what it claims and is no model to keep",
      "leaky", call
    )
  }
}

check_ordered <- function(covariates, call) {
  if (!is.data.frame(covariates)) return(invisible())
  ordered <- names(covariates)[vapply(covariates, is.ordered, logical(1))]
  if (length(ordered) > 0) {
    abort_data(
      "`covariates` has an ordered factor, %s: give it as a factor or as a number.",
      sQuote(ordered[1], FALSE), call = call
    )
  }
}

new_fitted_model <- function(settings, nested, evidence, origin, scanner) {
  table <- settings$table
  parameters <- settings$parameters
  learned <- learn_chain(table, parameters, derive_seed(parameters$seed, "fitted model"))
  x <- fill_missing(table$x[, learned$selected, drop = FALSE], learned$medians)
  counts <- training_counts(table, parameters$positive, x)
  x <- apply_harmonisation(learned$combat, x, table)
  harmonisation <- harmonisation_record(learned, table, parameters)
  positive <- parameters$positive
  is_positive <- nested$averaged$truth == positive
  model <- list(
    format = model_format, format_version = format_version_of(learned),
    made_by = software_versions(),
    positive = positive, negative = setdiff(levels(table$y), positive),
    lesion = origin$lesion, role = origin$role, phases = origin$phases, preset = origin$preset,
    patients = counts,
    cutoff = list(value = nested$roc$cutoff, origin = sprintf(
      "largest Youden index of the held-out predictions of %s, mean of %s repeat%s",
      if (is.null(table$copies_of)) sprintf("%d patients", nrow(nested$averaged)) else sprintf(
        "%d lesions of %d patients", nrow(nested$averaged), length(unique(table$copies_of))
      ),
      format(parameters$repeats), if (parameters$repeats > 1) "s" else ""
    )),
    performance = held_out_performance(nested, evidence),
    features = feature_table(x, learned, table$covariates),
    covariates = covariate_records(table$covariate_columns),
    missing = if (settings$unusable == "impute") "median" else "refuse",
    chain = recorded_chain(parameters, learned), harmonisation = harmonisation,
    share = learned$share, recalibration = NULL,
    conformal = list(
      kind = "cross", guarantee = conformal_guarantees[["cross"]],
      positive = sort(nested$averaged$probability[is_positive]),
      negative = sort(nested$averaged$probability[!is_positive])
    ),
    distance = training_distance(x), scanner = scanner,
    flags = model_flags(settings, learned, evidence), parent = NULL,
    trees = if (is.null(learned$regression)) booster_json(learned$booster),
    regression = learned$regression
  )
  model$not_for <- not_for(model)
  # Read back from its own text, so that it is what the file will hold, digit for digit.
  model_of_text(model_text(structure(model, class = "fitted_model")), "the model")
}

software_versions <- function() {
  list(
    radiotmb = as.character(utils::packageVersion("radiotmb")),
    R = as.character(getRversion()), xgboost = as.character(utils::packageVersion("xgboost"))
  )
}

recorded_chain <- function(parameters, learned) {
  if (parameters$learner == "xgboost") {
    parameters$xgboost <- learned$boosting
    parameters$glmnet <- NULL
  } else {
    parameters["xgboost"] <- list(NULL)
  }
  parameters$xgboost_fixed <- parameters$positive <- NULL
  parameters["tune"] <- list(if (!is.null(parameters$tune)) nrow(parameters$tune))
  names(parameters)[names(parameters) == "tune"] <- "tuned_among"
  parameters
}
