#' @rdname nested_cv_control
#' @param x A `nested_cv_control` object.
#' @export
format.nested_cv_control <- function(x, ...) {
  defaults <- control_defaults()
  other <- control_options[!mapply(identical, unclass(x), unclass(defaults)[names(x)])]
  values <- vapply(other, \(name) paste(deparse(x[[name]]), collapse = " "), character(1))
  c(
    sprintf(
      "<nested_cv_control> %d options, %d other than the default", length(control_options),
      length(other)
    ),
    sprintf("  %s = %s", other, values)
  )
}

#' @rdname nested_cv_control
#' @export
print.nested_cv_control <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}
