#' @rdname modelling-methods
#' @export
format.rfe_forest <- function(x, ...) {
  best <- x$profile$accuracy[x$profile$size == x$size]
  c(
    sprintf(
      "Recursive feature elimination: %d of %d features, mean inner accuracy %.3f",
      x$size, nrow(x$ranking), best
    ),
    sprintf(
      "%s by %s, %d trees, %d folds, seed %s", x$parameters$forest, x$parameters$engine,
      as.integer(x$parameters$trees), as.integer(x$parameters$folds), format(x$parameters$seed)
    ),
    sprintf("%3d  %s", seq_along(x$selected), x$selected),
    format_flags(x$flags)
  )
}

#' @rdname modelling-methods
#' @export
print.rfe_forest <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname modelling-methods
#' @export
summary.rfe_forest <- function(object, ...) {
  new_summary(
    object, format(object)[1:2], profile = object$profile, ranking = object$ranking,
    flags = object$flags
  )
}

#' @rdname modelling-methods
#' @export
tidy.rfe_forest <- function(x, ...) {
  broom_names(x$ranking, term = "feature", estimate = "importance")
}

#' @rdname modelling-methods
#' @export
glance.rfe_forest <- function(x, ...) {
  broom_names(data.frame(
    features = nrow(x$ranking), size = x$size,
    accuracy = x$profile$accuracy[x$profile$size == x$size],
    trees = x$parameters$trees, engine = x$parameters$engine, forest = x$parameters$forest
  ), estimate = "accuracy", method = "forest")
}
