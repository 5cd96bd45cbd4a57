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
      sQuote(shown_names(colnames(x)[anyDuplicated(colnames(x))], longest_name), FALSE), call = call
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
  if (is.data.frame(features)) check_column_names(names(features), "features", call)
  by_lesion <- labelled_by_lesion(labels)
  given <- list(labels = labels, features = rows_of_scans(features, settings))
  if (by_lesion && !is.null(settings$lesion)) {
    check_choice(settings$lesion, "lesion", unique(as.character(labels$lesion)), call)
    labels <- labels[as.character(labels$lesion) %in% settings$lesion, , drop = FALSE]
    by_lesion <- FALSE
  }
  rows <- one_row_each(features, settings$phase, settings$lesion, call, by_lesion)
  features <- rows$table
  labels <- checked_labels(labels, call, by_lesion)
  positive <- checked_positive(positive, call)
  if (nrow(features) == 0) abort_data("`features` has no rows.", call = call)
  unknown <- which(!row_key(features, by_lesion) %in% row_key(labels, by_lesion))
  if (length(unknown) > 0) {
    shown <- utils::head(unknown[!duplicated(row_key(features, by_lesion)[unknown])], 3)
    more <- length(unique(row_key(features, by_lesion)[unknown])) - length(shown)
    abort_data(
      "`labels` has no status for patient_id %s%s of `features`.",
      paste(row_name(features, shown, by_lesion), collapse = ", "),
      if (more > 0) sprintf(" and %d more", more) else "", call = call
    )
  }
  absent <- length(setdiff(row_key(labels, by_lesion), rows$keys))
  flags <- c(rows$flags, if (absent > 0) sprintf(
    "%d labelled %s without features left out", absent, if (by_lesion) "lesions" else "patients"
  ), flag_unused_labels(given$labels, label_columns(settings)))
  columns <- setdiff(names(features), c(identifying_columns, named_columns(settings)))
  check_outcome_columns(columns, call)
  check_feature_columns(features[columns], features$patient_id, call)
  flags <- c(flags, flag_other_columns(columns))
  empty <- rowSums(!is.na(features[columns])) == 0 & length(columns) > 0
  left_out <- features$patient_id[empty]
  if (any(empty)) {
    flags <- c(flags, sprintf("left out, without any feature value: %s", name_some(left_out)))
    features <- features[!empty, , drop = FALSE]
  }
  features <- features[order(row_key(features, by_lesion), method = "radix"), , drop = FALSE]
  status <- labels$status[match(row_key(features, by_lesion), row_key(labels, by_lesion))]
  check_statuses(status, positive, call)
  x <- usable_columns(features[columns], settings$unusable, call)
  check_status_columns(x$matrix, status, call)
  limited <- repeatable_columns(x$matrix, settings$icc, settings$min_icc, call)
  covariates <- covariate_matrix(settings$covariates, features$patient_id, call)
  lesions <- lesions_of_table(features, by_lesion)
  rows <- data.frame(features[c("patient_id", if (by_lesion) "lesion")], status)
  places <- places_of_rows(settings, given$labels, given$features, rows, by_lesion, call)
  c(list(
    x = limited$matrix,
    y = factor(status, levels = c(setdiff(unique(status), positive), positive)),
    patient_id = features$patient_id,
    lesion = lesions$lesion,
    copies_of = lesions$copies_of,
    covariates = covariates$matrix,
    covariate_columns = covariates$columns,
    left_out = left_out,
    dropped = rbind(x$dropped, limited$dropped),
    flags = c(flags, lesions$flags, x$flags, limited$flags, covariates$flags, places$flags)
  ), places[setdiff(names(places), "flags")])
}

# The scans of the phases and the lesion that are modelled, as the features table has them.
rows_of_scans <- function(features, settings) {
  if (!is.data.frame(features)) return(features)
  for (column in c("phase", "lesion")) {
    wanted <- settings[[column]]
    if (is.null(wanted) || is.null(features[[column]])) next
    features <- features[as.character(features[[column]]) %in% wanted, , drop = FALSE]
  }
  features
}

# Columns of the features table that `centre`, `batch` and `keep` name are no features.
named_columns <- function(settings) {
  named <- Filter(\(one) is.character(one) && length(one) == 1, settings[c("centre", "batch")])
  c(unlist(named, use.names = FALSE), if (is.character(settings$keep)) settings$keep)
}

# What is taken from the tables, under the names of the arguments of nested_cv().
table_defaults <- list(
  phase = NULL, lesion = NULL, covariates = NULL, icc = NULL, min_icc = 0.75, unusable = "drop",
  centre = NULL, batch = NULL, keep = NULL
)

table_settings <- function(...) {
  given <- list(...)
  stopifnot(names(given) %in% names(table_defaults))
  settings <- table_defaults
  settings[names(given)] <- given
  settings
}

checked_labels <- function(labels, call, by_lesion = FALSE) {
  labels <- check_columns(labels, "labels", c("patient_id", "status"), call)
  check_column_names(names(labels), "labels", call)
  labels$patient_id <- as.character(labels$patient_id)
  labels$status <- as.character(labels$status)
  twice <- anyDuplicated(row_key(labels, by_lesion))
  if (twice > 0) {
    abort_data("`labels` has patient_id %s twice.", row_name(labels, twice, by_lesion), call = call)
  }
  unlabelled <- is.na(labels$status) | !nzchar(trimws(labels$status))
  if (any(unlabelled)) {
    abort_data(
      paste(
        "`labels` has no status for patient_id %s. Leave these patients out of `features` and",
        "`labels`."
      ),
      name_some(sQuote(labels$patient_id[unlabelled], FALSE)), call = call
    )
  }
  labels
}

