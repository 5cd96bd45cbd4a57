test_that("the standard error of Hanley and McNeil's CT images is theirs", {
  # Radiology 1982;143:29-36: area 0.893, 51 abnormal, 58 normal, SE 0.032.
  expect_lt(abs(hanley_mcneil(0.893, 51, 58)$se - 0.032), 0.001)
})

test_that("the interval is symmetric until it meets 0 or 1", {
  inner <- hanley_mcneil(0.7, 30, 30)
  expect_equal(inner$upper - 0.7, 0.7 - inner$lower)
  expect_identical(hanley_mcneil(0.99, 3, 3)$upper, 1)
  expect_equal(hanley_mcneil(0.3, 8, 14)$se, hanley_mcneil(0.7, 14, 8)$se)
})

test_that("wrong arguments are named", {
  expect_error(hanley_mcneil(1.1, 5, 5), class = "radiotmb_argument_error", "`auc`")
  expect_error(hanley_mcneil(0.5, 0, 5), class = "radiotmb_argument_error", "`positive`")
})
