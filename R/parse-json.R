# JSON as `jsonlite::fromJSON()` reads it, from a text. What is no JSON is found by `validate()`
# first: fromJSON() hands its message, with a piece of the text in it, to C as a format, so that a
# `%n` in a stranger's file ends the process.
parse_json <- function(text, ...) {
  text <- paste(text, collapse = "\n")
  valid <- jsonlite::validate(text)
  if (!valid) stop(one_line(attr(valid, "err")), call. = FALSE)
  jsonlite::fromJSON(text, ...)
}

# A file of JSON. Bytes that are no UTF-8 are no JSON.
read_json_file <- function(file, ...) {
  lines <- readLines(file, warn = FALSE, encoding = "UTF-8")
  if (!all(validUTF8(lines))) stop("it is not UTF-8 text", call. = FALSE)
  parse_json(lines, ...)
}
