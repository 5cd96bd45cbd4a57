truth <- c("low", "low", "high", "low", "high", "high")
curve <- roc_youden(truth, c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9))

test_that("a summary is a list of plain tables of the result's class", {
  found <- summary(curve)
  expect_s3_class(found, c("summary.roc_youden", "result_summary"), exact = TRUE)
  expect_identical(found$operating_point, curve$operating_point)
  expect_output(returned <- withVisible(print(found)), "Operating point")
  expect_false(returned$visible)
  expect_identical(returned$value, found)
})

test_that("every result with a summary has one of this shape, that of audits and pairs aside", {
  space <- asNamespace("radiotmb")
  methods <- ls(space, pattern = "^summary[.]")
  own <- c("summary.published_audit", "summary.lesion_pairs")
  uses <- function(name) "new_summary" %in% all.names(body(space[[name]]))
  built <- vapply(setdiff(methods, own), uses, NA)
  expect_identical(names(built)[!built], character())
  expect_gt(length(built), 12)
})

test_that("tables are printed under their names, p-values as journals set them", {
  object <- structure(list(), class = "result")
  tests <- data.frame(test = c("a", "b"), statistic = 1:2, p_value = c(0.00001, 0.5))
  found <- new_summary(object, "A heading", hazard_ratios = tests, none_here = tests[0, ],
                       flags = "one flag")
  expect_identical(format(found), c(
    "A heading", "",
    "Hazard ratios", "  test  statistic  p_value", "  a             1  <0.001",
    "  b             2  0.500", "",
    "None here", "  none",
    "Note: one flag"
  ))
  expect_identical(utils::tail(format(found, n = 1), 5)[1], "  and 1 more")
})
