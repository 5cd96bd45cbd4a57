# Where the rows of a modelling table come from: their centre, the batch that ComBat corrects, and
# what it keeps. Each may be the name of a column, a table of patients, or a value for each label.

# The centre and the batch of each row of the table, which are sorted features, and the flags.
places_of_rows <- function(settings, labels, features, rows, by_lesion, call) {
  centre <- settings$centre
  found <- is.null(centre) && ("centre" %in% names(labels) || "centre" %in% names(features))
  if (found) centre <- "centre"
  centre <- row_values(centre, "centre", labels, features, rows, by_lesion, call, optional = found)
  check_one_centre(centre$value, rows$patient_id, call)
  batch <- row_values(settings$batch, "batch", labels, features, rows, by_lesion, call)
  given <- c(batch = !is.null(batch), keep = !is.null(settings$keep))
  if (is.null(batch)) batch <- centre
  keep <- kept_columns(settings$keep, labels, features, call)
  keep <- covariate_matrix(keep, rows$patient_id, call, "keep")
  list(
    centre = centre$value, batch = batch$value, batch_column = batch$column, keep = keep$matrix,
    keep_columns = keep$columns, given = given,
    flags = c(centre$flag, centre_flags(centre$value, rows$status), keep$flags)
  )
}

# What ComBat keeps, as a table of patients; columns of `labels` or `features` may be named.
kept_columns <- function(keep, labels, features, call) {
  if (!is.character(keep)) return(keep)
  for (table in list(labels, features)) {
    if (!is.data.frame(table) || !all(keep %in% names(table))) next
    return(unique(as.data.frame(table)[c("patient_id", keep)]))
  }
  abort_argument("keep", "names of columns of `labels` or `features`", keep, call)
}

# The value of a column for each row: by patient, and by lesion where rows are lesions.
row_values <- function(given, argument, labels, features, rows, by_lesion, call, optional = FALSE) {
  if (is.null(given)) return(NULL)
  source <- value_source(given, argument, labels, features, call)
  keys <- c("patient_id", if (by_lesion && "lesion" %in% names(source$table)) "lesion")
  key_of <- function(x) do.call(paste, c(lapply(x[keys], as.character), sep = "\r"))
  value <- as.character(source$table$value)
  known <- !is.na(value) & nzchar(value)
  pairs <- unique(data.frame(key = key_of(source$table)[known], value = value[known]))
  own <- key_of(rows)
  twice <- pairs$key[duplicated(pairs$key)]
  if (any(own %in% twice)) {
    abort_data(
      "`%s` has two values for patient_id %s (%s); it must be one.", argument,
      sQuote(rows$patient_id[own %in% twice][1], FALSE),
      paste(pairs$value[pairs$key == own[own %in% twice][1]], collapse = ", "), call = call
    )
  }
  found <- pairs$value[match(own, pairs$key)]
  lacking <- rows$patient_id[is.na(found)]
  if (length(lacking) > 0 && optional) {
    return(list(flag = sprintf(
      "%s%s", centre_not_used, name_some(sQuote(unique(lacking), FALSE))
    )))
  }
  if (length(lacking) > 0) {
    abort_data(
      "`%s` has no value for patient_id %s.", argument, name_some(sQuote(unique(lacking), FALSE)),
      call = call
    )
  }
  list(value = found, column = source$column)
}

# A table of patient_id (and lesion) and value.
value_source <- function(given, argument, labels, features, call) {
  keyed <- function(table, column) {
    keys <- intersect(c("patient_id", "lesion"), names(table))
    list(table = data.frame(table[keys], value = table[[column]]), column = column)
  }
  if (is.data.frame(given)) {
    given <- check_columns(given, argument, "patient_id", call)
    columns <- setdiff(names(given), c("patient_id", "lesion"))
    if (argument %in% columns) columns <- argument
    if (length(columns) == 1) return(keyed(given, columns))
    abort_argument(argument, "a data frame of patient_id and one more column", given, call)
  }
  if (is.character(given) && length(given) == 1) {
    for (table in list(labels, features)) {
      if (given %in% names(table)) return(keyed(as.data.frame(table), given))
    }
    abort_argument(argument, "the name of a column of `labels` or `features`", given, call)
  }
  if (is.atomic(given) && is.data.frame(labels) && length(given) == nrow(labels)) {
    labels$value <- as.vector(as.character(given))
    return(list(table = keyed(as.data.frame(labels), "value")$table, column = argument))
  }
  abort_argument(
    argument, paste(
      "NULL, the name of a column of `labels` or `features`, a data frame of patient_id and one",
      "column, or a value for each row of `labels`"
    ), given, call
  )
}

