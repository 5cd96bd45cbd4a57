wilcox_p <- function(x, y) {
  unname(apply(x, 2, function(column) {
    first <- y == levels(y)[1]
    suppressWarnings(stats::wilcox.test(column[first], column[!first]))$p.value
  }))
}

test_that("p-values equal wilcox.test's, exact, normal and with ties", {
  for (n in c(6, 24, 77, 120)) {
    for (first in unique(pmax(1, c(1, round(n / 3), round(n / 2))))) {
      y <- factor(rep(c("a", "b"), c(first, n - first)))
      x <- with_local_seed(n + first, {
        cbind(
          matrix(stats::rnorm(n * 20), n), matrix(stats::rpois(n * 20, 3), n),
          round(matrix(stats::rnorm(n * 20), n), 1)
        )
      })
      colnames(x) <- paste0("f", seq_len(ncol(x)))
      expect_equal(screen_wilcoxon(x, y)$p_value, wilcox_p(x, y), tolerance = 1e-12)
    }
  }
})

test_that("p-values equal wilcox.test's on real radiomics tables within 1e-12", {
  for (name in shared_tables) {
    data <- shared_table(name)
    found <- screen_wilcoxon(data$x, data$y)$p_value
    reference <- wilcox_p(data$x, data$y)
    expect_lt(max(abs(found - reference), na.rm = TRUE), 1e-12)
    expect_identical(is.nan(found), is.nan(reference))
  }
})

test_that("the statistic is W of the first level and complements to n1 n2", {
  data <- study_table(seed = 3)
  forward <- screen_wilcoxon(data$x, data$y)
  backward <- screen_wilcoxon(data$x, factor(data$y, levels = c("high", "low")))
  reference <- stats::wilcox.test(data$x[, 7] ~ data$y)
  expect_identical(forward$statistic[7], unname(reference$statistic))
  expect_equal(forward$statistic + backward$statistic, rep(8 * 16, ncol(data$x)))
  expect_identical(forward$p_value, backward$p_value)
})

test_that("a hand-computed case: complete separation of 3 and 3 has p = 0.1", {
  x <- cbind(f = c(1, 2, 3, 4, 5, 6))
  found <- screen_wilcoxon(x, factor(rep(c("a", "b"), each = 3)), alpha = 0.11)
  expect_equal(found$p_value, 0.1)
  expect_identical(found$statistic, 0)
  expect_true(found$selected)
})

test_that("a monotone transformation changes nothing", {
  data <- study_table(shift = 1)
  expect_identical(screen_wilcoxon(data$x, data$y), screen_wilcoxon(exp(data$x), data$y))
})

test_that("a constant column has no p-value and is not selected", {
  data <- study_table(features = 3)
  found <- screen_wilcoxon(cbind(data$x, flat = 1), data$y)
  expect_true(is.nan(found$p_value[4]))
  expect_false(found$selected[4])
})

test_that("bad input is refused with its name", {
  data <- study_table(features = 3)
  expect_error(screen_wilcoxon(data$x, data$y[-1]), "24 rows", class = "radiotmb_argument_error")
  expect_error(screen_wilcoxon(data$x, rep("a", 24)), "two classes, not 1",
    class = "radiotmb_data_error"
  )
  expect_error(screen_wilcoxon(data$x, c(NA, data$y[-1])), "missing", class = "radiotmb_data_error")
  expect_error(screen_wilcoxon(data$x, data$y, alpha = "a"), "`alpha`",
    class = "radiotmb_argument_error"
  )
})
