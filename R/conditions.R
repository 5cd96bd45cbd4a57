# Every refusal carries a class, so that a caller can tell a wrong argument
# (`radiotmb_argument_error`) from a missing program (`radiotmb_missing_error`).

abort_argument <- function(argument, expected, got, call = rlang::caller_env()) {
  rlang::abort(
    sprintf("`%s` must be %s, not %s.", argument, expected, describe_value(got)),
    class = c("radiotmb_argument_error", "radiotmb_error"),
    argument = argument,
    call = call
  )
}

abort_data <- function(message, ..., call = rlang::caller_env()) {
  rlang::abort(
    sprintf(message, ...),
    class = c("radiotmb_data_error", "radiotmb_error"),
    call = call
  )
}

warn_data <- function(message, ...) {
  rlang::warn(sprintf(message, ...), class = c("radiotmb_data_warning", "radiotmb_warning"))
}

# Another package's message, which may draw a picture over several lines, as one line.
one_line <- function(text) trimws(gsub("[[:space:]]+", " ", text))

# What was given, in few words: `"abc"`, `-1`, `NULL`, `a data frame with 3 rows`.
describe_value <- function(x) {
  if (is.null(x)) {
    "NULL"
  } else if (is.data.frame(x)) {
    sprintf("a data frame with %d rows and %d columns", nrow(x), ncol(x))
  } else if (is.atomic(x) && length(x) == 1) {
    if (is.character(x) && !is.na(x)) dQuote(x, FALSE) else format(x)
  } else if (is.atomic(x)) {
    article <- if (is.integer(x)) "an" else "a"
    sprintf("%s %s vector of length %d", article, typeof(x), length(x))
  } else {
    sprintf("an object of class %s", paste(class(x), collapse = "/"))
  }
}
