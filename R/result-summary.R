# What summary() of every result returns: a list of a heading (lines of text) and tables (data
# frames) of class `summary.X`, printed table by table under its name.
new_summary <- function(object, heading, ..., flags = NULL) {
  structure(
    c(list(heading = heading), list(...), list(flags = as.character(flags))),
    class = c(paste0("summary.", class(object)[1]), "result_summary")
  )
}
