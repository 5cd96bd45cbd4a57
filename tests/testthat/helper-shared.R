# A path to real data, or a skip with a reason. `make test` sets RADIOTMB_SHARED_DATA where the
# folder is there, because R CMD check runs the tests somewhere else.
shared_data <- function(...) {
  folder <- Sys.getenv("RADIOTMB_SHARED_DATA", unset = file.path("..", "..", "..", "shared", "data"))
  path <- file.path(folder, ...)
  testthat::skip_if_not(file.exists(path), paste("real data at", file.path(...)))
  path
}
