#' Methods for comparisons of groups
#'
#' @param x,object A `group_comparison` object.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param labels A named vector of words for variables and the column of the groups.
#' @param ... Not used.
#' @return `format()` gives the printed lines, `print()` its argument invisibly. `summary()` gives
#'   the table `tests`, one row a variable, `tidy()` the whole table, `glance()` one row.
#'   `autoplot()` gives a ggplot of the p-values, and `plot()` draws it.
#' @name group_comparison-methods
#' @examples
#' patients <- data.frame(
#'   patient_id = 1:8, status = rep(c("high", "low"), each = 4),
#'   sex = c("m", "f", "m", "m", "f", "f", "m", "f"), age = c(51, 62, 70, 48, 66, 74, 59, 81)
#' )
#' compared <- compare_groups(patients, "status")
#' summary(compared)
#' plot(compared)
NULL

#' @rdname group_comparison-methods
#' @export
format.group_comparison <- function(x, ...) {
  shown <- x$table
  shown$p <- format_p_value(shown$p_value)
  shown$p[shown$test == ""] <- ""
  shown$variable[duplicated(shown$variable)] <- ""
  shown$statistic <- NULL
  shown$p_value <- NULL
  c(
    sprintf("<group_comparison> by %s: %s", x$group,
            paste(sprintf("%s %d", names(x$sizes), x$sizes), collapse = ", ")),
    "",
    format_columns(shown),
    format_flags(x$flags)
  )
}

#' @rdname group_comparison-methods
#' @export
print.group_comparison <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname group_comparison-methods
#' @export
summary.group_comparison <- function(object, ...) {
  new_summary(object, format(object)[1], tests = variable_tests(object), flags = object$flags)
}

# One row a variable.
variable_tests <- function(object) {
  tests <- object$table[object$table$test != "", ]
  rownames(tests) <- NULL
  tests[c("variable", "test", "rule", "statistic", "p_value")]
}

#' @rdname group_comparison-methods
#' @export
tidy.group_comparison <- function(x, ...) {
  # A group may have any name, a name of broom's too: its column stays.
  broom_names(x$table, term = "variable", method = "test", own = names(x$sizes))
}

#' @rdname group_comparison-methods
#' @export
glance.group_comparison <- function(x, ...) {
  tests <- variable_tests(x)
  data.frame(
    group = x$group, patients = sum(x$sizes), variables = nrow(tests),
    smallest_p_value = if (all(is.na(tests$p_value))) NA_real_ else min(tests$p_value, na.rm = TRUE)
  )
}
