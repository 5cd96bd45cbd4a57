# Runs the R blocks of one page: a file a line on standard input, its outcome a line back, as
# python_session.py does for Python.
options(width = 90, cli.num_colors = 1L)
names <- new.env(parent = globalenv())

run <- function(source, figures) {
  said <- tempfile()
  connection <- file(said, "w", encoding = "UTF-8")
  sink(connection)
  files <- paste0(figures, "-%02d.svg")
  grDevices::svg(files, width = 6.5, height = 4.3, onefile = FALSE)
  error <- tryCatch(
    {
      for (line in parse(source, encoding = "UTF-8")) {
        found <- withVisible(eval(line, names))
        if (found$visible) print(found$value)
      }
      NULL
    },
    error = conditionMessage
  )
  grDevices::dev.off()
  sink()
  close(connection)
  # The device writes an empty picture where nothing was drawn.
  drawn <- Filter(function(file) {
    file.exists(file) && any(grepl("<(path|use|rect)", readLines(file)))
  }, sprintf(files, 1:20))
  list(
    text = paste(readLines(said, encoding = "UTF-8"), collapse = "\n"), figures = as.list(drawn),
    error = error
  )
}

input <- file("stdin", "r")
while (length(line <- readLines(input, 1)) > 0) {
  asked <- jsonlite::fromJSON(line)
  outcome <- run(asked[1], asked[2])
  cat(jsonlite::toJSON(outcome, auto_unbox = TRUE, null = "null"), "\n", sep = "")
  flush(stdout())
}
