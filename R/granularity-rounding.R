# What a rounded number allows. Papers round halves up, halves to even, or carry the rounding of a
# program, so a published value stands for the closed interval of everything that any of these
# could have rounded to it.

rounding_interval <- function(value, digits) {
  half <- 0.5 * 10^-digits
  # Binary fractions miss exact halves by a few units in the last place.
  slack <- 1e-9 * pmax(abs(value), 1)
  list(lower = value - half - slack, upper = value + half + slack)
}

rounds_to <- function(exact, value, digits) {
  interval <- rounding_interval(value, digits)
  exact >= interval$lower & exact <= interval$upper
}

# Decimals as written: "0.600" has three. A number has lost its trailing zeros, so text is better.
count_decimals <- function(x) {
  text <- if (is.character(x)) trimws(x) else format_each(x)
  ifelse(grepl(".", text, fixed = TRUE), nchar(sub("^[^.]*\\.", "", text)), 0L)
}

format_each <- function(x) {
  vapply(x, format, "", digits = 15, scientific = FALSE, USE.NAMES = FALSE)
}

# A published value given as a number or as text, and its decimals.
read_rounded <- function(value, digits, argument, call = rlang::caller_env()) {
  number <- suppressWarnings(as.numeric(value))
  if (length(value) == 0 || anyNA(number)) {
    abort_argument(argument, "numbers, or text that holds them", value, call)
  }
  if (is.null(digits)) digits <- count_decimals(value)
  if (!is.numeric(digits) || anyNA(digits) || any(digits < 0 | digits != round(digits))) {
    abort_argument("digits", "whole numbers of at least 0", digits, call)
  }
  list(value = number, digits = digits)
}

# 0.83 is not 0.830, and as a number the two are the same: which of them is searched is said.
say_decimals <- function(values, digits) {
  given <- unlist(values[!vapply(values, is.null, NA)])
  written <- suppressWarnings(as.numeric(given))
  if (length(given) == 0 || anyNA(written) || max(count_decimals(given)) >= digits) return(NULL)
  rlang::inform(sprintf(
    "%s is read with %d decimals (%.*f). If fewer were published, give `digits = %d`.",
    format(written[1]), digits, digits, written[1], max(count_decimals(given))
  ))
}

check_patient_counts <- function(n, argument, lower = 1, call = rlang::caller_env()) {
  if (!is.numeric(n) || length(n) == 0 || anyNA(n) || any(n != round(n) | n < lower)) {
    abort_argument(argument, sprintf("whole numbers of at least %d", lower), n, call)
  }
  invisible(n)
}
