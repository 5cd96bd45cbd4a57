#' Methods for the check of a study
#'
#' @param x,object A `study_check` object.
#' @param ... Not used.
#' @return `format()` gives the printed lines, `print()` its argument invisibly. `summary()` gives
#'   the tables `notes`, `models` and `expected`, `tidy()` the notes, `glance()` one row.
#' @name study_check-methods
NULL

#' @rdname study_check-methods
#' @export
format.study_check <- function(x, ...) {
  said <- c("nothing to say", "notes", "cannot be run as it is")[x$status + 1]
  notes <- x$notes
  lines <- sprintf("  %s: %s: %s", notes$level, notes$subject, notes$message)
  remedies <- ifelse(nzchar(notes$remedy), paste0("    ", notes$remedy), NA)
  c(
    sprintf("<study_check> %s", said),
    stats::na.omit(c(rbind(lines, remedies))),
    if (nrow(x$models) > 0) c("", format_columns(x$models))
  )
}

#' @rdname study_check-methods
#' @export
print.study_check <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname study_check-methods
#' @export
summary.study_check <- function(object, ...) {
  new_summary(
    object, format(object)[1], notes = object$notes, models = object$models,
    expected = object$expected
  )
}

#' @rdname study_check-methods
#' @export
tidy.study_check <- function(x, ...) x$notes

#' @rdname study_check-methods
#' @export
glance.study_check <- function(x, ...) {
  data.frame(
    status = x$status, errors = sum(x$notes$level == "error"),
    warnings = sum(x$notes$level == "warning"), models = nrow(x$models)
  )
}
