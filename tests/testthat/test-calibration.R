truth <- c("low", "low", "high", "low", "high", "high", "low", "high")
probability <- c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9, 0.2, 0.35)

test_that("hand-computed average precision and Brier score", {
  found <- calibration_measures(truth, probability, bootstrap = 100)
  # Highs stand at ranks 1, 2, 4 and 5 of the descending scores.
  expect_equal(found$estimate[found$measure == "pr_auc"], mean(c(1, 1, 3 / 4, 4 / 5)))
  expect_equal(
    found$estimate[found$measure == "brier"], mean((probability - (truth == "high"))^2)
  )
})

test_that("tied scores count as one threshold", {
  # One threshold takes in everyone: precision is the share of positives.
  expect_equal(average_precision(c(TRUE, FALSE, FALSE, TRUE), rep(0.5, 4)), 0.5)
  expect_equal(average_precision(c(TRUE, FALSE, TRUE), c(0.9, 0.9, 0.1)), 0.5 * 1 / 2 + 0.5 * 2 / 3)
})

test_that("calibrated probabilities have slope 1 and intercept 0 within their intervals", {
  data <- with_local_seed(3, {
    p <- stats::runif(4000, 0.05, 0.95)
    list(p = p, truth = ifelse(stats::runif(4000) < p, "high", "low"))
  })
  found <- calibration_measures(data$truth, data$p, bootstrap = 20)
  slope <- found[found$measure == "calibration_slope", ]
  in_large <- found[found$measure == "calibration_intercept", ]
  expect_true(slope$lower < 1 && slope$upper > 1)
  expect_true(in_large$lower < 0 && in_large$upper > 0)
  extreme <- calibration_measures(data$truth, stats::plogis(3 * stats::qlogis(data$p)),
    bootstrap = 20
  )
  expect_equal(extreme$estimate[4], slope$estimate / 3, tolerance = 1e-6)
})

test_that("separation and equal probabilities have no slope", {
  separated <- calibration_measures(truth, ifelse(truth == "high", 0.8, 0.2) + 0.01 * 1:8,
    bootstrap = 20
  )
  expect_true(is.na(separated$estimate[4]))
  flat <- calibration_measures(truth, rep(0.5, 8), bootstrap = 20)
  expect_true(is.na(flat$estimate[4]))
  expect_equal(flat$estimate[3], 0)
})

test_that("every interval holds its estimate and does not depend on the order of patients", {
  found <- calibration_measures(truth, probability, bootstrap = 500)
  expect_true(all(found$lower <= found$estimate & found$estimate <= found$upper))
  shuffled <- with_local_seed(1, sample(8))
  expect_equal(calibration_measures(truth[shuffled], probability[shuffled], bootstrap = 500), found)
})

test_that("bad input is refused with its name", {
  expect_error(calibration_measures(truth, probability * 2), "`probability` must be 8 numbers",
    class = "radiotmb_argument_error"
  )
  expect_error(calibration_measures(truth, probability, bootstrap = 0), "`bootstrap`",
    class = "radiotmb_argument_error"
  )
})

test_that("the intervals hold the Brier score and the precision-recall AUC of the population", {
  truth <- with_local_seed(1, {
    p <- stats::plogis(stats::rnorm(2e5, -0.8, 1.2))
    y <- stats::runif(2e5) < p
    c(average_precision(y, p), mean((p - y)^2))
  })
  held <- with_local_seed(2, t(replicate(200, {
    p <- stats::plogis(stats::rnorm(40, -0.8, 1.2))
    y <- stats::runif(40) < p
    found <- calibration_measures(ifelse(y, "high", "low"), p, bootstrap = 150)[1:2, ]
    found$lower <= truth & truth <= found$upper
  })))
  expect_true(all(colMeans(held) > 0.905))
})

test_that("the bootstrap lets the share of positives vary", {
  is_positive <- rep(c(TRUE, FALSE), c(4, 9))
  drawn <- bootstrap_rows(13, 50, 1)
  expect_identical(dim(drawn), c(13L, 50L))
  expect_gt(stats::sd(colSums(matrix(is_positive[drawn], 13))), 0.5)
})
