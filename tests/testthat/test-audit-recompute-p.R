test_that("the published counts give six p-values, none of them 0.296", {
  p <- recompute_p_values(matrix(c(3, 2, 5, 14), 2), paired = TRUE)
  expect_equal(round(p$p_value, 3), c(0.330, 0.516, 0.517, 0.257, 0.450, 0.453))
  expect_false(any(abs(p$p_value - 0.296) < 0.0005))
})

test_that("McNemar's test equals its formula", {
  p <- recompute_p_values(matrix(c(10, 4, 15, 20), 2), paired = TRUE)
  corrected <- p[p$test == "McNemar with continuity correction", ]
  expect_equal(corrected$statistic, (abs(15 - 4) - 1)^2 / 19)
  exact <- p[p$test == "exact McNemar (binomial)", ]
  expect_equal(exact$p_value, 2 * pbinom(4, 19, 0.5))
})

test_that("Fisher's tea tasting has its published p-value", {
  # Fisher (1935): 3 of 4 cups right, two-sided 0.4857.
  p <- recompute_p_values(matrix(c(3, 1, 1, 3), 2))
  expect_equal(p$p_value[p$test == "Fisher's exact test"], 0.4857, tolerance = 1e-4)
})

test_that("a table larger than 2 x 2 has no Yates correction, an empty margin no p-value", {
  expect_identical(nrow(recompute_p_values(matrix(1:6, 2))), 2L)
  expect_true(all(is.na(recompute_p_values(matrix(c(0, 0, 3, 4), 2))$p_value)))
  paired <- recompute_p_values(diag(c(3, 4)), paired = TRUE)
  expect_true(all(is.na(paired$p_value[4:6])))
})

test_that("wrong arguments are named", {
  expect_error(recompute_p_values(c(1, 2)), class = "radiotmb_argument_error", "`table`")
  expect_error(recompute_p_values(matrix(1:6, 2), paired = TRUE), class = "radiotmb_argument_error",
               "2 x 2")
})
