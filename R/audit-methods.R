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
  if (nrow(checks) == 0) return("No claim names a check.")
  wrap_table(checks[c("claim", "published", "recomputed", "verdict")], width)
}

# Four columns, each wrapped to its share of the terminal: the third takes what the others leave.
wrap_table <- function(table, width) {
  longest <- vapply(table, function(column) max(nchar(column), 9L), 0L)
  widths <- pmin(longest, c(27L, 12L, 99L, max(nchar(audit_verdicts))))
  widths[3] <- max(width - sum(widths[-3]) - 3, 10)
  rows <- rbind(names(table), as.matrix(table))
  unlist(lapply(seq_len(nrow(rows)), function(i) wrap_row(rows[i, ], widths)))
}

wrap_row <- function(cells, widths) {
  # strwrap() leaves a long word whole, so it is cut first: at a slash, where units break well.
  lines <- Map(function(cell, width) {
    if (max(nchar(strsplit(cell, " ")[[1]]), 0) > width) cell <- gsub("/", "/ ", cell)
    strwrap(cell, width + 1)
  }, cells, widths)
  deepest <- max(lengths(lines), 1)
  padded <- Map(function(cell, width) {
    formatC(substr(c(cell, rep("", deepest - length(cell))), 1, width), width = -width)
  }, lines, widths)
  trimws(do.call(paste, unname(padded)), "right")
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
  structure(
    list(
      claims = nrow(object$claims), verdicts = table(factor(checks$verdict, audit_verdicts)),
      inconsistent = checks[checks$verdict == "inconsistent", c("claim", "check", "sentence")],
      odd = checks[checks$verdict == "odd", c("claim", "check", "assumption", "sentence")]
    ),
    class = "summary.published_audit"
  )
}

#' @export
print.summary.published_audit <- function(x, ...) {
  cat(sprintf("%d published values\n", x$claims))
  cat(sprintf("  %2d %s\n", x$verdicts, names(x$verdicts)), sep = "")
  if (nrow(x$inconsistent) > 0) {
    cat("Cannot be true together, as stated:\n")
    said <- sprintf("%s: %s", x$inconsistent$claim, x$inconsistent$sentence)
    cat(unlist(lapply(said, strwrap, width = 78, indent = 2, exdent = 4)), sep = "\n")
  }
  if (nrow(x$odd) > 0) {
    cat("Possible only in another reading than the plain one:\n")
    said <- sprintf("%s: %s", x$odd$claim, x$odd$assumption)
    cat(unlist(lapply(said, strwrap, width = 78, indent = 2, exdent = 4)), sep = "\n")
  }
  invisible(x)
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

verdict_colours <- c(
  reproduced = "#009E73", consistent = "#0072B2", odd = "#E69F00", inconsistent = "#D55E00",
  "not derivable" = "grey60"
)
