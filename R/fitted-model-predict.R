#' Predict with a model, and say how far to trust it
#'
#' Applies a [fit_model()] to the features of other patients. Each row is predicted on its own, so
#' that the answer for a patient depends on no other row.
#'
#' Beside the probability stands what speaks against it:
#' * `set` is a conformal set at the error rate `error`: a status, `"either"` where both are
#'   possible, `"neither"` where the patient is unlike those of both. What it guarantees, and how it
#'   was calibrated, is in `object$conformal`. With few patients it often is `"either"`: with fewer
#'   than `1 / error - 1` calibration patients of a status that status can never be ruled out.
#' * `outside` names the features beyond the range of the training patients, where trees answer as
#'   at the edge.
#' * `distance` is Mahalanobis' distance from the training patients, `distance_quantile` the share
#'   of them that lie at most as far from the others.
#' * `mismatch` says where the row is of another lesion or phase than the model.
#' * `scanner` says what no training patient's scanner had; missing where it is not known.
#' * `filled` names the features that were missing and were given the training median.
#'
#' Rows whose features are those of a training patient are counted in the flags: the model knows
#' them (see [write_model()], Patients).
#'
#' @param object A [fit_model()], [recalibrate_model()] or [read_model()] result.
#' @param features Data frame: patient_id, the features of the model (others are ignored), and
#'   perhaps lesion, role, phase and preset. Several rows a patient where lesion or phase differ.
#' @param covariates `NULL`, or a data frame (patient_id and the model's covariates), where the
#'   model has some and they are not columns of `features`.
#' @param quality `NULL`, or a data frame (patient_id, perhaps lesion and phase, and scanner
#'   columns), where the scanner is not in `features`.
#' @param error Error rate of the conformal sets.
#' @param missing `"refuse"` features with missing values, or take the training `"median"`; `NULL`
#'   for the way the model was trained.
#' @param unseen For a model with ComBat: `"refuse"` patients of a batch that no training patient
#'   was of, or take their features `"unchanged"`; `NULL` for the model's own rule. The batch is the
#'   column that the model names (such as centre), of `features` or `quality`.
#' @param type `"prediction"`, or `"contributions"`: the exact SHAP value of each feature, in
#'   log-odds of the trees or the regression, which with `baseline` add up to their log-odds.
#' @param ... Not used.
#' @return A data frame of class `model_predictions`, a row of `features` each in their order:
#'   patient_id, lesion and phase (where given), probability (of `object$positive`), status (at the
#'   model's cutoff), set, outside, distance, distance_quantile, mismatch, scanner, filled, and for
#'   a model with ComBat harmonised. Its
#'   attribute `flags` says what could not be checked; `print()` shows it.
#' @section Errors: `radiotmb_data_error` for a missing feature, by name; for a batch that was not
#'   seen, under `unseen = "refuse"`; for features of another
#'   preset than the model's; for missing values under `missing = "refuse"`, infinite ones, and
#'   patients given twice.
#' @references Vovk V, Gammerman A, Shafer G (2005). Algorithmic learning in a random world.
#'   Springer. Mahalanobis PC (1936). Proc Natl Inst Sci India 2:49-55.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:20), matrix(rnorm(20 * 10), 20))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 10))
#' model <- fit_model(features, labels, outer = 2, inner = 2, trees = 10, bootstrap = 20)
#' predict(model, features[1:3, ], error = 0.2)
#' predict(model, features[1, ], type = "contributions")
#' @export
predict.fitted_model <- function(object, features, covariates = NULL, quality = NULL, error = 0.1,
                                 missing = NULL, unseen = NULL,
                                 type = c("prediction", "contributions"), ...) {
  call <- rlang::current_env()
  type <- rlang::arg_match(type)
  rlang::check_dots_empty()
  check_number(error, "error", 0, 1)
  missing <- if (is.null(missing)) object$missing else missing
  check_choice(missing, "missing", c("refuse", "median"))
  rows <- model_rows(object, features, call)
  x <- model_features(object, rows, missing, call)
  fingerprints <- feature_fingerprints(x$matrix)
  harmonised <- harmonised_features(
    object, x$matrix, rows, list(covariates = covariates, quality = quality), unseen, call
  )
  x$matrix <- harmonised$matrix
  columns <- cbind(x$matrix, covariates_of_model(object, rows, covariates, call))
  learner <- list(
    regression = object$regression,
    booster = if (is.null(object$regression)) booster_of_json(object$trees)
  )
  if (type == "contributions") {
    return(data.frame(
      patient_id = rows$patient_id, contributions(learner, columns), check.names = FALSE
    ))
  }
  raw <- unweighted_probability(
    learned_probability(learner, columns), object$share, object$chain$class_weights
  )
  probability <- recalibrated(raw, object$recalibration)
  named <- rows[intersect(c("patient_id", "lesion", "role", "phase"), names(rows))]
  result <- data.frame(
    named, probability = probability,
    status = ifelse(probability >= object$cutoff$value, object$positive, object$negative),
    set = conformal_set(raw, object$conformal, error, object$positive, object$negative),
    outside = outside_names(x$matrix, object$features),
    distance_columns(x$matrix, object),
    mismatch = other_scan(object, rows),
    scanner = scanner_unseen(object, with_quality(rows, quality, call)),
    filled = x$filled, row.names = NULL
  )
  result$harmonised <- harmonised$seen
  structure(
    result, class = c("model_predictions", "data.frame"), fingerprints = fingerprints,
    flags = c(
      prediction_flags(object, rows, result, error),
      training_flags(training_part(object, fingerprints)), unharmonised_flag(harmonised, rows)
    )
  )
}

