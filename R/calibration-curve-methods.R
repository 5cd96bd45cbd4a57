#' @rdname modelling-methods
#' @export
tidy.calibration_curve <- function(x, ...) {
  broom_names(plain_frame(x), estimate = "observed", old = FALSE)
}

#' @rdname modelling-methods
#' @export
format.calibration_curve <- function(x, ...) {
  c(
    sprintf("Calibration curve: %d groups of %d patients", nrow(x), sum(x$n)),
    format_columns(data.frame(
      predicted = x$predicted, observed = x$observed,
      interval = format_interval(x$lower, x$upper), n = x$n
    ))
  )
}

#' @rdname modelling-methods
#' @export
print.calibration_curve <- function(x, ...) {
  print_curve(x, c("predicted", "observed", "lower", "upper", "n"))
}

# Some columns of a curve are a data frame that kept its class.
print_curve <- function(x, columns) {
  if (all(columns %in% names(x))) cat(format(x), sep = "\n") else print(plain_frame(x))
  invisible(x)
}

plain_frame <- function(x) {
  class(x) <- "data.frame"
  x
}
