#' @rdname modelling-methods
#' @export
tidy.calibration_curve <- function(x, ...) {
  broom_names(plain_frame(x), estimate = "observed", old = FALSE)
}

plain_frame <- function(x) {
  class(x) <- "data.frame"
  x
}
