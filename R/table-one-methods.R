#' Methods for Table 1
#'
#' @param x,object A `table_one` object.
#' @param width Columns of the terminal.
#' @param labels Words for columns, as in `c(age = "Age (years)")`.
#' @param theme A ggplot2 theme laid over [theme_paper()].
#' @param ... Not used.
#' @return `as.data.frame()` gives the table as it is printed: a column for all patients and for
#'   each group with its size in the heading, the standardised difference with its interval, the
#'   test and its p-value. `format()` gives the printed lines, `print()` its argument invisibly.
#'   `summary()` gives the table `balance`, one row a variable, `tidy()` the whole table with the
#'   standardised difference as its estimate, `glance()` one row. `autoplot()` gives a ggplot of the
#'   standardised differences, and `plot()` draws it.
#' @name table_one-methods
#' @examples
#' patients <- data.frame(
#'   patient_id = 1:8, status = rep(c("high", "low"), each = 4),
#'   sex = c("m", "f", "m", "m", "f", "f", "m", "f"), age = c(51, 62, 70, 48, 66, 74, 59, 81)
#' )
#' first <- table_one(patients, "status")
#' as.data.frame(first)
#' summary(first)
#' plot(first)
NULL

#' @rdname table_one-methods
#' @export
as.data.frame.table_one <- function(x, ..., labels = NULL) {
  table <- x$table
  words <- label_ids(table$variable, labels, column_words)
  tested <- table$test != ""
  groups <- names(x$sizes)[x$sizes > 0]
  shown <- data.frame(
    ifelse(duplicated(table$variable), "", words), table$level, table$overall,
    table[groups],
    ifelse(!tested, "", ifelse(
      is.na(table$smd), "not estimable",
      paste0(sprintf("%.2f", table$smd), ifelse(is.na(table$smd_lower), "", sprintf(
        " (%.2f to %.2f)", table$smd_lower, table$smd_upper
      )))
    )),
    table$test, ifelse(tested, format_p_value(table$p_value), ""),
    check.names = FALSE
  )
  names(shown) <- c(
    "variable", "level", sprintf("overall (n = %d)", x$patients),
    sprintf("%s (n = %d)", groups, x$sizes[groups]),
    sprintf("SMD (%s%% CI)", format_number(100 * x$conf_level)), "test", "p"
  )
  shown
}

#' @rdname table_one-methods
#' @export
format.table_one <- function(x, width = getOption("width"), ...) {
  c(
    sprintf("<table_one> by %s", x$group), "",
    wrap_columns(as.data.frame(x), width),
    format_flags(x$flags)
  )
}

#' @rdname table_one-methods
#' @export
print.table_one <- function(x, ...) {
  cat(format(x, ...), sep = "\n")
  invisible(x)
}

#' @rdname table_one-methods
#' @export
summary.table_one <- function(object, ...) {
  new_summary(object, format(object)[1], balance = balance_of(object), flags = object$flags)
}

# One row a variable.
balance_of <- function(object) {
  rows <- object$table[object$table$test != "", ]
  rownames(rows) <- NULL
  rows[c("variable", "smd", "smd_lower", "smd_upper", "test", "p_value")]
}

#' @rdname table_one-methods
#' @export
tidy.table_one <- function(x, ...) {
  # A group may have any name, a name of broom's too: its column stays.
  broom_names(
    x$table, term = "variable", method = "test", estimate = "smd", conf.low = "smd_lower",
    conf.high = "smd_upper", own = names(x$sizes)
  )
}

#' @rdname table_one-methods
#' @export
glance.table_one <- function(x, ...) {
  balance <- balance_of(x)
  data.frame(
    group = x$group, patients = x$patients, variables = nrow(balance),
    largest_smd = if (all(is.na(balance$smd))) NA_real_ else max(balance$smd, na.rm = TRUE)
  )
}
