#' @rdname modelling-methods
#' @export
tidy.decision_curve <- function(x, ...) {
  broom_names(plain_frame(x), estimate = "model", old = FALSE)
}

#' @rdname modelling-methods
#' @export
format.decision_curve <- function(x, ...) {
  c(
    "Decision curve: net benefit per patient",
    format_columns(data.frame(
      threshold = x$threshold, model = x$model, interval = format_interval(x$lower, x$upper),
      all = x$all, none = x$none, acted_on = x$acted_on
    ))
  )
}

#' @rdname modelling-methods
#' @export
print.decision_curve <- function(x, ...) {
  print_curve(x, c("threshold", "model", "lower", "upper", "all", "none", "acted_on"))
}
