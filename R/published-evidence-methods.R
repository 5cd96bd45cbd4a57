#' @rdname evidence_published
#' @export
print.published_evidence <- function(x, width = min(getOption("width"), 80), ...) {
  cat(format(x, width = width), sep = "\n")
  invisible(x)
}

#' @rdname evidence_published
#' @export
format.published_evidence <- function(x, width = 80, ...) {
  level <- sprintf("%g%% CI", 100 * x$conf_level)
  c(
    strwrap(evidence_sentences(x), width, exdent = 2),
    if (nrow(x$aucs) > 0) c("", "AUCs against chance", format_columns(data.frame(
      published = x$aucs$quantity, auc = x$aucs$auc,
      split = paste0(x$aucs$positive, "/", x$aucs$negative),
      interval = format_range(x$aucs$lower, x$aucs$upper), p = format_p_value(x$aucs$p_value),
      tried = x$aucs$tried, "adj. p" = format_p_value(x$aucs$p_adjusted), check.names = FALSE
    ))),
    if (nrow(x$null) > 0) c(
      "", "The chain on simulated images that know nothing (labels permuted)",
      format_columns(data.frame(
        published = x$null$quantity, selection = x$null$selection, runs = x$null$permutations,
        "mean (SD)" = sprintf("%.2f (%.2f)", x$null$mean, x$null$sd),
        "reach it" = format_percent(x$null$share),
        interval = paste(format_percent(x$null$lower), "to", format_percent(x$null$upper)),
        check.names = FALSE
      ))
    ),
    if (!is.null(x$shares)) c("", paste("Shares with exact", level), format_columns(data.frame(
      published = x$shares$quantity, count = paste(x$shares$numerator, "of", x$shares$denominator),
      share = format_percent(x$shares$estimate),
      interval = paste(format_percent(x$shares$lower), "to", format_percent(x$shares$upper))
    )))
  )
}

format_range <- function(lower, upper) sprintf("%.3f to %.3f", lower, upper)

format_percent <- function(x) sprintf("%.0f%%", 100 * x)

evidence_sentences <- function(x) {
  aucs <- x$aucs
  said <- character()
  if (nrow(aucs) > 0) {
    said <- sprintf(
      paste("Published AUCs: %d. Beyond chance at 0.05 by themselves: %d; after adjustment for the",
            "phases tried: %d."),
      nrow(aucs), sum(aucs$p_value < 0.05), sum(aucs$p_adjusted < 0.05)
    )
  }
  tables <- if (is.null(x$tables)) NULL else sprintf(
    paste(
      "%s: Fisher's p = %s, %s after adjustment for %d pair%s of phases. Its accuracy of %.3f",
      "compares with %.3f for giving everybody the commoner answer (p = %s that it exceeds it)."
    ),
    x$tables$quantity, format_p_value(x$tables$p_value), format_p_value(x$tables$p_adjusted),
    x$tables$tried, ifelse(x$tables$tried == 1, "", "s"), x$tables$accuracy, x$tables$majority,
    format_p_value(x$tables$p_majority)
  )
  c(said, tables, null_sentences(x$null))
}

null_sentences <- function(null) {
  vapply(unique(null$selection), function(selection) {
    rows <- null[null$selection == selection, ]
    sprintf(
      "With features selected %s the folds, %s of runs on images that know nothing reach the %s",
      if (selection == "leaky") "outside" else "inside",
      range_of(format_percent(sort(rows$share))), "published AUCs."
    )
  }, "", USE.NAMES = FALSE)
}

range_of <- function(sorted) {
  ends <- unique(c(sorted[1], sorted[length(sorted)]))
  paste(ends, collapse = " to ")
}

#' @rdname evidence_published
#' @export
summary.published_evidence <- function(object, ...) {
  new_summary(object, strwrap(evidence_sentences(object), 80, exdent = 2), counts = glance(object))
}

#' @rdname evidence_published
#' @export
tidy.published_evidence <- function(x, ...) broom_names(x$aucs, term = "id", estimate = "auc")

#' @rdname evidence_published
#' @export
glance.published_evidence <- function(x, ...) {
  reach <- function(selection) {
    share <- x$null$share[x$null$selection == selection]
    if (length(share) == 0) NA_real_ else max(share)
  }
  data.frame(
    aucs = nrow(x$aucs), exceed_chance = sum(x$aucs$p_value < 0.05),
    exceed_chance_adjusted = sum(x$aucs$p_adjusted < 0.05),
    largest_share_nested = reach("nested"), largest_share_leaky = reach("leaky")
  )
}
