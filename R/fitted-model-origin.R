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
