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

# The results given as `performance`, in any order.
sorted_evidence <- function(performance, call) {
  if (is.null(performance)) return(list())
  kinds <- c(nested = "nested_cv", interval = "chain_bootstrap", null = "permutation_null")
  if (inherits(performance, kinds)) performance <- list(performance)
  found <- if (is.list(performance)) {
    vapply(performance, \(one) match(class(one)[1], kinds, 0L), integer(1))
  }
  if (length(found) == 0 || any(found == 0) || anyDuplicated(found) || !1 %in% found) {
    abort_argument(
      "performance",
      paste(
        "NULL, a nested_cv() result, or a list of one and of its chain_bootstrap() and",
        "permutation_null()"
      ),
      performance, call
    )
  }
  stats::setNames(unname(performance), names(kinds)[found])
}

# An interval or a p-value must belong to the chain. Forests and repeats of a null may be smaller.
check_evidence <- function(evidence, nested, settings, call) {
  differ <- function(other, names) {
    theirs <- other$parameters
    named <- Filter(function(name) {
      !isTRUE(all.equal(theirs[[name]], settings$parameters[[name]], check.attributes = FALSE))
    }, intersect(names, names(theirs)))
    if (length(named) > 0) {
      abort_data(
        "`performance`: the %s is of another chain: its %s is another.",
        class(other)[1], sQuote(named[1], FALSE), call = call
      )
    }
  }
  whole <- c(
    "positive", "correlation", "alpha", "screen", "order", "class_weights", "inner", "learner",
    "glmnet"
  )
  if (!is.null(evidence$interval)) differ(evidence$interval, c(whole, "trees", "seed", "repeats"))
  if (!is.null(evidence$null)) {
    differ(evidence$null, whole)
    if (!identical(evidence$null$parameters$selection, "nested")) {
      abort_data("`performance`: the null is that of a leaky selection.", call = call)
    }
  }
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

# What the table says its features are of.
table_origin <- function(features, phase, lesion, call) {
  value_of <- function(column) {
    found <- unique(as.character(features[[column]]))
    found <- found[!is.na(found)]
    if (length(found) == 1) found
  }
  used <- features
  if (!is.null(lesion)) used <- used[as.character(used$lesion) %in% lesion, , drop = FALSE]
  if (!is.null(phase)) used <- used[as.character(used$phase) %in% phase, , drop = FALSE]
  presets <- unique(used$preset[!is.na(used$preset)])
  if (length(presets) > 1) {
    abort_data(
      "`features` is of %d extraction presets (%s): extract all scans by one.",
      length(presets), name_some(presets), call = call
    )
  }
  list(
    lesion = if (is.null(lesion)) value_of("lesion") else lesion,
    role = if (length(unique(used$role)) == 1) as.character(used$role[1]),
    phases = if (is.null(phase)) phase_parts(value_of("phase")) else as.character(phase),
    preset = if (length(presets) == 1) as.character(presets)
  )
}

# "supine+prone" is two phases side by side, as in a study file.
phase_parts <- function(phase) {
  if (is.null(phase)) return(character())
  trimws(strsplit(phase, "+", fixed = TRUE)[[1]])
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

# The trees as XGBoost writes them; the base score in the form that every version reads.
booster_json <- function(booster) {
  text <- rawToChar(xgboost::xgb.save.raw(booster, raw_format = "json"))
  sub('("base_score":")\\[([^]]*)\\]', "\\1\\2", text)
}

booster_of_json <- function(text) {
  raw <- charToRaw(text)
  tryCatch(
    if ("as_booster" %in% names(formals(xgboost::xgb.load.raw))) {
      xgboost::xgb.load.raw(raw, as_booster = TRUE)
    } else {
      xgboost::xgb.load.raw(raw)
    },
    # A trace of XGBoost's own C++ follows on further lines.
    error = function(e) {
      abort_data("XGBoost cannot use the trees of the model (%s).",
                 strsplit(conditionMessage(e), "\n", fixed = TRUE)[[1]][1])
    }
  )
}

# Exact SHAP values: one column a feature, in log-odds, then the baseline.
shap_values <- function(booster, x) {
  values <- stats::predict(booster, boosting_data(x), predcontrib = TRUE)
  matrix(as.numeric(values), nrow(x), dimnames = list(NULL, c(colnames(x), "baseline")))
}

# Of a regression the exact ones are those of a linear model: the coefficient times the distance
# from the training patients' mean.
contributions <- function(learned, x) {
  if (is.null(learned$regression)) return(shap_values(learned$booster, x))
  cbind(regression_terms(learned$regression, x), baseline = learned$regression$intercept)
}

feature_table <- function(x, learned, covariates) {
  shap <- contributions(learned, cbind(x, covariates))[, colnames(x), drop = FALSE]
  # A correlation of a constant is missing.
  trend <- vapply(seq_len(ncol(x)), function(j) {
    suppressWarnings(stats::cor(x[, j], shap[, j], method = "spearman"))
  }, numeric(1))
  data.frame(
    name = colnames(x), low = apply(x, 2, min), high = apply(x, 2, max),
    median = unname(learned$medians), mean = colMeans(x), sd = column_sd(x),
    importance = colMeans(abs(shap)),
    direction = ifelse(
      is.na(trend), "none", ifelse(trend >= 0.5, "higher", ifelse(trend <= -0.5, "lower", "mixed"))
    ),
    row.names = NULL
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

# Named numbers, NA where they were not computed.
held_out_performance <- function(nested, evidence) {
  measure <- function(name, column = "estimate") {
    nested$measures[[column]][nested$measures$measure == name]
  }
  interval <- evidence$interval
  or_na <- function(x) if (is.null(x)) NA_real_ else as.numeric(x)
  list(
    auc = measure("auc"), auc_lower = or_na(interval$lower), auc_upper = or_na(interval$upper),
    auc_se = or_na(interval$se),
    resamples = or_na(if (!is.null(interval)) length(unique(interval$resampled$resample))),
    auc_averaged = nested$roc$auc, auc_averaged_lower = nested$roc$auc_lower,
    auc_averaged_upper = nested$roc$auc_upper,
    conf_level = nested$roc$conf_level,
    p_permutation = or_na(evidence$null$p_value),
    permutations = or_na(if (!is.null(evidence$null)) nrow(evidence$null$null)),
    brier = measure("brier"), calibration_intercept = measure("calibration_intercept"),
    calibration_slope = measure("calibration_slope"),
    sensitivity = nested$roc$sensitivity, specificity = nested$roc$specificity,
    youden = measure("youden"), youden_corrected = measure("youden_corrected"),
    stability = nested$stability$estimate, folds = max(nested$folds$fold),
    repeats = nested$parameters$repeats
  )
}

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

# A null may run fewer trees or repeats than the chain it is of.
smaller_chain <- function(null, chain) {
  if (is.null(null) || identical(as.numeric(c(null$trees, null$repeats)),
                                 as.numeric(c(chain$trees, chain$repeats)))) {
    return(NULL)
  }
  sprintf(
    "the p-value is that of a chain of %d trees and %d %s", as.integer(null$trees),
    as.integer(null$repeats), ngettext(as.integer(null$repeats), "repeat", "repeats")
  )
}

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
