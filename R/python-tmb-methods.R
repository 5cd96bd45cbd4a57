#' @rdname compute_tmb
#' @param x A `radiotmb_burden` object.
#' @export
format.radiotmb_burden <- function(x, ...) {
  shown <- utils::head(x$burden, 10)
  c(
    sprintf("<radiotmb_burden> %d samples, %d high; %d variants, %d counted", nrow(x$burden),
            sum(x$burden$status == "high"), nrow(x$variants), sum(x$burden$mutations)),
    "",
    format_columns(data.frame(
      patient_id = shown$patient_id, lesion = shown$lesion, mutations = shown$mutations,
      megabases = shown$megabases, tmb = shown$tmb,
      interval = format_interval(shown$tmb_lower, shown$tmb_upper),
      status = paste0(shown$status, ifelse(shown$borderline, " (borderline)", ""))
    )),
    if (nrow(x$burden) > 10) sprintf("  and %d more samples", nrow(x$burden) - 10),
    format_flags(if (length(x$failures) > 0) paste("failed:", x$failures))
  )
}

#' @rdname compute_tmb
#' @export
print.radiotmb_burden <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname compute_tmb
#' @param object A `radiotmb_burden` object.
#' @export
summary.radiotmb_burden <- function(object, ...) {
  new_summary(
    object, format(object)[1], burden = object$burden, funnel = object$funnel,
    flags = if (length(object$failures) > 0) paste("failed:", object$failures)
  )
}
