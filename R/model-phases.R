# One row a patient, or a lesion: one phase, or several side by side.
one_row_each <- function(features, phase, lesion, call, by_lesion = FALSE) {
  features <- check_columns(features, "features", c("patient_id", if (by_lesion) "lesion"), call)
  features$patient_id <- as.character(features$patient_id)
  if (!by_lesion) features <- only_lesion(features, lesion, call)
  if (!is.null(phase)) {
    features <- check_columns(features, "features", c("patient_id", "phase"), call)
    known <- unique(as.character(features$phase))
    for (name in phase) check_choice(name, "phase", known, call)
    if (anyDuplicated(phase)) abort_argument("phase", "phases that differ", phase, call)
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
        "`features` has patient_id %s twice%s%s.", row_name(part, twice, by_lesion),
        if (length(phase) > 0) paste(" in phase", part$phase[1]) else "",
        if (length(unique(part$label)) > 1) ": keep the rows of one label" else "", call = call
      )
    }
  }
  several <- length(by_phase) > 1
  list(
    table = if (several) side_by_side(by_phase, call, by_lesion) else features,
    keys = unique(row_key(features, by_lesion)),
    flags = c(flag_presets(by_phase), if (several) flag_lacking(by_phase, by_lesion))
  )
}

# What identifies a row of a features table and is no feature: the columns that radiotmb extract
# writes before the features.
identifying_columns <- c(
  "patient_id", "lesion", "role", "phase", "label", "preset", "centre"
)

flag_presets <- function(by_phase) {
  presets <- unique(unlist(lapply(by_phase, \(part) as.character(part$preset))))
  if (length(presets) < 2) return(NULL)
  sprintf("features of %d extraction presets in one model: %s", length(presets), name_some(presets))
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
side_by_side <- function(by_phase, call, by_lesion = FALSE) {
  shared <- Reduce(intersect, lapply(by_phase, row_key, by_lesion))
  if (length(shared) == 0) {
    abort_data(
      "`features` has no patient with all of the phases: %s. They cannot be one model.",
      paste(names(by_phase), vapply(by_phase, nrow, 0L), collapse = ", "), call = call
    )
  }
  keys <- c("patient_id", if (by_lesion) "lesion")
  first <- by_phase[[1]]
  first <- first[match(shared, row_key(first, by_lesion)), keys, drop = FALSE]
  rownames(first) <- NULL
  wide <- lapply(names(by_phase), function(name) {
    part <- by_phase[[name]]
    part <- part[match(shared, row_key(part, by_lesion)), , drop = FALSE]
    part <- part[setdiff(names(part), identifying_columns)]
    stats::setNames(part, paste(name, names(part), sep = "."))
  })
  cbind(first, do.call(cbind, wide))
}

# The patients (or lesions) whom a phase lacks, in the order of the phases and of patient_id.
flag_lacking <- function(by_phase, by_lesion = FALSE) {
  everyone <- unique(unlist(lapply(by_phase, row_key, by_lesion), use.names = FALSE))
  unlist(lapply(names(by_phase), function(name) {
    lacking <- sort(setdiff(everyone, row_key(by_phase[[name]], by_lesion)), method = "radix")
    lacking <- sub("\r", " ", lacking)
    if (length(lacking) == 0) return(NULL)
    sprintf("left out, without phase %s: %s", name, name_some(lacking))
  }))
}
