# One cutoff for status, tests and chance of compared lesions: a given one decides the status, and
# without it the column `status` does. `used` are the rows that are compared.
judge_by_cutoff <- function(burden, cutoff, used, call = rlang::caller_env()) {
  if (!is.null(cutoff)) check_cutoff(cutoff, call)
  by_cutoff <- function(cutoff) tmb_status(burden$mutations, burden$megabases, cutoff)$status
  usual <- if (is.null(cutoff)) 10 else cutoff
  own <- burden$status
  found <- by_cutoff(usual)
  other <- if (is.null(own)) logical(nrow(burden)) else used & own != found
  if (is.null(own) || !is.null(cutoff)) {
    burden$status <- found
    flags <- if (any(other)) flag_given_cutoff(usual, burden, other)
    return(list(burden = burden, cutoff = usual, flags = flags))
  }
  if (!any(other)) return(list(burden = burden, cutoff = usual, flags = NULL))
  rate <- tmb_rate(burden$mutations, burden$megabases)
  agreeing <- cutoff_of_status(rate[used], own[used])
  list(
    burden = burden, cutoff = agreeing, flags = flag_column_status(usual, agreeing, burden, other)
  )
}

check_cutoff <- function(cutoff, call) {
  check_number(cutoff, "cutoff", lower = 0, call = call)
  if (!is.finite(cutoff)) {
    abort_argument("cutoff", "one finite number of at least 0", cutoff, call)
  }
}

# The lowest burden of high status where every low one is below it.
cutoff_of_status <- function(rate, status) {
  high <- rate[status == "high"]
  low <- rate[status == "low"]
  if (length(high) == 0 || length(low) == 0 || max(low) >= min(high)) return(NA_real_)
  min(high)
}

flag_given_cutoff <- function(cutoff, burden, other) {
  sprintf(
    "the cutoff of %s decides the status: the column `status` of `burden` has another for %s",
    format_number(cutoff), name_lesions(burden, other)
  )
}

flag_column_status <- function(usual, agreeing, burden, other) {
  sprintf(
    paste(
      "the column `status` of `burden` decides: mutations and the cutoff of %s would give another",
      "to %s; %s; a given cutoff decides instead of the column"
    ),
    format_number(usual), name_lesions(burden, other),
    if (is.na(agreeing)) {
      "no cutoff that is known gives this status, so that chance is left out"
    } else {
      sprintf("chance is of the cutoff of %s, which gives this status", format_number(agreeing))
    }
  )
}

name_lesions <- function(burden, chosen) {
  sprintf(
    "%d lesion%s (%s)", sum(chosen), if (sum(chosen) == 1) "" else "s",
    name_some(paste(burden$lesion[chosen], "of", burden$patient_id[chosen]))
  )
}

# The first words of a printed comparison: from where on a burden is high.
describe_cutoff <- function(cutoff) {
  if (is.na(cutoff)) return("TMB-high as the column `status` says")
  sprintf("TMB-high from %s mutations/Mb", format_number(cutoff))
}
