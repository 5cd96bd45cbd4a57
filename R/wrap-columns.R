# A data frame as the lines of a text table within the width of a terminal: where it is wider, its
# texts of several words are wrapped, those that need it sharing what the other columns leave.
wrap_columns <- function(table, width, indent = "  ") {
  lines <- format_columns(table, indent)
  wide <- vapply(table, \(column) is.character(column) && any(grepl(" ", column)), NA)
  if (max(nchar(lines)) <= width || !any(wide)) return(lines)
  columns <- format_each_column(table)
  natural <- vapply(columns, \(column) max(nchar(column)), 0L)
  room <- width - nchar(indent) - 2 * (length(columns) - 1)
  widths <- natural
  widths[wide] <- share_width(
    natural[wide], room - sum(natural[!wide]), vapply(columns[wide], longest_word, 0L)
  )
  rows <- do.call(cbind, columns)
  wrapped <- lapply(seq_len(nrow(rows)), \(i) wrap_row(trimws(rows[i, ], "right"), widths, "  "))
  paste0(indent, unlist(wrapped))
}

# Widths of columns that together fit a room: a column that needs no more than an equal share has
# what it needs, one whose longest word is longer has that, and the others share the rest.
share_width <- function(natural, room, longest_word = rep(0L, length(natural))) {
  widths <- pmin(natural, longest_word)
  open <- rep(TRUE, length(natural))
  while (any(open)) {
    share <- (room - sum(widths[!open])) %/% sum(open)
    settled <- open & (natural <= share | longest_word >= share)
    if (!any(settled)) break
    widths[settled] <- pmin(natural, pmax(longest_word, share))[settled]
    open <- open & !settled
  }
  widths[open] <- share
  widths
}

longest_word <- function(texts) max(nchar(unlist(strsplit(gsub("/", "/ ", texts), " "))))

# One row of a table as lines: each cell wrapped to the width of its column.
wrap_row <- function(cells, widths, gap = " ") {
  lines <- Map(wrap_cell, cells, widths)
  deepest <- max(lengths(lines), 1)
  padded <- Map(function(cell, width) {
    formatC(substr(c(cell, rep("", deepest - length(cell))), 1, width), width = -width)
  }, lines, widths)
  trimws(do.call(paste, c(unname(padded), sep = gap)), "right")
}

wrap_cell <- function(cell, width) {
  if (nchar(cell) <= width) return(cell)
  # strwrap() leaves a long word whole, so it is cut first: at a slash, where units break well.
  if (max(nchar(strsplit(cell, " ")[[1]]), 0) > width) cell <- gsub("/", "/ ", cell)
  strwrap(cell, width + 1)
}
