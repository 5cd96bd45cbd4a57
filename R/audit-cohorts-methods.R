#' @rdname compatible_cohorts
#' @export
print.compatible_cohorts <- function(x, width = min(getOption("width"), 80), ...) {
  cat(format(x, width = width), sep = "\n")
  invisible(x)
}

#' @rdname compatible_cohorts
#' @export
format.compatible_cohorts <- function(x, width = 80, ...) {
  fitted <- if (length(x$conflicts) == 0) "all claims" else "the other claims"
  number <- nrow(x$cohorts)
  head <- if (!x$complete) {
    sprintf("More than %d cohorts fit %s; the ranges below are of all of them.", number, fitted)
  } else if (number == 1) {
    sprintf("One cohort fits %s.", fitted)
  } else {
    sprintf("%d cohorts fit %s.", number, fitted)
  }
  patients <- ifelse(x$cells$lowest == x$cells$highest, format(x$cells$lowest, trim = TRUE),
                     paste(x$cells$lowest, "to", x$cells$highest))
  claims <- x$claims
  open <- data.frame(
    claim = claims$id, published = claims$published, possible = claims$possible,
    p = ifelse(is.na(claims$p_lower), "", format_p_range(claims$p_lower, claims$p_upper)),
    check.names = FALSE
  )
  c(
    strwrap(c(format_conflicts(x), head), width, exdent = 2), "",
    format_columns(data.frame(cell = x$cells$cell, patients = patients)), "",
    wrap_table(open, width)
  )
}

#' @rdname compatible_cohorts
#' @export
summary.compatible_cohorts <- function(object, ...) {
  new_summary(
    object, format(object)[1], cells = object$cells,
    claims = object$claims[c("id", "published", "possible", "p_lower", "p_upper")]
  )
}

# What cannot be true together, and with what the rest was found.
format_conflicts <- function(x) {
  if (length(x$conflicts) == 0) return(NULL)
  together <- vapply(x$conflicts, function(ids) {
    sprintf("Not true together: %s.", paste(ids, collapse = ", "))
  }, "")
  out <- unique(x$claims$id[x$claims$left_out])
  kept <- x$claims$id[x$claims$verdict == "inconsistent" & !x$claims$left_out]
  stays <- if (length(kept) > 0) {
    sprintf("; %s stays, as nothing else says how many patients there are", kept[1])
  }
  c(together, "No cohort fits all claims.",
    paste0("Left out below: ", paste(out, collapse = ", "), stays, "."))
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
