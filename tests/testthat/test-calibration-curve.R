truth <- c("low", "low", "high", "low", "high", "high", "low", "high")
probability <- c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9, 0.2, 0.35)

test_that("groups, means, shares and exact intervals by hand", {
  found <- calibration_curve(truth, probability, groups = 2)
  expect_equal(found$n, c(4, 4))
  expect_equal(found$predicted, c(mean(c(0.1, 0.2, 0.3, 0.35)), mean(c(0.4, 0.5, 0.7, 0.9))))
  expect_equal(found$observed, c(1, 3) / 4)
  exact <- stats::binom.test(1, 4)$conf.int
  expect_equal(c(found$lower[1], found$upper[1]), as.vector(exact))
  expect_s3_class(autoplot(found), "ggplot")
})

test_that("one group says how many are high: calibration in the large", {
  found <- calibration_curve(truth, probability, groups = 1)
  expect_equal(found$predicted, mean(probability))
  expect_equal(found$observed, mean(truth == "high"))
})

test_that("24 patients make four points of six, 600 make ten", {
  many <- function(n) calibration_curve(rep(c("low", "high"), n / 2), seq(0, 1, length.out = n))$n
  expect_equal(many(24), rep(6, 4))
  expect_equal(many(600), rep(60, 10))
  expect_equal(sum(many(22)), 22)
})

test_that("equal probabilities stay together and the order of the patients says nothing", {
  tied <- c(0.2, 0.2, 0.2, 0.2, 0.2, 0.6, 0.6, 0.9)
  found <- calibration_curve(truth, tied, groups = 4)
  expect_equal(sum(found$n), 8)
  expect_true(any(found$n == 5 & found$predicted == 0.2))
  shuffled <- with_local_seed(1, sample(8))
  expect_identical(calibration_curve(truth[shuffled], tied[shuffled], groups = 4), found)
  flat <- calibration_curve(truth, rep(0.5, 8))
  expect_equal(c(flat$n, flat$observed), c(8, 0.5))
})

test_that("intervals of calibrated predictions hold the diagonal about as often as they say", {
  held <- with_local_seed(5, replicate(200, {
    p <- stats::runif(120)
    found <- calibration_curve(ifelse(stats::runif(120) < p, "high", "low"), p)
    mean(found$lower <= found$predicted & found$predicted <= found$upper)
  }))
  expect_gt(mean(held), 0.95)
})

test_that("bad input is refused with its name", {
  expect_error(calibration_curve(truth, probability * 2), "`probability`",
    class = "radiotmb_argument_error"
  )
  expect_error(calibration_curve(truth, probability, groups = 0), "`groups`",
    class = "radiotmb_argument_error"
  )
})

test_that("curves print as rounded tables, and parts of them as data frames", {
  truth <- c("low", "low", "high", "low", "high", "high")
  probability <- c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9)
  curve <- calibration_curve(truth, probability, groups = 2)
  expect_output(print(curve), "2 groups of 6 patients")
  expect_output(print(curve), "0.267 +0.333 +0.0084 to 0.906 +3")
  expect_output(print(curve["observed"]), "observed")
  net <- decision_curve(truth, probability, 0.2, bootstrap = 20)
  expect_output(print(net), "threshold  model  interval")
  expect_error(calibration_curve(truth, 100 * probability), "number 1 among them, not 10",
               class = "radiotmb_argument_error")
})
