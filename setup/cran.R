# Rscript cran.R LIBRARY PACKAGE...: installs packages from CRAN into LIBRARY where CRAN answers.
# Exit status 0: all are there; 1: CRAN does not answer or a package did not install.
arguments <- commandArgs(trailingOnly = TRUE)
library_path <- arguments[1]
.libPaths(c(library_path, .libPaths()))
missing <- Filter(function(p) !requireNamespace(p, quietly = TRUE), arguments[-1])
if (length(missing) == 0) quit(status = 0)

repository <- getOption("repos")[["CRAN"]]
if (identical(repository, "@CRAN@")) repository <- utils::getCRANmirrors(local.only = TRUE)$URL[1]
options(timeout = 20)
available <- tryCatch(
  suppressWarnings(utils::available.packages(repos = repository)),
  error = function(e) matrix(nrow = 0, ncol = 1)
)
if (nrow(available) == 0) {
  message("setup: CRAN does not answer")
  quit(status = 1)
}
message("setup: from CRAN: ", paste(missing, collapse = ", "))
options(timeout = 600)
utils::install.packages(missing, lib = library_path, repos = repository, quiet = TRUE)
quit(status = !all(vapply(missing, requireNamespace, logical(1), quietly = TRUE)))