check_one_centre <- function(centre, patient_id, call) {
  if (is.null(centre)) return(invisible())
  pairs <- unique(data.frame(patient_id, centre))
  twice <- pairs$patient_id[duplicated(pairs$patient_id)]
  if (length(twice) > 0) {
    abort_data(
      "patient_id %s is in more than one centre (%s); a patient belongs to one.",
      sQuote(twice[1], FALSE), name_some(pairs$centre[pairs$patient_id == twice[1]]), call = call
    )
  }
}

# What the centres are not enough for.
centre_flags <- function(centre, status) {
  if (is.null(centre)) return(NULL)
  counts <- table(centre, status)
  if (nrow(counts) == 1) return(sprintf("one centre alone: %s", rownames(counts)))
  alone <- rowSums(counts) == 1
  of_one_status <- rowSums(counts > 0) == 1 & !alone
  by_centre <- suppressWarnings(stats::chisq.test(counts)$p.value)
  share <- counts[, 1] / rowSums(counts)
  ends <- range(share)
  c(
    if (any(alone)) sprintf("centres of one patient: %s", name_some(rownames(counts)[alone])),
    if (any(of_one_status)) {
      sprintf(
        "centres of one status, which have no AUC: %s", name_some(rownames(counts)[of_one_status])
      )
    },
    if (is.finite(by_centre) && by_centre < 0.05) {
      sprintf(
        paste(
          "the status goes with the centre (%s in %.0f to %.0f%% of a centre's rows): what tells",
          "centres apart looks like what tells statuses apart; see the AUCs within centres"
        ),
        colnames(counts)[1], 100 * ends[1], 100 * ends[2]
      )
    }
  )
}

# Centres in the C locale's order, so that no fold depends on the machine's.
centre_factor <- function(centre) factor(centre, sort(unique(centre), method = "radix"))

centre_folds <- function(centre) as.integer(centre_factor(centre))

centre_not_used <- "the column centre is not used: it has no value for "

# A column that lacks some values is left aside, which is an error where it was asked for.
refuse_incomplete_centre <- function(flags, option, call) {
  flag <- grep(centre_not_used, flags, fixed = TRUE, value = TRUE)
  if (length(flag) == 0) return(invisible())
  abort_data(
    "%s wants a centre of every patient, and the column centre has no value for patient_id %s.",
    option, substring(flag[1], nchar(centre_not_used) + 1), call = call
  )
}

leaves_centres_out <- function(parameters) identical(parameters$folds, "centre")

# As many outer folds as the table allows: the centres, or of the patients.
folds_of_table <- function(table, parameters, call = rlang::caller_env()) {
  if (!leaves_centres_out(parameters)) {
    return(outer_folds(table$y, parameters$outer, call, table$copies_of))
  }
  if (is.null(table$centre)) {
    refuse_incomplete_centre(table$flags, "`folds = \"centre\"`", call)
    abort_argument(
      "folds", "\"patients\" where there is no `centre` of every patient", parameters$folds, call
    )
  }
  centre <- centre_factor(table$centre)
  if (nlevels(centre) < 2) {
    abort_data("All patients are of centre %s: none can be left out.", levels(centre), call = call)
  }
  both <- FALSE
  for (level in levels(centre)) {
    others <- centre != level
    classes <- patients_of_classes(table$y[others], table$copies_of[others])
    if (min(classes) < 2) {
      abort_data(
        paste(
          "Without centre %s fewer than 2 patients have status %s: no model can be trained. Leave",
          "patients out in folds (`folds = \"patients\"`), or join centres."
        ),
        sQuote(level, FALSE), dQuote(names(which.min(classes)), FALSE), call = call
      )
    }
    both <- both || length(unique(table$y[!others])) == 2
  }
  if (!both) {
    abort_data("No centre has patients of both statuses: none has an AUC.", call = call)
  }
  nlevels(centre)
}

# What the number of folds became.
fold_flags <- function(used, parameters) {
  if (leaves_centres_out(parameters)) {
    return(sprintf(paste(
      "one outer fold a centre (%d): the AUC is that of pairs of patients of one centre; cutoff,",
      "ROC curve and calibration pool the centres"
    ), used))
  }
  if (used < parameters$outer) {
    sprintf("%d outer folds instead of %d", used, as.integer(parameters$outer))
  }
}

# The AUC of held-out predictions: of all pairs of patients, or, where a model judged a centre
# each, of the pairs of one centre.
held_out_area <- function(is_positive, probability, fold, parameters) {
  if (leaves_centres_out(parameters)) return(area_within_folds(is_positive, probability, fold))
  auc_by_ranks(is_positive, probability)
}
