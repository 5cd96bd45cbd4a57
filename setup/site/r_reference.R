# Writes each help page of man/ as a fragment of HTML, and what it is about as a line of topics.csv.
#
# usage: Rscript r_reference.R MAN FOLDER
#
# A link to a topic of radiotmb leads to its page; one to another package's keeps its words alone.
given <- commandArgs(trailingOnly = TRUE)
files <- list.files(given[1], "\\.Rd$", full.names = TRUE)
pages <- lapply(files, tools::parse_Rd)

part <- function(rd, tag) rd[vapply(rd, attr, "", "Rd_tag") == tag]
words <- function(x) trimws(gsub("\\s+", " ", paste(unlist(x), collapse = "")))

name <- sub("\\.Rd$", "", basename(files))
aliases <- lapply(pages, function(rd) vapply(part(rd, "\\alias"), words, ""))
links <- stats::setNames(rep(paste0(name, ".md"), lengths(aliases)), unlist(aliases))

for (i in seq_along(files)) {
  out <- file.path(given[2], paste0(name[i], ".html"))
  # It warns of each link to another package.
  suppressWarnings(tools::Rd2HTML(
    pages[[i]], out, package = "radiotmb", Links = links, Links2 = character(),
    stages = c("build", "install", "render"), stylesheet = ""
  ))
}
topics <- data.frame(
  name = name,
  title = vapply(pages, function(rd) words(part(rd, "\\title")), ""),
  aliases = vapply(aliases, paste, "", collapse = " ")
)
utils::write.csv(topics, file.path(given[2], "topics.csv"), row.names = FALSE)
