#' @rdname modelling-methods
#' @export
tidy.decision_curve <- function(x, ...) {
  broom_names(plain_frame(x), estimate = "model", old = FALSE)
}
