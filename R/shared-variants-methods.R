#' @rdname gene_ranking-methods
#' @export
format.variant_sharing <- function(x, ...) {
  c(
    sprintf("<variant_sharing> %d patients", nrow(x$patients)),
    sprintf("  variants: %d shared, %d private to a primary, %d private to a metastasis",
            sum(x$patients$shared), sum(x$patients$primary_private),
            sum(x$patients$metastasis_private)),
    "",
    format_columns(data.frame(
      measure = x$measures$measure, n = x$measures$n, estimate = x$measures$estimate,
      interval = format_interval(x$measures$lower, x$measures$upper)
    )),
    format_flags(x$flags)
  )
}

#' @rdname gene_ranking-methods
#' @export
print.variant_sharing <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname gene_ranking-methods
#' @export
summary.variant_sharing <- function(object, ...) {
  new_summary(
    object, format(object)[1:2], measures = object$measures, patients = object$patients,
    flags = object$flags
  )
}

#' @rdname gene_ranking-methods
#' @export
tidy.variant_sharing <- function(x, ...) broom_names(x$measures, term = "measure")

#' @rdname gene_ranking-methods
#' @export
glance.variant_sharing <- function(x, ...) {
  broom_names(data.frame(
    patients = nrow(x$patients), shared = sum(x$patients$shared),
    primary_private = sum(x$patients$primary_private),
    metastasis_private = sum(x$patients$metastasis_private), jaccard = x$measures$estimate[2],
    lower = x$measures$lower[2], upper = x$measures$upper[2], method = x$measures$measure[2]
  ), estimate = "jaccard")
}

#' @rdname gene_ranking-methods
#' @export
augment.variant_sharing <- function(x, ...) x$patients
