# Prints, as JSON, the texts of R's conditions and flags: kind, file and text. What a text fills in
# stands as an ellipsis.
#
# usage: Rscript r_messages.R FOLDER
gap <- "\u2026"

# The text of an expression: strings, and strings that paste() and sprintf() join.
text_of <- function(e) {
  if (is.character(e)) return(gsub("%%", "%", gsub("%[-+ 0-9.]*[sdfgi]", gap, e), fixed = FALSE))
  if (is.call(e)) {
    name <- if (is.name(e[[1]])) as.character(e[[1]]) else ""
    given <- as.list(e)[-1]
    keep <- if (is.null(names(given))) rep(TRUE, length(given)) else names(given) == ""
    if (name == "sprintf") return(text_of(given[[1]]))
    if (name %in% c("paste", "paste0")) {
      return(paste(vapply(given[keep], text_of, ""), collapse = if (name == "paste") " " else ""))
    }
  }
  gap
}

says_something <- function(text) grepl("[A-Za-z]{3,} +\\S", gsub(gap, "", text, fixed = TRUE))

# All strings with words in an expression, each with what it is pasted to.
flags_in <- function(e) {
  if (is.character(e) || (is.call(e) && as.character(e[[1]])[1] %in% c("paste", "paste0", "sprintf"))) {
    return(Filter(says_something, text_of(e)))
  }
  if (is.call(e) || is.pairlist(e) || is.expression(e)) {
    return(unlist(lapply(as.list(e), function(part) {
      if (missing(part) || is.name(part)) NULL else flags_in(part)
    })))
  }
  NULL
}

found <- list()
keep <- function(kind, file, texts) {
  for (text in texts) found[[length(found) + 1]] <<- list(kind = kind, file = file, text = text)
}

walk <- function(e, file) {
  if (!is.call(e)) return(invisible())
  name <- if (is.name(e[[1]])) as.character(e[[1]]) else ""
  if (name %in% c("abort_data", "abort_missing", "warn_data")) {
    keep(if (name == "warn_data") "warning" else "error", file,
         Filter(says_something, text_of(e[[2]])))
  } else if (name %in% c("<-", "=") && is.name(e[[2]]) && is.call(e[[3]]) &&
    identical(e[[3]][[1]], as.name("function")) && grepl("^flag_|_flags$", as.character(e[[2]])) &&
    !as.character(e[[2]]) %in% "format_flags") {
    keep("flag", file, flags_in(e[[3]][[3]]))
    return(invisible())
  } else if (!is.null(names(e)) && "flags" %in% names(e)) {
    keep("flag", file, flags_in(e[["flags"]]))
  }
  for (part in as.list(e)) if (!missing(part)) walk(part, file)
}

for (file in list.files(commandArgs(trailingOnly = TRUE)[1], "\\.R$", full.names = TRUE)) {
  for (line in parse(file, encoding = "UTF-8")) walk(line, basename(file))
}
cat(jsonlite::toJSON(found, auto_unbox = TRUE))
