#' @rdname audit_published
#' @param x,object An object of class `published_audit`.
#' @param width Columns of the terminal.
#' @param sentences `TRUE` prints the sentences under the table.
#' @param ... Ignored.
#' @export
print.published_audit <- function(x, width = min(getOption("width"), 80), sentences = TRUE, ...) {
  cat(format(x, width = width, sentences = sentences), sep = "\n")
  if (!is.null(x$comparison)) {
    cat("\n")
    print(x$comparison, width = width)
  }
  invisible(x)
}

#' @rdname audit_published
#' @export
format.published_audit <- function(x, width = 80, sentences = TRUE, ...) {
  shown <- x$checks[x$checks$check != "none", ]
  open <- x$checks[x$checks$check == "none", ]
  head <- sprintf("Audit of %d published values: %s", nrow(x$claims), count_verdicts(x$checks))
  lines <- c(strwrap(head, width), "", format_checks(shown, width))
  if (sentences && nrow(shown) > 0) lines <- c(lines, "", format_sentences(shown, width))
  if (nrow(open) > 0) {
    rest <- sprintf("Nothing published lets these %d be recomputed: %s.", nrow(open),
                    paste(open$claim, collapse = ", "))
    lines <- c(lines, "", strwrap(rest, width))
  }
  lines
}

count_verdicts <- function(checks) {
  counts <- table(factor(checks$verdict, audit_verdicts))
  paste(counts, names(counts), collapse = ", ")
}

format_checks <- function(checks, width) {
  if (nrow(checks) == 0) {
    return(strwrap(paste(
      "No claim names a check: the column `checks` says how a value can be recomputed, such as",
      "percentage(part = responders, whole = patients). The help of audit_published() lists them."
    ), width))
  }
  wrap_table(checks[c("claim", "published", "recomputed", "verdict")], width)
}

# Four columns, each wrapped to its share of the terminal: the third takes what the others leave.
# Where that is too little the claim stands on a line of its own, above the other columns.
wrap_table <- function(table, width) {
  longest <- vapply(table, function(column) max(nchar(column), 9L), 0L)
  widths <- pmin(longest, c(27L, 12L, 99L, max(nchar(audit_verdicts))))
  widths[3] <- width - sum(widths[-3]) - 3
  rows <- rbind(names(table), as.matrix(table))
  each <- seq_len(nrow(rows))
  if (widths[3] >= 10) return(unlist(lapply(each, function(i) wrap_row(rows[i, ], widths))))
  widths[3] <- max(width - sum(widths[c(2, 4)]) - 4, 10)
  unlist(lapply(each, function(i) c(rows[i, 1], paste0("  ", wrap_row(rows[i, -1], widths[-1])))))
}

format_sentences <- function(checks, width) {
  # What a reader must know comes first.
  order <- c("inconsistent", "odd", "not derivable", "consistent", "reproduced")
  unlist(lapply(order, function(verdict) {
    rows <- checks[checks$verdict == verdict, ]
    if (nrow(rows) == 0) return(NULL)
    assumed <- ifelse(rows$assumption == "", "", sprintf(
      " %s: %s.", if (verdict == "odd") "Possible with" else "Assuming", rows$assumption
    ))
    said <- sprintf("%s: %s%s", rows$claim, rows$sentence, assumed)
    c(toupper(verdict), unlist(lapply(said, strwrap, width = width, indent = 2, exdent = 4)))
  }))
}

#' @rdname audit_published
#' @export
summary.published_audit <- function(object, ...) {
  checks <- object$checks
  counts <- table(factor(checks$verdict, audit_verdicts))
  new_summary(
    object, sprintf("Audit of %d published values", nrow(object$claims)),
    verdicts = data.frame(verdict = names(counts), checks = as.integer(counts)),
    inconsistent = checks[checks$verdict == "inconsistent", c("claim", "check", "sentence")],
    odd = checks[checks$verdict == "odd", c("claim", "check", "assumption", "sentence")]
  )
}

#' @rdname audit_published
#' @export
tidy.published_audit <- function(x, ...) broom_names(x$checks, term = "claim")

#' @rdname audit_published
#' @export
glance.published_audit <- function(x, ...) {
  counts <- table(factor(x$checks$verdict, audit_verdicts))
  data.frame(
    claims = nrow(x$claims), checks = nrow(x$checks), reproduced = counts[["reproduced"]],
    consistent = counts[["consistent"]], odd = counts[["odd"]],
    inconsistent = counts[["inconsistent"]],
    not_derivable = counts[["not derivable"]]
  )
}

verdict_colours <- function() c(
  reproduced = green, consistent = blue, odd = violet, inconsistent = crimson,
  "not derivable" = grey
)
