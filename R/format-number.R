# Numbers as they are printed: three significant digits, and p-values as journals set them.
format_number <- function(x, digits = 3) {
  text <- vapply(x, \(one) format(signif(one, digits), trim = TRUE, scientific = FALSE), "")
  text[is.na(x)] <- "-"
  text[!is.na(x) & x != 0 & abs(x) < 1e-4] <- "<0.0001"
  text
}

format_p_value <- function(p) {
  text <- formatC(p, digits = 3, format = "f")
  text[!is.na(p) & p < 0.001] <- "<0.001"
  text[is.na(p)] <- "-"
  text
}

format_interval <- function(lower, upper, digits = 3) {
  sprintf("%s to %s", format_number(lower, digits), format_number(upper, digits))
}

# A data frame as the lines of an aligned text table: text to the left, numbers to the right.
format_columns <- function(table, indent = "  ") {
  lines <- do.call(paste, c(format_each_column(table), sep = "  "))
  paste0(indent, sub(" +$", "", lines))
}

# The columns as texts of one width each, the name first.
format_each_column <- function(table) {
  lapply(names(table), \(name) {
    x <- table[[name]]
    numeric <- is.numeric(x)
    if (numeric) x <- format_number(x)
    x[is.na(x)] <- "-"
    # format() ignores its justify where a vector carries names
    format(unname(c(name, x)), justify = if (numeric) "right" else "left")
  })
}

# "14 high", and of a status that is a number or a truth value "14 with status 1".
count_of_status <- function(patients, status) {
  bare <- grepl("^([0-9.]+|true|false)$", tolower(status))
  sprintf(if (bare) "%d with status %s" else "%d %s", as.integer(patients), as.character(status))
}

format_flags <- function(flags) if (length(flags) > 0) paste("Note:", flags)

# "95% CI 0.1 to 0.3"
format_limits <- function(lower, upper, conf_level, digits = 3) {
  sprintf("%s%% CI %s", format_number(100 * conf_level),
          format_interval(lower, upper, digits))
}
