test_that("the p-value equals counting every arrangement", {
  # All choose(7, 3) = 35 arrangements of 3 positives among 7 ranks.
  u <- apply(combn(7, 3), 2, sum) - 6
  for (k in 0:12) expect_equal(auc_p_value(k / 12, 3, 4), mean(u >= k))
})

test_that("it equals wilcox.test's exact one-sided p-value", {
  withr::local_seed(1)
  for (i in 1:20) {
    x <- rnorm(8)
    y <- rnorm(14, -0.5)
    exact <- wilcox.test(x, y, alternative = "greater", exact = TRUE)
    expect_equal(auc_p_value(exact$statistic[[1]] / 112, 8, 14), exact$p.value)
  }
})

test_that("a rounded AUC is taken for the one that the split can give", {
  expect_identical(auc_p_value(0.732, 8, 14), auc_p_value(82 / 112, 8, 14))
  # A tie: U = 78.5 is rounded down to 78, which makes the p-value larger.
  expect_identical(auc_p_value(0.701, 8, 14), auc_p_value(78 / 112, 8, 14))
})

test_that("wrong arguments are named", {
  expect_error(auc_p_value(1.1, 5, 5), class = "radiotmb_argument_error", "`auc`")
  expect_error(auc_p_value(0.5, 5, 0), class = "radiotmb_argument_error", "`negative`")
})
