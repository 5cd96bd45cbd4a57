#' @rdname modelling-methods
#' @export
format.correlation_filter <- function(x, ...) {
  c(
    sprintf(
      "Correlation filter: %d of %d features kept at |r| <= %s (%s)",
      length(x$kept), length(x$kept) + length(x$dropped), format(x$cutoff), x$algorithm
    ),
    if (length(x$constant) > 0) sprintf("%d constant features dropped", length(x$constant))
  )
}

#' @rdname modelling-methods
#' @export
print.correlation_filter <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname modelling-methods
#' @export
summary.correlation_filter <- function(object, ...) {
  new_summary(object, format(object), features = filtered_features(object))
}

#' @rdname modelling-methods
#' @export
tidy.correlation_filter <- function(x, ...) broom_names(filtered_features(x), term = "feature")

filtered_features <- function(x) {
  data.frame(
    feature = c(x$kept, x$dropped),
    kept = rep(c(TRUE, FALSE), c(length(x$kept), length(x$dropped)))
  )
}

#' @rdname modelling-methods
#' @export
glance.correlation_filter <- function(x, ...) {
  broom_names(data.frame(
    kept = length(x$kept), dropped = length(x$dropped), constant = length(x$constant),
    cutoff = x$cutoff, algorithm = x$algorithm
  ), method = "algorithm")
}