# A table with all of the first is a burden table, and has the others beside its status.
is_burden <- c("lesion", "mutations", "megabases")
burden_columns <- c(
  "mutations", "megabases", "role", "site", "days", "denominator", "tmb", "tmb_lower",
  "tmb_upper", "p_high", "borderline", "deamination", "low_snvs"
)

# The columns of `labels` that are read besides patient, lesion and status.
label_columns <- function(settings) {
  c(named_columns(settings), if (is.null(settings$centre)) "centre")
}

# The columns of `labels` that nothing reads, but for those of a burden table.
flag_unused_labels <- function(labels, used) {
  known <- c("patient_id", "lesion", "status", "simulated", used)
  if (all(is_burden %in% names(labels))) known <- c(known, burden_columns)
  flag_unused_columns(labels, "labels", known)
}

flag_unused_columns <- function(table, argument, known) {
  unused <- names(table)[!names(table) %in% known]
  if (length(unused) == 0) return(NULL)
  sprintf(
    "%d column%s of `%s` %s not used: %s",
    length(unused), if (length(unused) == 1) "" else "s", argument,
    if (length(unused) == 1) "is" else "are", name_some(unused, longest = longest_name)
  )
}

# A status may be text, a number or a truth value; labels are compared as text.
checked_positive <- function(positive, call) {
  if (!is.atomic(positive) || length(positive) != 1 || is.na(positive)) {
    abort_argument("positive", "one of the two statuses", positive, call)
  }
  as.character(positive)
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
      paste(
        "`labels` must hold two statuses, not %d (%s). Join some in the column 'status', or leave",
        "their patients out of `features` and `labels`."
      ),
      length(statuses), name_some(dQuote(statuses, FALSE)), call = call
    )
  }
  if (!positive %in% statuses) {
    abort_argument(
      "positive", paste("one of", paste(dQuote(statuses, FALSE), collapse = ", ")), positive, call
    )
  }
}

check_column_names <- function(columns, argument, call) {
  nameless <- which(is.na(columns) | columns == "")
  if (length(nameless) > 0) {
    abort_data("`%s` has a column without a name (number %d).", argument, nameless[1], call = call)
  }
  if (anyDuplicated(columns)) {
    twice <- shown_names(columns[anyDuplicated(columns)], longest_name)
    abort_data("`%s` has two columns named %s.", argument, sQuote(twice, FALSE), call = call)
  }
}

# Features are numbers that boosting can hold: it computes in single precision, in which larger ones
# are infinite.
check_feature_columns <- function(features, patient_id, call) {
  columns <- names(features)
  numeric <- vapply(features, function(column) is.numeric(column) || is.logical(column), logical(1))
  if (!all(numeric)) {
    abort_data(
      "`features` has a column that is not numeric: %s%s. %s", sQuote(columns[!numeric][1], FALSE),
      text_cell(features[[which(!numeric)[1]]], patient_id),
      if (has_decimal_comma(features[[which(!numeric)[1]]])) {
        "With decimal commas it is read by read.csv2(), or read.csv(dec = \",\")."
      } else {
        "Give clinical columns as `covariates`."
      },
      call = call
    )
  }
  check_single_precision(features, "features", patient_id, call)
}

# Numbers with a comma, such as a German spreadsheet writes them.
has_decimal_comma <- function(x) {
  text <- as.character(x)
  any(grepl("^\\s*[-+]?[0-9]+,[0-9]+([eE][-+]?[0-9]+)?\\s*$", text))
}

largest_single <- 3.4028234e38

check_single_precision <- function(columns, argument, patient_id, call) {
  for (name in names(columns)) {
    value <- columns[[name]]
    over <- which(is.finite(value) & abs(value) > largest_single)
    if (length(over) > 0) {
      abort_data(
        paste(
          "`%s` has %s in column %s for patient_id %s: beyond single precision (%.1e), in which",
          "the model computes. Rescale the column or leave it out."
        ),
        argument, format(value[over[1]]), sQuote(name, FALSE),
        sQuote(patient_id[over[1]], FALSE), largest_single, call = call
      )
    }
  }
}

# Constant and incomplete columns are dropped and listed, or refused, or missing values are left for
# each fold to fill, as the user says. Infinite values are never filled.
usable_columns <- function(features, unusable, call) {
  check_choice(unusable, "unusable", c("drop", "refuse", "impute"), call)
  x <- as.matrix(features)
  storage.mode(x) <- "double"
  fills <- unusable == "impute"
  incomplete <- if (fills) {
    colSums(is.infinite(x)) > 0 | colSums(!is.na(x)) == 0
  } else {
    colSums(!is.finite(x)) > 0
  }
  constant <- !incomplete & constant_columns(impute_medians(x, x))
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
  if (ncol(x) == 0) {
    abort_data(
      paste(
        "`features` has no usable feature column: %d constant, %d with missing or infinite",
        "values%s."
      ),
      sum(constant), sum(incomplete),
      if (any(incomplete) && !fills) "; `unusable = \"impute\"` fills missing ones" else "",
      call = call
    )
  }
  list(
    matrix = x,
    dropped = dropped,
    flags = c(
      if (nrow(dropped) > 0) {
        sprintf(
          "%d columns left out (%d constant, %d with missing or infinite values%s)",
          nrow(dropped), sum(constant), sum(incomplete),
          if (any(incomplete) && !fills) "; `unusable = \"impute\"` fills missing ones" else ""
        )
      },
      if (anyNA(x)) {
        sprintf(
          "%d missing values in %d columns filled in each fold with the training patients' medians",
          sum(is.na(x)), sum(colSums(is.na(x)) > 0)
        )
      }
    )
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
