test_that("names and single values stay, data become the name of their class", {
  keep <- function(...) stored_call(match.call())
  expect_identical(
    deparse(keep(features, labels, trees = 20, positive = "high")),
    "keep(features, labels, trees = 20, positive = \"high\")"
  )
  given <- do.call(keep, list(data.frame(a = 1), trees = 20))
  expect_identical(as.character(given[[2]]), "<data.frame>")
  expect_lt(as.numeric(utils::object.size(do.call(keep, list(stats::rnorm(1e4))))), 5000)
})
