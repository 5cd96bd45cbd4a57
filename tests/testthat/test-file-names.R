# The R files beside their tests: in the sources of the project, or in the copy R CMD check keeps.
source_folder <- function() {
  places <- testthat::test_path(
    c("../../R", "../../00_pkg_src/radiotmb/R", "../../../00_pkg_src/radiotmb/R")
  )
  found <- places[file.exists(file.path(places, "radiotmb-package.R"))]
  testthat::skip_if(length(found) == 0, "the source files of the package are not here")
  found[1]
}

stems <- function(folder, pattern) sub("[.]R$", "", sub(pattern, "", dir(folder, "[.]R$")))

# Files without a function of their own.
without_test <- c("radiotmb-package", "reexports")

test_that("every R file has its test, or is named as methods or plot of one that has", {
  files <- stems(source_folder(), "^")
  tested <- sub("^test-", "", grep("^test-", stems(testthat::test_path("."), "^"), value = TRUE))
  concept <- sub("-(methods|plot)$", "", files)
  expect_identical(setdiff(files[!files %in% tested & !concept %in% tested], without_test),
                   character())
  expect_identical(setdiff(concept, files), character())
})

test_that("S3 methods are in files named methods, figures in files named plot", {
  folder <- source_folder()
  defined <- function(file, pattern) {
    any(grepl(paste0("^", pattern, "[.][a-z_.]+ <- function"), readLines(file.path(folder, file))))
  }
  files <- dir(folder, "[.]R$")
  methods <- vapply(files, defined, NA, "(format|print|summary|tidy|glance|augment)")
  plots <- vapply(files, defined, NA, "(autoplot|plot)")
  expect_identical(grep("-methods[.]R$", files[methods], value = TRUE, invert = TRUE), character())
  expect_identical(grep("-plot[.]R$", files[plots], value = TRUE, invert = TRUE), character())
  expect_gt(sum(methods), 10)
  expect_gt(sum(plots), 10)
})
