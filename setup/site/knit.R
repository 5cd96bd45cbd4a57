# Knits every vignette of the working folder to Markdown, with its title as the first heading.
for (file in list.files(pattern = "\\.Rmd$")) {
  name <- sub("\\.Rmd$", "", file)
  knitr::opts_chunk$set(fig.path = paste0(name, "-"), dev = "svg")
  out <- knitr::knit(file, paste0(name, ".md"), quiet = TRUE, envir = new.env())
  lines <- readLines(out, encoding = "UTF-8")
  head <- which(lines == "---")[1:2]
  title <- sub('^title: "?([^"]*)"?$', "\\1", grep("^title:", lines[head[1]:head[2]], value = TRUE))
  writeLines(c(paste("#", title), lines[-seq_len(head[2])]), out, useBytes = TRUE)
}
