#' Summaries of results
#'
#' `summary()` of a result is a list with a `heading`, the result's main tables as data frames and
#' its `flags`. It is of class `summary.X` for a result of class `X`, and prints every table in
#' full, up to `n` rows, long texts wrapped to the terminal.
#'
#' @param x A summary.
#' @param n Number of rows printed of each table.
#' @param width Columns of the terminal.
#' @param ... Not used.
#' @return `format()` gives the printed lines, `print()` its argument invisibly.
#' @examples
#' curve <- roc_youden(c("low", "low", "high", "low", "high", "high"), c(1, 3, 4, 5, 7, 9) / 10)
#' found <- summary(curve)
#' found
#' found$operating_point
#' @name result_summary-methods
NULL

#' @rdname result_summary-methods
#' @export
format.result_summary <- function(x, n = 20, width = getOption("width"), ...) {
  tables <- unclass(x)[vapply(x, is.data.frame, NA)]
  c(
    x$heading,
    unlist(lapply(names(tables), \(name) c("", format_titled(tables[[name]], name, n, width)))),
    format_flags(x$flags)
  )
}

#' @rdname result_summary-methods
#' @export
print.result_summary <- function(x, n = 20, width = getOption("width"), ...) {
  cat(format(x, n = n, width = width), sep = "\n")
  invisible(x)
}

# A table under its name: "hazard_ratios" becomes "Hazard ratios".
format_titled <- function(table, name, n, width) {
  title <- paste0(toupper(substr(name, 1, 1)), gsub("_", " ", substring(name, 2)))
  if (nrow(table) == 0) return(c(title, "  none"))
  shown <- as.data.frame(utils::head(table, n))
  shown[] <- Map(\(column, name) {
    if (grepl("(^p|^fdr|_p|^p_.*)$|p_value|p_adjusted", name)) return(format_p_value(column))
    if (is.numeric(column)) column else as.character(column)
  }, shown, names(shown))
  c(
    title, wrap_columns(shown, width),
    if (nrow(table) > n) sprintf("  and %d more", nrow(table) - n)
  )
}
