test_that("limits equal binom.test() for every count out of 9", {
  for (k in 0:9) {
    exact <- stats::binom.test(k, 9, conf.level = 0.9)$conf.int
    found <- clopper_pearson(k, 9, 0.9)
    expect_equal(c(found$lower, found$upper), as.numeric(exact), tolerance = 1e-12)
  }
})

test_that("nothing out of nothing has no estimate and every value in its interval", {
  found <- clopper_pearson(c(0, 3), c(0, 3))
  expect_identical(found$estimate, c(NA, 1))
  expect_identical(c(found$lower[1], found$upper[1]), c(0, 1))
})

test_that("a ratio of sums has the interval of the mean where all denominators are one", {
  x <- c(0.2, 0.5, 0.3, 0.9)
  expect_equal(
    unname(ratio_of_sums(x, rep(1, 4), 0.95)),
    c(mean(x), as.numeric(stats::t.test(x)$conf.int)), tolerance = 1e-12
  )
  expect_identical(unname(ratio_of_sums(1, 2, 0.95)), c(0.5, NA, NA))
  expect_true(all(is.na(ratio_of_sums(c(0, 0), c(0, 0), 0.95))))
})
