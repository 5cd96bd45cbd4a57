# The role of each row of a table of lesions: its `role`, or its `lesion` where that is a role. A
# lesion's name is free text, once in a patient; what it is to the others is its role.

roles <- c("primary", "metastasis")

# A table with a row for something of a lesion, with the column `role` filled. A table that names no
# roles of its own takes those of `samples` for the same lesions.
check_lesions <- function(x, argument, columns = character(), call = rlang::caller_env(),
                          samples = NULL) {
  x <- check_columns(x, argument, c("patient_id", "lesion", columns), call)
  x$patient_id <- as.character(x$patient_id)
  x$lesion <- as.character(x$lesion)
  given <- if (is.null(x$role)) rep(NA_character_, nrow(x)) else as.character(x$role)
  if (is.null(x$role) && !is.null(samples)) {
    given <- samples$role[match(lesion_key(x), lesion_key(samples))]
  }
  by_name <- ifelse(x$lesion %in% roles, x$lesion, NA_character_)
  against <- which(!is.na(given) & !is.na(by_name) & given != by_name)
  if (length(against) > 0) {
    abort_data(
      "`%s` says that the lesion %s has the role %s (row %d).", argument,
      describe_value(x$lesion[against[1]]), describe_value(given[against[1]]), against[1],
      call = call
    )
  }
  role <- ifelse(is.na(given), by_name, given)
  wrong <- which(!role %in% roles)
  if (length(wrong) > 0) {
    abort_data(
      paste(
        "`%s` has lesion %s in row %d; a lesion is \"primary\" or \"metastasis\", or has one of",
        "them in a column `role`%s."
      ),
      argument, describe_value(x$lesion[wrong[1]]), wrong[1],
      if (is.na(role[wrong[1]])) "" else sprintf(", not %s", describe_value(role[wrong[1]])),
      call = call
    )
  }
  x$role <- role
  x
}

lesion_key <- function(x) paste(x$patient_id, x$lesion, sep = "\r")

# Patients with more than one lesion of a role, and the first such lesions, for a message.
several_of_a_role <- function(lesions) {
  lesions <- unique(lesions[c("patient_id", "lesion", "role")])
  twice <- duplicated(lesions[c("patient_id", "role")])
  unique(lesions$patient_id[twice])
}

# What compares one primary with one metastasis refuses more.
refuse_several <- function(lesions, argument, call = rlang::caller_env()) {
  several <- several_of_a_role(lesions)
  if (length(several) == 0) return(invisible())
  own <- unique(lesions[lesions$patient_id == several[1], c("lesion", "role")])
  role <- own$role[duplicated(own$role)][1]
  abort_data(
    paste(
      "`%s` has more than one %s of patient %s (%s): compare_lesion_pairs() compares several",
      "lesions of a patient."
    ),
    argument, role, several[1], name_some(own$lesion[own$role == role]), call = call
  )
}
