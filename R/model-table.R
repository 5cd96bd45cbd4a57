# What the modelling functions take: a numeric matrix with named columns, and two classes.

feature_matrix <- function(x, argument = "x", call = rlang::caller_env()) {
  if (is.data.frame(x)) {
    numeric <- vapply(x, function(column) is.numeric(column) || is.logical(column), logical(1))
    if (!all(numeric)) {
      abort_data(
        "`%s` has a column that is not numeric: %s.", argument,
        sQuote(names(x)[!numeric][1], FALSE), call = call
      )
    }
    x <- as.matrix(x)
  }
  if (!is.matrix(x) || !(is.numeric(x) || is.logical(x))) {
    abort_argument(argument, "a numeric matrix or data frame", x, call)
  }
  storage.mode(x) <- "double"
  if (is.null(colnames(x)) && ncol(x) > 0) {
    abort_argument(argument, "a matrix with column names", unname(x), call)
  }
  if (anyDuplicated(colnames(x))) {
    abort_data(
      "`%s` has two columns named %s.", argument,
      sQuote(colnames(x)[anyDuplicated(colnames(x))], FALSE), call = call
    )
  }
  unusable <- colSums(!is.finite(x)) > 0
  if (any(unusable)) {
    abort_data(
      "`%s` has missing or infinite values in column %s%s.", argument,
      sQuote(colnames(x)[unusable][1], FALSE),
      if (sum(unusable) > 1) sprintf(" and %d more", sum(unusable) - 1) else "", call = call
    )
  }
  x
}

two_classes <- function(y, n, argument, call = rlang::caller_env()) {
  if (length(y) != n) {
    abort_argument(argument, sprintf("two classes, one for each of the %d rows", n), y, call)
  }
  if (anyNA(y)) abort_data("`%s` has missing values.", argument, call = call)
  y <- droplevels(as.factor(y))
  if (nlevels(y) != 2) {
    abort_data(
      "`%s` must hold two classes, not %d (%s).", argument, nlevels(y),
      paste(utils::head(levels(y), 5), collapse = ", "), call = call
    )
  }
  y
}

# Features and labels as the chain wants them: patients sorted by patient_id in the C locale, so
# that no random step sees the order of the file; the class of interest is the second level.
modelling_table <- function(features, labels, positive, ..., call = rlang::caller_env()) {
  settings <- table_settings(...)
  features <- one_row_each(features, settings$phase, settings$lesion, call)
  labels <- checked_labels(labels, positive, call)
  unknown <- setdiff(features$patient_id, labels$patient_id)
  if (length(unknown) > 0) {
    abort_data(
      "`labels` has no status for patient_id %s%s of `features`.",
      paste(sQuote(utils::head(unknown, 3), FALSE), collapse = ", "),
      if (length(unknown) > 3) sprintf(" and %d more", length(unknown) - 3) else "", call = call
    )
  }
  flags <- character()
  absent <- setdiff(labels$patient_id, features$patient_id)
  if (length(absent) > 0) {
    flags <- sprintf("%d labelled patients without features left out", length(absent))
  }
  features <- features[order(features$patient_id, method = "radix"), , drop = FALSE]
  status <- labels$status[match(features$patient_id, labels$patient_id)]
  check_statuses(status, positive, call)
  columns <- setdiff(names(features), c("patient_id", "lesion", "phase"))
  x <- usable_columns(features[columns], settings$unusable, call)
  flags <- c(flags, x$flags)
  limited <- repeatable_columns(x$matrix, settings$icc, settings$min_icc, call)
  list(
    x = limited$matrix,
    y = factor(status, levels = c(setdiff(unique(status), positive), positive)),
    patient_id = features$patient_id,
    covariates = covariate_matrix(settings$covariates, features$patient_id, call),
    dropped = rbind(x$dropped, limited$dropped),
    flags = c(flags, limited$flags)
  )
}

# What is taken from the tables, under the names of the arguments of nested_cv().
table_settings <- function(phase = NULL, lesion = NULL, covariates = NULL, icc = NULL,
                           min_icc = 0.75, unusable = "drop") {
  as.list(environment())
}

