# One row a patient, or a lesion: one phase, or several side by side.
one_row_each <- function(features, phase, lesion, call, by_lesion = FALSE) {
  features <- check_columns(features, "features", c("patient_id", if (by_lesion) "lesion"), call)
  features$patient_id <- as.character(features$patient_id)
  if (!by_lesion) features <- only_lesion(features, lesion, call)
  if (!is.null(phase)) {
    features <- check_columns(features, "features", c("patient_id", "phase"), call)
    known <- unique(as.character(features$phase))
    for (name in phase) check_choice(name, "phase", known, call)
    features <- features[as.character(features$phase) %in% phase, , drop = FALSE]
  } else if (length(unique(features$phase)) > 1) {
    abort_data(
      paste(
        "`features` holds %d phases (%s): say which with `phase`, one to model it alone,",
        "several to put them side by side."
      ),
      length(unique(features$phase)), paste(unique(features$phase), collapse = ", "), call = call
    )
  }
  by_phase <- if (length(phase) > 1) split(features, features$phase)[phase] else list(features)
  for (part in by_phase) {
    twice <- anyDuplicated(row_key(part, by_lesion))
    if (twice > 0) {
      abort_data(
        "`features` has patient_id %s twice%s.", row_name(part, twice, by_lesion),
        if (length(phase) > 0) paste(" in phase", part$phase[1]) else "", call = call
      )
    }
  }
  if (length(by_phase) > 1) side_by_side(by_phase, by_lesion) else features
}

only_lesion <- function(features, lesion, call) {
  if (!is.null(lesion)) {
    features <- check_columns(features, "features", c("patient_id", "lesion"), call)
    check_choice(lesion, "lesion", unique(as.character(features$lesion)), call)
    features <- features[features$lesion == lesion, , drop = FALSE]
  } else if (length(unique(features$lesion)) > 1) {
    abort_data(
      "`features` holds %d lesions (%s): say which one with `lesion`.",
      length(unique(features$lesion)), paste(unique(features$lesion), collapse = ", "), call = call
    )
  }
  features
}

# Early and late phase of the same patients as one wide table; a patient needs all of them.
side_by_side <- function(by_phase, by_lesion = FALSE) {
  shared <- Reduce(intersect, lapply(by_phase, row_key, by_lesion))
  keys <- c("patient_id", if (by_lesion) "lesion")
  first <- by_phase[[1]]
  first <- first[match(shared, row_key(first, by_lesion)), keys, drop = FALSE]
  rownames(first) <- NULL
  wide <- lapply(names(by_phase), function(name) {
    part <- by_phase[[name]]
    part <- part[match(shared, row_key(part, by_lesion)), , drop = FALSE]
    part <- part[setdiff(names(part), c("patient_id", "lesion", "phase"))]
    stats::setNames(part, paste(name, names(part), sep = "."))
  })
  cbind(first, do.call(cbind, wide))
}
