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

test_that("the summary of every result is of class summary.X and prints by one method", {
  space <- asNamespace("radiotmb")
  methods <- ls(space, pattern = "^summary[.]")
  uses <- function(name) "new_summary" %in% all.names(body(space[[name]]))
  built <- vapply(methods, uses, NA)
  expect_identical(names(built)[!built], character())
  expect_gt(length(built), 14)
  expect_identical(ls(space, pattern = "^(print|format)[.]summary[.]"), character())
})

test_that("every printed result has a summary, tables that are data frames aside", {
  space <- asNamespace("radiotmb")
  printed <- sub("^print[.]", "", ls(space, pattern = "^print[.]"))
  summarised <- sub("^summary[.]", "", ls(space, pattern = "^summary[.]"))
  expect_setequal(
    setdiff(printed, c(summarised, "result_summary")),
    c("calibration_curve", "decision_curve", "model_predictions", "nested_cv_control")
  )
})

test_that("pairs and audits have summaries whose tables are those of the result", {
  pairs <- compare_lesions(data.frame(
    patient_id = rep(c("a", "b", "c"), each = 2), lesion = c("primary", "metastasis"),
    mutations = c(30, 9, 5, 6, 14, 15), megabases = 1.2
  ))
  found <- summary(pairs)
  expect_s3_class(found, c("summary.lesion_pairs", "result_summary"), exact = TRUE)
  expect_identical(found[c("tests", "ratios", "chance", "discordant")],
                   unclass(pairs)[c("tests", "ratios", "chance", "discordant")])
  expect_identical(found$cells$primary_only, 1L)

  audit <- audit_published()
  found <- summary(audit)
  expect_s3_class(found, c("summary.published_audit", "result_summary"), exact = TRUE)
  expect_identical(sum(found$verdicts$checks), nrow(audit$checks))
  expect_lte(max(nchar(format(found, width = 100))), 100)
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