checked_labels <- function(labels, positive, call) {
  labels <- check_columns(labels, "labels", c("patient_id", "status"), call)
  labels$patient_id <- as.character(labels$patient_id)
  labels$status <- as.character(labels$status)
  if (anyDuplicated(labels$patient_id)) {
    abort_data(
      "`labels` has patient_id %s twice.",
      sQuote(labels$patient_id[anyDuplicated(labels$patient_id)], FALSE), call = call
    )
  }
  if (anyNA(labels$status)) {
    abort_data(
      "`labels` has no status for patient_id %s.",
      sQuote(labels$patient_id[is.na(labels$status)][1], FALSE), call = call
    )
  }
  if (!rlang::is_string(positive)) {
    abort_argument("positive", "one of the two statuses", positive, call)
  }
  labels
}

check_statuses <- function(status, positive, call) {
  statuses <- sort(unique(status))
  if (length(statuses) == 1) {
    abort_data(
      paste(
        "All %d patients have status %s: no model can be fitted. Give `labels` with both",
        "statuses, or leave this lesion and phase out."
      ),
      length(status), dQuote(statuses, FALSE), call = call
    )
  }
  if (length(statuses) > 2) {
    abort_data(
      "`labels` must hold two statuses, not %d (%s).", length(statuses),
      paste(utils::head(statuses, 5), collapse = ", "), call = call
    )
  }
  if (!positive %in% statuses) {
    abort_argument(
      "positive", paste("one of", paste(dQuote(statuses, FALSE), collapse = ", ")), positive, call
    )
  }
}

# Constant and incomplete columns are dropped and listed, or refused, as the user says.
usable_columns <- function(features, unusable, call) {
  check_choice(unusable, "unusable", c("drop", "refuse"), call)
  numeric <- vapply(features, function(column) is.numeric(column) || is.logical(column), logical(1))
  if (!all(numeric)) {
    abort_data(
      "`features` has a column that is not numeric: %s. Give clinical columns as `covariates`.",
      sQuote(names(features)[!numeric][1], FALSE), call = call
    )
  }
  x <- as.matrix(features)
  storage.mode(x) <- "double"
  incomplete <- colSums(!is.finite(x)) > 0
  constant <- !incomplete & constant_columns(ifelse(is.finite(x), x, 0))
  dropped <- data.frame(
    feature = colnames(x)[incomplete | constant],
    reason = ifelse(incomplete, "missing or infinite values", "constant")[incomplete | constant]
  )
  if (nrow(dropped) > 0 && unusable == "refuse") {
    abort_data(
      "`features` has %d unusable columns, first %s (%s); `unusable = \"drop\"` leaves them out.",
      nrow(dropped), sQuote(dropped$feature[1], FALSE), dropped$reason[1], call = call
    )
  }
  x <- x[, !(incomplete | constant), drop = FALSE]
  if (ncol(x) == 0) abort_data("`features` has no usable feature column.", call = call)
  list(
    matrix = x,
    dropped = dropped,
    flags = if (nrow(dropped) > 0) {
      sprintf(
        "%d columns left out (%d constant, %d with missing values)",
        nrow(dropped), sum(constant), sum(incomplete)
      )
    }
  )
}

# A limit on repeatability uses no labels, so it may be set once, before the folds.
repeatable_columns <- function(x, icc, min_icc, call) {
  if (is.null(icc)) return(list(matrix = x, dropped = NULL, flags = NULL))
  icc <- check_columns(icc, "icc", c("feature", "icc"), call)
  check_number(min_icc, "min_icc", -1, 1, call)
  value <- icc$icc[match(colnames(x), icc$feature)]
  stays <- !is.na(value) & value >= min_icc
  if (!any(stays)) {
    abort_data(
      "No feature column reaches an intraclass correlation of %s.", format(min_icc), call = call
    )
  }
  list(
    matrix = x[, stays, drop = FALSE],
    dropped = data.frame(
      feature = colnames(x)[!stays],
      reason = rep(sprintf("intraclass correlation below %s", format(min_icc)), sum(!stays))
    ),
    flags = sprintf(
      "%d columns left out (intraclass correlation below %s)", sum(!stays), format(min_icc)
    )
  )
}

covariate_matrix <- function(covariates, patient_id, call) {
  if (is.null(covariates)) return(NULL)
  covariates <- check_columns(covariates, "covariates", "patient_id", call)
  found <- match(patient_id, as.character(covariates$patient_id))
  columns <- covariates[found, setdiff(names(covariates), "patient_id"), drop = FALSE]
  if (anyNA(found) || anyNA(columns)) {
    missing <- patient_id[is.na(found) | !stats::complete.cases(columns)][1]
    abort_data(
      "`covariates` is not complete for patient_id %s.", sQuote(missing, FALSE), call = call
    )
  }
  stats::model.matrix(~., columns)[, -1, drop = FALSE]
}