training_flags <- function(part) {
  unlist(lapply(names(training_part_words), function(name) {
    which <- part == name
    if (any(which)) sprintf(
      "%d of %d are %s: what it says of them is too good", sum(which), length(part),
      training_part_words[[name]]
    )
  }))
}

# One row a patient, lesion and phase; phases side by side where the model has several.
model_rows <- function(model, features, call) {
  features <- check_columns(features, "features", "patient_id", call)
  check_column_names(names(features), "features", call)
  if (nrow(features) == 0) abort_data("`features` has no rows.", call = call)
  features$patient_id <- as.character(features$patient_id)
  check_preset(model, features, call)
  features <- joined_phases(model, features, call)
  keys <- features[intersect(c("patient_id", "lesion", "phase"), names(features))]
  if (anyNA(keys$patient_id)) {
    abort_data(
      "`features` has no patient_id in row %d.", which(is.na(keys$patient_id))[1], call = call
    )
  }
  if (anyDuplicated(keys)) {
    abort_data(
      "`features` has patient_id %s twice%s.",
      sQuote(keys$patient_id[anyDuplicated(keys)], FALSE),
      if (ncol(keys) > 1) " in one lesion and phase" else "", call = call
    )
  }
  features
}

check_preset <- function(model, features, call) {
  other <- setdiff(features$preset[!is.na(features$preset)], model$preset)
  if (is.null(model$preset) || length(other) == 0) return(invisible())
  abort_data(
    paste(
      "`features` is of another extraction preset (%s) than the model (%s): their values do not",
      "mean the same. Extract the scans by the model's preset."
    ),
    other[1], model$preset, call = call
  )
}

joined_phases <- function(model, features, call) {
  parts <- as.character(model$phases)
  whole <- all(model$features$name %in% names(features))
  if (length(parts) < 2 || is.null(features$phase) || whole) {
    return(features)
  }
  absent <- setdiff(parts, features$phase)
  if (length(absent) > 0) {
    abort_data(
      "The model has the phases %s side by side; `features` has no rows of phase %s.",
      paste(parts, collapse = " and "), sQuote(absent[1], FALSE), call = call
    )
  }
  groups <- if (is.null(features$lesion)) list(features) else split(features, features$lesion)
  wide <- lapply(groups, function(group) {
    by_phase <- split(group, factor(group$phase, parts))
    twice <- vapply(by_phase, \(part) anyDuplicated(part$patient_id), integer(1))
    if (any(twice > 0)) abort_data("`features` has a patient twice in one phase.", call = call)
    joined <- side_by_side(by_phase, call)
    joined$lesion <- rep(group$lesion[1], nrow(joined))
    joined
  })
  joined <- do.call(rbind, unname(wide))
  if (nrow(joined) == 0) {
    abort_data("No patient of `features` has all phases of the model.", call = call)
  }
  joined
}

