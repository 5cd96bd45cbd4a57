share <- function(hits) sprintf("%.3f", mean(hits))

print_table <- function(title, rows) {
  rows <- do.call(rbind, rows)
  cat("\n## ", title, "\n\n| ", paste(names(rows), collapse = " | "), " |\n", sep = "")
  cat("|", strrep("---|", ncol(rows)), "\n", sep = "")
  cat(paste0("| ", do.call(paste, c(rows, sep = " | ")), " |\n"), sep = "")
  flush(stdout())
}
