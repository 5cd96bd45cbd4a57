#' @rdname fit_combat
#' @export
format.combat <- function(x, ...) {
  c(
    sprintf(
      "ComBat: %d features, %d batches (%s)", length(x$sd), nrow(x$batches),
      name_some(sprintf("%s: %d", x$batches$batch, x$batches$n))
    ),
    if (nrow(x$beta) > 0) sprintf("Kept: %s", name_some(rownames(x$beta))),
    format_flags(x$flags)
  )
}

#' @rdname fit_combat
#' @export
print.combat <- function(x, ...) {
  cat(format(x), sep = "\n")
  cat("\nMean shift and spread of each batch, in standard deviations of the features:\n")
  shown <- data.frame(
    x$batches, shift = round(rowMeans(x$gamma), 3), spread = round(rowMeans(sqrt(x$delta)), 3)
  )
  print(shown, row.names = FALSE)
  invisible(x)
}

#' @rdname fit_combat
#' @export
summary.combat <- function(object, ...) {
  new_summary(
    object, format(object)[1],
    batches = data.frame(
      object$batches, shift = rowMeans(object$gamma), spread = rowMeans(sqrt(object$delta))
    ),
    flags = object$flags
  )
}

#' @rdname fit_combat
#' @export
tidy.combat <- function(x, ...) {
  data.frame(
    batch = rep(x$batches$batch, times = ncol(x$gamma)),
    feature = rep(colnames(x$gamma), each = nrow(x$gamma)),
    gamma = as.vector(x$gamma), delta = as.vector(x$delta)
  )
}

#' @rdname fit_combat
#' @export
glance.combat <- function(x, ...) {
  data.frame(
    features = length(x$sd), batches = nrow(x$batches), n = sum(x$batches$n),
    kept = nrow(x$beta), flags = paste(x$flags, collapse = "; ")
  )
}