# The features of the model, in its order, complete.
model_features <- function(model, rows, missing, call) {
  names <- model$features$name
  absent <- setdiff(names, names(rows))
  if (length(absent) > 0) {
    abort_data(
      "`features` lacks %d of the %d features of the model: %s%s.", length(absent), length(names),
      name_some(sQuote(absent, FALSE)), other_spelling(absent, names(rows)), call = call
    )
  }
  numeric <- vapply(rows[names], \(column) is.numeric(column) || is.logical(column), logical(1))
  if (!all(numeric)) {
    abort_data(
      "`features` has a column that is not numeric: %s%s.", sQuote(names[!numeric][1], FALSE),
      text_cell(rows[[names[!numeric][1]]], rows$patient_id), call = call
    )
  }
  x <- as.matrix(rows[names])
  storage.mode(x) <- "double"
  dimnames(x) <- list(NULL, names)
  holes <- is.na(x)
  refused <- if (missing == "refuse") !is.finite(x) else is.infinite(x)
  if (any(refused)) {
    place <- which(refused, arr.ind = TRUE)[1, ]
    abort_data(
      "`features` has %s for patient_id %s in column %s%s.",
      if (holes[place[1], place[2]]) "no value" else "an infinite value",
      sQuote(rows$patient_id[place[1]], FALSE), sQuote(names[place[2]], FALSE),
      if (holes[place[1], place[2]]) {
        "; `missing = \"median\"` takes the training patients' median"
      } else {
        ""
      },
      call = call
    )
  }
  check_single_precision(as.data.frame(x, optional = TRUE), "features", rows$patient_id, call)
  list(
    matrix = fill_missing(x, model$features$median),
    filled = apply(holes, 1, \(hole) paste(names[hole], collapse = "; "))
  )
}

# A range is widened by the rounding of a file's 15 digits.
outside_names <- function(x, features) {
  slack <- 1e-12 * pmax(abs(features$low), abs(features$high))
  below <- sweep(x, 2, features$low - slack, `<`)
  above <- sweep(x, 2, features$high + slack, `>`)
  apply(below | above, 1, \(out) paste(features$name[out], collapse = "; "))
}

other_scan <- function(model, rows) {
  differs <- function(column, own) {
    value <- as.character(rows[[column]])
    if (length(value) == 0 || length(own) == 0) return(rep("", nrow(rows)))
    ifelse(is.na(value) | value == own, "", sprintf("%s %s, not %s", column, value, own))
  }
  by_role <- !is.null(model$role) && !is.null(rows$role)
  phase <- paste(model$phases, collapse = "+")
  both <- cbind(
    if (by_role) differs("role", model$role) else differs("lesion", model$lesion),
    if (nzchar(phase)) differs("phase", phase) else rep("", nrow(rows))
  )
  apply(both, 1, \(said) paste(said[nzchar(said)], collapse = "; "))
}

# The scanner of each row, from the row itself or from a quality table.
with_quality <- function(rows, quality, call) {
  if (is.null(quality)) return(rows)
  quality <- check_columns(quality, "quality", "patient_id", call)
  keys <- Reduce(intersect, list(c("patient_id", "lesion", "phase"), names(rows), names(quality)))
  key_of <- function(table) do.call(paste, c(lapply(table[keys], as.character), sep = "\r"))
  quality[match(key_of(rows), key_of(quality)), , drop = FALSE]
}

recalibrated <- function(probability, recalibration) {
  if (is.null(recalibration)) return(probability)
  kept <- pmin(pmax(probability, 1e-6), 1 - 1e-6)
  stats::plogis(recalibration$intercept + recalibration$slope * stats::qlogis(kept))
}

prediction_flags <- function(model, rows, result, error) {
  counted <- function(which, said) {
    if (any(which)) sprintf("%d of %d %s", sum(which), nrow(rows), said)
  }
  needed <- ceiling(1 / error) - 1
  would <- if (error > 0) format(needed) else "no number"
  fewest <- min(lengths(model$conformal[c("positive", "negative")]))
  c(
    if (!is.null(model$preset) && (is.null(rows$preset) || anyNA(rows$preset))) {
      "the table does not say by which preset the features were extracted: not checked"
    },
    if (is.null(model$preset) && !is.null(rows$preset)) {
      "the model does not say of which preset its features are: not checked"
    },
    if (length(model$lesion) > 0 && is.null(rows$lesion)) {
      sprintf("the table does not say which lesion the features are of; the model is of %s",
              model$lesion)
    },
    if (length(model$phases) > 0 && is.null(rows$phase)) {
      sprintf("the table does not say which phase the features are of; the model is of %s",
              paste(model$phases, collapse = " + "))
    },
    if (all(is.na(result$scanner))) "the scanners were not compared: model or table has none",
    counted(nzchar(result$outside), "have features outside the training range"),
    counted(result$distance_quantile >= 1, "lie further out than every training patient"),
    counted(nzchar(result$mismatch), "are of another lesion or phase than the model"),
    counted(!is.na(result$scanner) & nzchar(result$scanner), "are of a scanner setting not seen"),
    counted(nzchar(result$filled), "had missing features filled with training medians"),
    if (fewest < needed) {
      sprintf(
        "a status with %d calibration patients cannot be ruled out at an error rate of %s (%s %s)",
        fewest, format(error), would, "would"
      )
    }
  )
}
