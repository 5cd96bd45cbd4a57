# Arguments are checked on a function's first lines; the message names the argument and what was
# given.

check_number <- function(x, argument, lower = -Inf, upper = Inf, call = rlang::caller_env()) {
  if (!is.numeric(x) || length(x) != 1 || is.na(x) || x < lower || x > upper) {
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
  if (!is.numeric(x) || length(x) != 1 || is.na(x) || x != round(x) || x < lower) {
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
    abort_argument(argument, paste("one of", paste(dQuote(choices, FALSE), collapse = ", ")), x, call)
  }
  invisible(x)
}

check_flag <- function(x, argument, call = rlang::caller_env()) {
  if (!is.logical(x) || length(x) != 1 || is.na(x)) abort_argument(argument, "TRUE or FALSE", x, call)
  invisible(x)
}

# Tibbles and data.tables are taken as they come and returned as plain data frames.
check_columns <- function(x, argument, columns, call = rlang::caller_env()) {
  if (!is.data.frame(x)) abort_argument(argument, "a data frame", x, call)
  missing <- setdiff(columns, names(x))
  if (length(missing) > 0) {
    abort_data(
      "`%s` has no column %s; it has %s.", argument, paste(sQuote(missing, FALSE), collapse = ", "),
      paste(utils::head(names(x), 10), collapse = ", "), call = call
    )
  }
  as.data.frame(x)
}
