# The scanners that a model has seen: the columns of the quality table that say what the scanner was
# and how it was set.
scanner_texts <- c("modality", "manufacturer", "scanner_model", "kernel", "contrast")
scanner_numbers <- c("slice_thickness_mm", "kvp")

scanner_seen <- function(quality, patient_id, call) {
  if (is.null(quality)) return(NULL)
  quality <- check_columns(quality, "quality", "patient_id", call)
  used <- quality[as.character(quality$patient_id) %in% patient_id, , drop = FALSE]
  seen <- function(columns, values) {
    found <- lapply(
      stats::setNames(nm = intersect(columns, names(used))), \(name) values(used[[name]])
    )
    found[lengths(found) > 0]
  }
  texts <- seen(scanner_texts, \(x) sort(unique(as.character(x[!is.na(x)])), method = "radix"))
  numbers <- seen(scanner_numbers, function(x) {
    x <- suppressWarnings(as.numeric(x))
    if (any(is.finite(x))) range(x[is.finite(x)])
  })
  if (length(texts) + length(numbers) == 0) return(NULL)
  as_object <- function(x) if (length(x) == 0) stats::setNames(list(), character()) else x
  list(texts = as_object(texts), numbers = as_object(numbers))
}

# For each row what no training patient has: "kernel B70f; kvp 140". Missing where the model or the
# row says nothing of the scanner.
scanner_unseen <- function(model, rows) {
  known <- c(names(model$scanner$texts), names(model$scanner$numbers))
  known <- intersect(known, names(rows))
  if (length(known) == 0) return(rep(NA_character_, nrow(rows)))
  vapply(seq_len(nrow(rows)), function(i) {
    said <- known[!is.na(unlist(lapply(rows[known], \(column) column[i])))]
    if (length(said) == 0) return(NA_character_)
    other <- Filter(\(name) is_unseen(model$scanner, name, rows[[name]][i]), said)
    paste(sprintf("%s %s", other, vapply(other, \(name) format(rows[[name]][i]), "")),
          collapse = "; ")
  }, character(1))
}

is_unseen <- function(scanner, name, value) {
  seen <- scanner$texts[[name]]
  if (!is.null(seen)) return(!as.character(value) %in% seen)
  range <- scanner$numbers[[name]]
  value <- suppressWarnings(as.numeric(value))
  is.na(value) || value < range[1] - 1e-6 || value > range[2] + 1e-6
}
