test_that("of one indicator Firth's odds are those with half a patient in each cell", {
  # Haldane's and Anscombe's correction: the saturated model of a 2 x 2 table.
  x <- rep(c(0, 1), c(10, 14))
  y <- c(rep(TRUE, 3), rep(FALSE, 7), rep(TRUE, 14))
  fit <- firth_logistic(cbind(1, x), y)
  expect_true(fit$converged)
  expect_equal(fit$coefficients[1], log(3.5 / 7.5), tolerance = 1e-7)
  expect_equal(fit$coefficients[2], log(14.5 * 7.5 / (0.5 * 3.5)), tolerance = 1e-7)
  expect_equal(
    firth_logistic(cbind(rep(1, 24)), y)$coefficients, log(17.5 / 7.5), tolerance = 1e-7
  )
})

test_that("it is the maximum of the penalised likelihood that a general optimiser finds", {
  with_local_seed(3, {
    x <- cbind(1, matrix(stats::rnorm(60), 30))
    y <- stats::runif(30) < stats::plogis(x[, 2])
  })
  penalised <- function(beta) {
    p <- stats::plogis(drop(x %*% beta))
    sum(log(ifelse(y, p, 1 - p))) +
      0.5 * as.numeric(determinant(crossprod(x * sqrt(p * (1 - p))))$modulus)
  }
  found <- firth_logistic(x, y)
  best <- stats::optim(c(0, 0, 0), penalised, method = "BFGS",
                       control = list(fnscale = -1, reltol = 1e-14))
  expect_equal(found$coefficients, best$par, tolerance = 1e-4)
  expect_equal(found$log_likelihood, best$value, tolerance = 1e-8)
  held <- firth_logistic(x, y, held = 3)
  alone <- stats::optim(c(0, 0), \(b) penalised(c(b, 0)), method = "BFGS",
                        control = list(fnscale = -1, reltol = 1e-14))
  expect_equal(held$coefficients, c(alone$par, 0), tolerance = 1e-4)
})

test_that("separated statuses have finite coefficients, and the mean prediction is the share", {
  columns <- cbind(a = 1:20, b = rep(c(0, 1), 10))
  y <- 1:20 > 12
  learned <- learn_clinical(columns, y)
  expect_true(all(is.finite(unlist(learned))))
  expect_equal(mean(predict_clinical(learned, columns)), mean(y), tolerance = 1e-7)
  # A column that others make up, or that is constant in a fold, has no coefficient.
  doubled <- learn_clinical(cbind(columns, c = 2 * columns[, 1], d = 1), y)
  expect_equal(
    predict_clinical(doubled, cbind(columns, 2 * columns[, 1], 1)),
    predict_clinical(learned, columns), tolerance = 1e-6
  )
})

test_that("the last column has a signed root, a profile interval that holds 0 as the test says", {
  with_local_seed(4, {
    age <- stats::rnorm(60)
    score <- stats::rnorm(60)
    y <- stats::runif(60) < stats::plogis(score + age)
  })
  found <- firth_last_column(cbind(age, score), y, 0.95)
  large <- stats::glm(y ~ age + score, family = stats::binomial())
  expect_equal(found$estimate, unname(stats::coef(large)[3]), tolerance = 0.15)
  drop_in <- stats::anova(stats::glm(y ~ age, family = stats::binomial()), large)$Deviance[2]
  expect_equal(found$statistic^2, drop_in, tolerance = 0.1)
  expect_lt(found$lower, found$estimate)
  expect_gt(found$upper, found$estimate)
  # Two-sided at 0.05 means 0 outside the interval.
  expect_identical(found$statistic^2 > stats::qchisq(0.95, 1), found$lower > 0)
  turned <- firth_last_column(cbind(age, -score), y, 0.95)
  expect_equal(turned$statistic, -found$statistic, tolerance = 1e-6)
  expect_equal(turned$p_value, 1 - found$p_value, tolerance = 1e-6)
  scaled <- firth_last_column(cbind(age, score * 1000), y, 0.95)
  expect_equal(unlist(scaled[1:3]) * 1000, unlist(found[1:3]), tolerance = 1e-5)
  expect_true(is.na(firth_last_column(cbind(age, age), y, 0.95)$estimate))
})
