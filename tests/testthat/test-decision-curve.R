truth <- c("low", "low", "high", "low", "high", "high", "low", "high")
probability <- c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9, 0.2, 0.35)

test_that("net benefit follows its definition", {
  curve <- decision_curve(truth, probability, c(0.25, 0.5), bootstrap = 200)
  # At 0.25: 4 highs and 2 lows are called; at 0.5: 2 highs and 1 low.
  expect_equal(curve$model, c(4 / 8 - 2 / 8 * (1 / 3), 2 / 8 - 1 / 8))
  expect_equal(curve$all, c(4 / 8 - 4 / 8 * (1 / 3), 0))
  expect_equal(curve$none, c(0, 0))
  expect_true(all(curve$lower <= curve$model & curve$model <= curve$upper))
  expect_s3_class(autoplot(curve), "ggplot")
  expect_s3_class(curve, "data.frame")
})

test_that("thresholds are above 0 and below 1", {
  expect_error(decision_curve(truth, probability, c(0, 0.5)), "`thresholds`",
    class = "radiotmb_argument_error"
  )
})

test_that("the interval holds the true net benefit of another cohort's prevalence", {
  threshold <- c(0.2, 0.5, 0.8)
  truth <- with_local_seed(1, {
    p <- stats::plogis(stats::rnorm(4e5, -0.8, 1.2))
    y <- stats::runif(4e5) < p
    vapply(threshold, \(t) mean(net_benefit(y, p >= t, t)), numeric(1))
  })
  held <- with_local_seed(2, t(replicate(1000, {
    p <- stats::plogis(stats::rnorm(60, -0.8, 1.2))
    y <- stats::runif(60) < p
    found <- decision_curve(ifelse(y, "high", "low"), p, threshold, bootstrap = 400)
    found$lower <= truth & truth <= found$upper
  })))
  expect_true(all(colMeans(held) > 0.92))
})

test_that("a threshold that no one reaches has an interval, and one says how many are acted on", {
  curve <- decision_curve(truth, probability, c(0.5, 0.95), bootstrap = 200)
  expect_identical(curve$acted_on, c(3L, 0L))
  expect_identical(curve$model[2], 0)
  expect_true(curve$lower[2] < 0 && curve$upper[2] > 0)
})
