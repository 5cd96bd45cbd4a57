# Models of several lesions a patient: a row is a lesion, and all of a patient stay together in
# folds, resamples and permutations.

# Labels name lesions where a patient has several; a label of each patient needs no name.
labelled_by_lesion <- function(labels) {
  is.data.frame(labels) && all(c("patient_id", "lesion") %in% names(labels)) &&
    anyDuplicated(labels$patient_id) > 0
}

# What tells a row from the others: its patient, and its lesion where it has one.
row_key <- function(x, by_lesion = !is.null(x$lesion)) {
  if (by_lesion) lesion_key(x) else as.character(x$patient_id)
}

# How a message names a row.
row_name <- function(x, i, by_lesion) {
  patient <- sQuote(as.character(x$patient_id[i]), FALSE)
  if (by_lesion) paste(patient, "lesion", sQuote(as.character(x$lesion[i]), FALSE)) else patient
}

# What the table of a model has where its rows are lesions.
lesions_of_table <- function(features, by_lesion) {
  if (!by_lesion) return(NULL)
  patients <- unique(features$patient_id)
  list(
    lesion = as.character(features$lesion),
    copies_of = match(features$patient_id, patients),
    flags = sprintf(
      paste(
        "%d lesions of %d patients: all lesions of a patient are in one fold, and intervals that",
        "take lesions as independent are left out (chain_bootstrap() has those of patients)"
      ),
      nrow(features), length(patients)
    )
  )
}

# The class of each patient, in order of appearance: the first, the second, or both, which stand
# between them.
patient_classes <- function(y, copies_of) {
  patient <- factor(copies_of, unique(copies_of))
  second <- as.vector(tapply(as.integer(y) - 1, patient, mean))
  factor(ifelse(second == 0, 1, ifelse(second == 1, 3, 2)), levels = 1:3)
}

# Intervals and bands that count each lesion as a patient of its own would be too narrow.
without_lesion_intervals <- function(result) {
  none <- function(table, columns) {
    table[intersect(columns, names(table))] <- NA_real_
    table
  }
  limits <- c("lower", "upper", "sensitivity_lower", "sensitivity_upper")
  result$roc[c("auc_lower", "auc_upper")] <- NA_real_
  for (name in c("operating_point", "curve")) result$roc[[name]] <- none(result$roc[[name]], limits)
  for (name in c("measures", "decision", "calibration")) {
    result[[name]] <- none(result[[name]], limits)
  }
  result$measures$interval <- "none: see chain_bootstrap()"
  result
}

# Labels move between patients with as many lesions, in random order among a patient's lesions, and
# within centres where they are known: a difference between centres is no reason to reject.
permuted_labels <- function(y, copies_of, centre = NULL) {
  if (!is.null(centre)) {
    for (rows in split(seq_along(y), centre_factor(centre))) {
      y[rows] <- permuted_labels(y[rows], copies_of[rows])
    }
    return(y)
  }
  if (is.null(copies_of)) return(y[sample.int(length(y))])
  y[exchange_blocks(unname(split(seq_along(y), factor(copies_of, unique(copies_of)))))]
}

# The rows that stand in the place of each row where blocks of one size change places, the rows
# within a block in random order.
exchange_blocks <- function(blocks) {
  rows <- integer(sum(lengths(blocks)))
  for (same in split(seq_along(blocks), lengths(blocks))) {
    from <- same[sample.int(length(same))]
    for (k in seq_along(same)) {
      block <- blocks[[from[k]]]
      rows[blocks[[same[k]]]] <- block[sample.int(length(block))]
    }
  }
  rows
}

# As many patients of each class with replacement, each with all lesions, and at least two distinct
# patients with a lesion of each class.
resampled_lesions <- function(y, copies_of, seed, centre = NULL) {
  rows_of <- split(seq_along(y), factor(copies_of, unique(copies_of)))
  classes <- patient_classes(y, copies_of)
  if (!is.null(centre)) {
    classes <- interaction(classes, centre_factor(centre[!duplicated(copies_of)]), drop = TRUE)
  }
  with_class <- function(patients, level) {
    has <- vapply(rows_of[patients], \(rows) any(y[rows] == level), logical(1))
    length(unique(patients[has]))
  }
  with_local_seed(seed, repeat {
    drawn <- unlist(lapply(levels(classes), \(class) {
      members <- which(classes == class)
      sort(members[sample.int(length(members), replace = TRUE)])
    }))
    enough <- vapply(levels(y), \(level) {
      with_class(drawn, level) >= min(2, with_class(seq_along(rows_of), level))
    }, logical(1))
    if (all(enough)) return(unlist(rows_of[drawn], use.names = FALSE))
  })
}
