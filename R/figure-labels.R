# The words for ids: those of a named vector where it has them, else what `otherwise` makes of them.
label_ids <- function(ids, labels, otherwise = identity, call = rlang::caller_env()) {
  if (!is.null(labels) && (!is.character(labels) || is.null(names(labels)))) {
    abort_argument("labels", 'a named vector, such as c(age = "Age (years)")', labels, call)
  }
  words <- otherwise(as.character(ids))
  known <- as.character(ids) %in% names(labels)
  words[known] <- labels[as.character(ids)[known]]
  unname(words)
}

# A feature's name in words, whether PyRadiomics' or a clinical column's.
words_of_column <- function(name) {
  words <- feature_label(name)
  ifelse(words == name, column_words(name), words)
}

# A column as a reader reads it: its own words where it has some, else "T stage" for "t_stage".
column_words <- function(name) {
  known <- label_words()$column
  words <- gsub("[_.]+", " ", name)
  words <- capitalised(words)
  found <- tolower(name) %in% names(known)
  words[found] <- known[tolower(name[found])]
  unname(words)
}

capitalised <- function(text) paste0(toupper(substr(text, 1, 1)), substring(text, 2))

# Long labels on several lines.
wrap_label <- function(text, width = 60) {
  vapply(text, \(one) paste(strwrap(one, width), collapse = "\n"), "", USE.NAMES = FALSE)
}

# Marks of an axis of counts: whole numbers only.
whole_breaks <- function(limits) unique(round(pretty(c(0, limits), 5)))

# "= 0.042" or "< 0.001"
p_with_sign <- function(p) {
  text <- format_p_value(p)
  ifelse(startsWith(text, "<"), sub("<", "< ", text), paste("=", text))
}

# "95% CI"
interval_words <- function(conf_level) sprintf("%s%% CI", format_number(100 * conf_level))
