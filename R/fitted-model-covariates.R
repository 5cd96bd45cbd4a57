# The covariates of a model: how the columns of the training patients became numbers, so that those
# of the next patient become the same.

covariate_records <- function(columns) {
  lapply(names(columns), function(name) {
    value <- columns[[name]]
    if (is.numeric(value)) {
      return(list(name = name, kind = "number", levels = NULL, low = min(value), high = max(value)))
    }
    levels <- if (is.logical(value)) c("FALSE", "TRUE") else levels(as.factor(value))
    list(name = name, kind = "text", levels = levels, low = NULL, high = NULL)
  })
}

# A number is a column, a text an indicator for each level but the first.
covariate_columns <- function(records) {
  unlist(lapply(records, function(one) {
    if (one$kind == "number") one$name else paste0(one$name, one$levels[-1])
  }))
}

# The covariates of a model's next patients, as numbers in the order of its trees; those of
# `covariates` by patient, or columns of the features table.
covariates_of_model <- function(model, rows, covariates, call) {
  if (length(model$covariates) == 0) return(NULL)
  if (!is.null(covariates)) {
    covariates <- check_patients(covariates, "covariates", call = call)
    rows <- covariates[match(rows$patient_id, covariates$patient_id), , drop = FALSE]
  }
  names <- vapply(model$covariates, `[[`, character(1), "name")
  absent <- setdiff(names, names(rows))
  if (length(absent) > 0) {
    abort_data(
      "The model needs the covariate %s; `%s` has no such column.",
      name_some(sQuote(absent, FALSE)),
      if (is.null(covariates)) "features" else "covariates", call = call
    )
  }
  parts <- lapply(model$covariates, \(one) one_covariate(one, rows[[one$name]], call))
  matrix <- do.call(cbind, parts)
  colnames(matrix) <- covariate_columns(model$covariates)
  matrix
}

one_covariate <- function(one, value, call) {
  if (anyNA(value)) {
    abort_data("The covariate %s is not complete.", sQuote(one$name, FALSE), call = call)
  }
  if (one$kind == "number") {
    if (!is.numeric(value) || !all(is.finite(value))) {
      abort_data("The covariate %s must hold finite numbers.", sQuote(one$name, FALSE), call = call)
    }
    return(as.numeric(value))
  }
  value <- as.character(value)
  # Python writes True where R writes TRUE.
  if (identical(one$levels, c("FALSE", "TRUE"))) value <- toupper(value)
  unknown <- setdiff(value, one$levels)
  if (length(unknown) > 0) {
    abort_data(
      "The covariate %s has %s, which no training patient has (they have %s).",
      sQuote(one$name, FALSE), sQuote(unknown[1], FALSE), name_some(one$levels), call = call
    )
  }
  outer(value, one$levels[-1], \(given, level) as.numeric(given == level))
}
