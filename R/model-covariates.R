# Clinical columns that are in every model, in the order of the patients; factors and texts become
# indicators. Constant columns tell nothing and are left out, with a flag.
covariate_matrix <- function(covariates, patient_id, call, argument = "covariates") {
  if (is.null(covariates)) return(list(matrix = NULL, columns = NULL, flags = NULL))
  covariates <- check_columns(covariates, argument, "patient_id", call)
  check_column_names(names(covariates), argument, call)
  covariates$patient_id <- as.character(covariates$patient_id)
  if (anyDuplicated(covariates$patient_id)) {
    abort_data(
      "`%s` has patient_id %s twice.", argument,
      sQuote(covariates$patient_id[anyDuplicated(covariates$patient_id)], FALSE), call = call
    )
  }
  found <- match(patient_id, covariates$patient_id)
  columns <- covariates[found, setdiff(names(covariates), "patient_id"), drop = FALSE]
  if (anyNA(found) || anyNA(columns)) {
    missing <- patient_id[is.na(found) | !stats::complete.cases(columns)][1]
    abort_data(
      "`%s` is not complete for patient_id %s.", argument, sQuote(missing, FALSE), call = call
    )
  }
  check_covariate_columns(columns, patient_id, call, argument)
  constant <- vapply(columns, \(column) length(unique(column)) < 2, logical(1))
  flags <- if (any(constant)) {
    sprintf(
      "%s left out, the same in every patient: %s",
      if (argument == "keep") "columns to keep" else argument, name_some(names(columns)[constant])
    )
  }
  columns <- columns[!constant]
  if (ncol(columns) == 0) {
    abort_data("`%s` has no column that differs between patients.", argument, call = call)
  }
  list(
    matrix = stats::model.matrix(~., columns)[, -1, drop = FALSE], columns = columns, flags = flags
  )
}

check_covariate_columns <- function(columns, patient_id, call, argument = "covariates") {
  for (name in names(columns)) {
    value <- columns[[name]]
    if (!is.numeric(value)) next
    infinite <- which(is.infinite(value))
    if (length(infinite) > 0) {
      abort_data(
        "`%s` has %s in column %s for patient_id %s; it must be a finite number.", argument,
        format(value[infinite[1]]), sQuote(name, FALSE), sQuote(patient_id[infinite[1]], FALSE),
        call = call
      )
    }
  }
  numeric <- vapply(columns, is.numeric, logical(1))
  check_single_precision(columns[numeric], argument, patient_id, call)
}
