# Which columns of a features table are features. Every numeric one is taken: what tells the outcome
# is refused, and what does not look like a radiomics feature among those that do is named.

# imagetype_class_feature, as PyRadiomics has it, under any prefix.
radiomics_name <- "(^|_)(shape|shape2D|firstorder|glcm|gldm|glrlm|glszm|ngtdm)_[A-Za-z0-9]+$"

# Burden, status and survival under the names that the tables of a study have.
outcome_name <- paste0(
  "^(", paste(
    "((primary|metastasis|log|log2|log10|ln)_?)?tmb(_.*)?", "(n_)?mutations", "megabases", "p_high",
    "borderline", "((primary|metastasis|predicted)_)?status", "(os|pfs|dfs|rfs|efs)(_.*)?",
    "event", "death", "dead", "died", "survival(_.*)?", "outcome", "truth", "target",
    sep = "|"
  ), ")$"
)

# In a model of several phases a name has the phase before it.
bare_name <- function(names) sub("^.*\\.", "", names)

check_outcome_columns <- function(columns, call, argument = "features") {
  tells <- grepl(outcome_name, bare_name(columns), ignore.case = TRUE)
  if (!any(tells)) return(invisible())
  abort_data(
    paste(
      "`%s` has the column %s, which tells the outcome and is no feature: take it out of the",
      "table, or rename it if it is a feature."
    ),
    argument, name_some(sQuote(columns[tells], FALSE)), call = call
  )
}

# A column of two values that are the two statuses.
check_status_columns <- function(x, status, call) {
  if (length(status) < 8) return(invisible())
  first <- status == status[1]
  copies <- vapply(seq_len(ncol(x)), function(j) {
    value <- x[, j]
    same <- value == value[1]
    !anyNA(same) && all(same == first) && length(unique(value)) == 2
  }, logical(1))
  if (any(copies)) {
    abort_data(
      paste(
        "`features` has the column %s, which is the status itself in numbers: take it out of the",
        "table."
      ),
      name_some(sQuote(colnames(x)[copies], FALSE)), call = call
    )
  }
}

flag_other_columns <- function(columns) {
  radiomics <- grepl(radiomics_name, columns)
  if (!any(radiomics) || all(radiomics)) return(NULL)
  other <- columns[!radiomics]
  sprintf(
    paste(
      "%d column%s without the name of a radiomics feature %s taken as features: %s (give clinical",
      "columns as covariates, or leave them out)"
    ),
    length(other), if (length(other) == 1) "" else "s", if (length(other) == 1) "is" else "are",
    name_some(other, longest = longest_name)
  )
}

# The first cell of a column that is no number, for a message.
text_cell <- function(column, patient_id) {
  text <- as.character(column)
  wrong <- which(!is.na(text) & is.na(suppressWarnings(as.numeric(text))))
  if (length(wrong) == 0) return("")
  sprintf(
    " (%s for patient_id %s; a missing value is an empty cell or NA)",
    sQuote(text[wrong[1]], FALSE), sQuote(patient_id[wrong[1]], FALSE)
  )
}

# How a table spells features that it seems to lack, for a message: read.csv() makes
# `wavelet.LLL_glcm_Idm` of `wavelet-LLL_glcm_Idm` unless told not to.
other_spelling <- function(absent, names) {
  spelled <- function(x) gsub("[^a-z0-9]+", "_", tolower(x))
  found <- match(spelled(absent), spelled(names))
  if (all(is.na(found))) return("")
  first <- which(!is.na(found))[1]
  sprintf(
    ". It has %s for %s: %s", sQuote(names[found[first]], FALSE), sQuote(absent[first], FALSE),
    if (identical(make.names(absent[first]), names[found[first]])) {
      "read the table with check.names = FALSE"
    } else {
      "spell the names as the model does"
    }
  )
}
