#' @rdname compare_published
#' @param x,object An object of class `published_comparison`.
#' @param width Columns of the terminal.
#' @param ... Ignored.
#' @export
print.published_comparison <- function(x, width = min(getOption("width"), 80), ...) {
  cat(format(x, width = width), sep = "\n")
  invisible(x)
}

#' @rdname compare_published
#' @export
format.published_comparison <- function(x, width = 80, ...) {
  here <- x[!is.na(x$study), ]
  absent <- x[is.na(x$study), ]
  table <- data.frame(
    id = here$id, published = estimate_words(here$published, here$published_lower,
                                             here$published_upper),
    here = estimate_words(here$study, here$study_lower, here$study_upper),
    "p of difference" = ifelse(is.na(here$p_difference), "",
                               format_p_value(here$p_difference)),
    check.names = FALSE
  )
  c(
    "Published results and this study",
    if (nrow(here) > 0) trimws(format_columns(table, indent = ""), "right"),
    if (any(is.na(here$published_lower))) {
      c("", strwrap(paste(
        "Without an interval: numbers published without what one is computed from (means and",
        "medians without a spread, p-values), and counts of all that there are."
      ), width))
    },
    if (nrow(absent) > 0) {
      c("", strwrap(sprintf("Not in this study: %s.", paste(absent$id, collapse = ", ")), width))
    }
  )
}

estimate_words <- function(estimate, lower, upper) {
  interval <- ifelse(is.na(lower), "", sprintf(" (%s)", format_interval(lower, upper, 2)))
  paste0(format_number(estimate, 4), interval)
}

#' @rdname compare_published
#' @export
summary.published_comparison <- function(object, ...) {
  all <- plain_frame(object)
  different <- all[!is.na(all$p_difference) & all$p_difference < 0.05, ]
  rownames(different) <- NULL
  new_summary(
    object, "Published results and this study", counts = glance(object), different = different
  )
}

#' @rdname compare_published
#' @export
tidy.published_comparison <- function(x, ...) {
  broom_names(
    plain_frame(x), term = "id", estimate = "study", conf.low = "study_lower",
    conf.high = "study_upper", p.value = "p_difference"
  )
}

#' @rdname compare_published
#' @export
glance.published_comparison <- function(x, ...) {
  data.frame(
    quantities = nrow(x), compared = sum(!is.na(x$study)), tested = sum(!is.na(x$p_difference)),
    different = sum(x$p_difference < 0.05, na.rm = TRUE)
  )
}
