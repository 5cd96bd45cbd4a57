# Arguments are checked on a function's first lines; the message names the argument and what was
# given.

is_one_number <- function(x) is.numeric(x) && length(x) == 1 && !is.na(x)

check_number <- function(x, argument, lower = -Inf, upper = Inf, call = rlang::caller_env()) {
  if (!is_one_number(x) || x < lower || x > upper) {
    expected <- if (is.finite(lower) && is.finite(upper)) {
      sprintf("one number from %s to %s", format(lower), format(upper))
    } else if (is.finite(lower)) {
      sprintf("one number of at least %s", format(lower))
    } else {
      "one number"
    }
    abort_argument(argument, expected, x, call)
  }
  invisible(x)
}

check_whole <- function(x, argument, lower = -Inf, call = rlang::caller_env()) {
  if (!is_one_number(x) || x != round(x) || x < lower) {
    expected <- if (is.finite(lower)) {
      sprintf("one whole number of at least %s", format(lower))
    } else {
      "one whole number"
    }
    abort_argument(argument, expected, x, call)
  }
  invisible(x)
}

check_choice <- function(x, argument, choices, call = rlang::caller_env()) {
  if (!is.character(x) || length(x) != 1 || !x %in% choices) {
    known <- paste(dQuote(choices, FALSE), collapse = ", ")
    abort_argument(argument, paste("one of", known), x, call)
  }
  invisible(x)
}

check_flag <- function(x, argument, call = rlang::caller_env()) {
  if (!is.logical(x) || length(x) != 1 || is.na(x)) {
    abort_argument(argument, "TRUE or FALSE", x, call)
  }
  invisible(x)
}

# Tibbles and data.tables are taken as they come and returned as plain data frames.
check_columns <- function(x, argument, columns, call = rlang::caller_env()) {
  if (!is.data.frame(x)) abort_argument(argument, "a data frame", x, call)
  missing <- setdiff(columns, names(x))
  if (length(missing) > 0) {
    abort_data(
      "`%s` has no column %s%s; it has %s.", argument,
      paste(sQuote(missing, FALSE), collapse = ", "), meant_column(missing[1], names(x)),
      paste(utils::head(names(x), 10), collapse = ", "), call = call
    )
  }
  as.data.frame(x)
}

# What other tables call the column that is missing, where this one has it.
meant_column <- function(missing, there) {
  known <- list(
    patient_id = c("id", "patient", "patientid", "patients", "pid", "subject", "subjectid", "case"),
    status = c("label", "labels", "class", "group", "target", "outcome")
  )
  words <- gsub("[^a-z]", "", tolower(there))
  found <- there[words %in% c(known[[missing]], gsub("[^a-z]", "", missing))]
  if (length(found) == 0) return("")
  sprintf(" (is it %s? Rename that)", sQuote(found[1], FALSE))
}

check_conf_level <- function(conf_level, call = rlang::caller_env()) {
  if (!is_one_number(conf_level) || conf_level <= 0 || conf_level >= 1) {
    abort_argument("conf_level", "one number between 0 and 1", conf_level, call)
  }
  invisible(conf_level)
}

# One row a patient; identifiers are text, so that "007" from one table meets 7 from no other.
check_patients <- function(x, argument, columns = character(), call = rlang::caller_env()) {
  x <- check_columns(x, argument, c("patient_id", columns), call)
  if (nrow(x) == 0) abort_data("`%s` has no rows.", argument, call = call)
  x$patient_id <- as.character(x$patient_id)
  if (anyNA(x$patient_id)) {
    abort_data(
      "`%s` has no patient_id in row %d.", argument, which(is.na(x$patient_id))[1], call = call
    )
  }
  twice <- unique(x$patient_id[duplicated(x$patient_id)])
  if (length(twice) > 0) {
    abort_data(
      "`%s` has more than one row for patient %s.", argument, name_some(twice), call = call
    )
  }
  x
}

# Of a column's name that a table gives, what is shown in a list of names.
longest_name <- 40

# "a, b, c and 4 more": messages stay readable in a cohort of a thousand.
name_some <- function(x, most = 5, longest = Inf) {
  shown <- paste(shown_names(utils::head(x, most), longest), collapse = ", ")
  if (length(x) > most) sprintf("%s and %d more", shown, length(x) - most) else shown
}

# Names on one line, without what a terminal would obey: control characters and marks that turn the
# direction of what is written. By code points, so that the session's character set is no matter.
shown_names <- function(x, longest = Inf) {
  vapply(as.character(x), function(name) {
    if (is.na(name)) return("NA")
    name <- iconv(enc2utf8(name), "UTF-8", "UTF-8", sub = "?")
    points <- utf8ToInt(gsub("\r\n", " ", name, fixed = TRUE))
    points[points %in% c(9, 10, 13)] <- 32L
    points[points < 32 | points %in% c(127:159, 8232:8238, 8294:8297)] <- 63L
    if (length(points) > longest) points <- c(points[seq_len(longest - 3)], rep(46L, 3))
    intToUtf8(points)
  }, character(1), USE.NAMES = FALSE)
}

# The options given by name through `...`, over their defaults; any other name is refused.
further_options <- function(given, defaults, call = rlang::caller_env()) {
  named <- if (length(given) > 0) rlang::names2(given) else character()
  unknown <- setdiff(named, names(defaults))
  if (length(unknown) > 0) {
    abort_argument(
      "...", paste("options by name, of", paste(names(defaults), collapse = ", ")),
      if (nzchar(unknown[1])) unknown[1] else "an unnamed value", call
    )
  }
  if (anyDuplicated(named)) {
    abort_argument("...", "options given once each", named[anyDuplicated(named)], call)
  }
  defaults[named] <- given
  defaults
}
