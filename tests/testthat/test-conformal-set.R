test_that("p-values count the calibration patients that are as unlike, and the new one", {
  calibration <- list(positive = c(0.2, 0.6, 0.8), negative = c(0.1, 0.3))
  found <- conformal_p_values(c(0.1, 0.6, 0.95), calibration)
  expect_equal(found$positive, c(1, 3, 4) / 4)
  # A low patient is the more unlike the higher the probability.
  expect_equal(found$negative, c(3, 1, 1) / 3)
})

test_that("a set is one status, either, or neither", {
  calibration <- list(positive = rep(0.9, 19), negative = rep(0.1, 19))
  expect_identical(
    conformal_set(c(0.95, 0.05, 0.5), calibration, 0.1, "high", "low"),
    c("high", "low", "neither")
  )
  expect_identical(conformal_set(0.5, calibration, 0.01, "high", "low"), "either")
})

test_that("a status with fewer than 1 / error - 1 patients is never ruled out", {
  calibration <- list(positive = rep(0.9, 8), negative = rep(0.1, 40))
  expect_identical(conformal_set(0, calibration, 0.1, "high", "low"), "either")
  calibration$positive <- rep(0.9, 10)
  expect_identical(conformal_set(0, calibration, 0.1, "high", "low"), "low")
})

test_that("sets hold the status of 90 % of exchangeable patients, of either status", {
  # 100 calibrations of 99 patients a status and 20 new patients each: the share is exact on average
  # over calibrations.
  holds <- with_local_seed(1, lapply(1:100, function(cohort) {
    score <- function(n, shift) stats::plogis(stats::rnorm(n, shift))
    calibration <- list(positive = score(99, 1), negative = score(99, 0))
    truth <- rep(c("high", "low"), each = 10)
    new <- c(score(10, 1), score(10, 0))
    set <- conformal_set(new, calibration, 0.1, "high", "low")
    data.frame(truth = truth, holds = set == "either" | set == truth)
  }))
  holds <- do.call(rbind, holds)
  expect_identical(nrow(holds), 2000L)
  expect_lt(abs(mean(holds$holds) - 0.9), 0.02)
  expect_lt(max(abs(tapply(holds$holds, holds$truth, mean) - 0.9)), 0.03)
})
