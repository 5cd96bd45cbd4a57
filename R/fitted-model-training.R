# Which patients a model was fitted to, told by their features and not by who they are. A
# fingerprint is the start of the SHA-256 of the model's features of one row, each to seven
# significant digits: the same scan has it under any name and after a round trip through CSV. Who
# has a patient's features can tell from it whether the patient was in training, which is what it is
# for; who has it alone cannot tell the features.
feature_fingerprints <- function(x) {
  # -0 is 0.
  cells <- matrix(sprintf("%.6e", x + 0), nrow(x))
  vapply(seq_len(nrow(x)), function(row) {
    text <- paste(cells[row, ], collapse = ",")
    substr(digest::digest(text, algo = "sha256", serialize = FALSE), 1, 16)
  }, character(1))
}

# In an order that tells nothing. None where two training rows are alike: such features cannot tell
# a training patient from another.
distinct_fingerprints <- function(found) {
  if (anyDuplicated(found)) character() else sort(found, method = "radix")
}

# Patients are counted as patients; where they have several lesions, the rows of the model are
# counted beside them.
training_counts <- function(table, positive, x) {
  is_positive <- table$y == positive
  counts <- if (is.null(table$copies_of)) {
    list(n = length(is_positive), n_positive = sum(is_positive))
  } else {
    list(
      n = length(unique(table$copies_of)),
      n_positive = length(unique(table$copies_of[is_positive])),
      lesions = length(is_positive), lesions_positive = sum(is_positive)
    )
  }
  c(counts, list(fingerprints = distinct_fingerprints(feature_fingerprints(x))))
}

# "24 patients (8 high)", "60 lesions of 24 patients (20 lesions high)".
training_words <- function(patients, positive) {
  if (is.null(patients$lesions)) {
    return(sprintf("%d patients (%d %s)", patients$n, patients$n_positive, positive))
  }
  sprintf(
    "%d lesions of %d patients (%d lesions %s)", patients$lesions, patients$n,
    patients$lesions_positive, positive
  )
}

# For each row what it had a part in: `"fitted"`, `"recalibrated"`, or nothing.
training_part <- function(model, found) {
  ifelse(
    found %in% model$patients$fingerprints, "fitted",
    ifelse(found %in% model$recalibration$fingerprints, "recalibrated", "")
  )
}

training_part_words <- c(
  fitted = "patients that the model was fitted to (their features are the same)",
  recalibrated = "patients that the model was recalibrated by (their features are the same)"
)

# Of the rows of another cohort those that may judge the model.
independent_rows <- function(part, patient_id, rule, call) {
  if (!any(nzchar(part))) return(list(rows = rep(TRUE, length(part)), flags = NULL))
  words <- training_part_words[[part[nzchar(part)][1]]]
  named <- name_some(patient_id[nzchar(part)])
  if (rule == "refuse" || all(nzchar(part))) {
    abort_data(
      paste(
        "%d of %d patients of `features` are %s: %s. What the model does on them says nothing of",
        "other patients. Leave them out of `features`%s."
      ),
      sum(nzchar(part)), length(part), words, named,
      if (all(nzchar(part))) "" else ", or give `training_patients = \"leave_out\"`", call = call
    )
  }
  list(
    rows = !nzchar(part),
    flags = sprintf("left out, %d %s: %s", sum(nzchar(part)), words, named)
  )
}
