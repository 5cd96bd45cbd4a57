#' @rdname compatible_cohorts
#' @export
print.compatible_cohorts <- function(x, width = min(getOption("width"), 80), ...) {
  cat(format(x, width = width), sep = "\n")
  invisible(x)
}

#' @rdname compatible_cohorts
#' @export
format.compatible_cohorts <- function(x, width = 80, ...) {
  number <- nrow(x$cohorts)
  head <- if (!x$complete) {
    sprintf("More than %d cohorts fit all claims; the ranges below are of all of them.", number)
  } else if (number == 1) {
    "One cohort fits all claims."
  } else {
    sprintf("%d cohorts fit all claims.", number)
  }
  patients <- ifelse(x$cells$lowest == x$cells$highest, format(x$cells$lowest, trim = TRUE),
                     paste(x$cells$lowest, "to", x$cells$highest))
  claims <- x$claims
  open <- data.frame(
    claim = claims$id, published = claims$published, possible = claims$possible,
    p = ifelse(is.na(claims$p_lower), "", format_p_range(claims$p_lower, claims$p_upper)),
    check.names = FALSE
  )
  said <- vapply(x$conflicts, function(ids) {
    sprintf("Not true together: %s.", paste(ids, collapse = ", "))
  }, "")
  c(
    strwrap(c(said, head), width, exdent = 2), "",
    format_columns(data.frame(cell = x$cells$cell, patients = patients)), "",
    wrap_table(open, width)
  )
}

format_p_range <- function(lower, upper) {
  ends <- cbind(format_p_value(lower), format_p_value(upper))
  ifelse(ends[, 1] == ends[, 2], ends[, 1], paste(ends[, 1], "to", ends[, 2]))
}

#' @rdname compatible_cohorts
#' @export
tidy.compatible_cohorts <- function(x, ...) {
  broom_names(x$claims, term = "id", method = "check")
}

#' @rdname compatible_cohorts
#' @export
glance.compatible_cohorts <- function(x, ...) {
  data.frame(
    cohorts = nrow(x$cohorts), complete = x$complete, claims = nrow(x$claims),
    settled = sum(x$claims$values == 1), conflicts = length(x$conflicts)
  )
}
