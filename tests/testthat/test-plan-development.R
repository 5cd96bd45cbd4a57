test_that("the published example needs 623, 662 and 221 patients", {
  # Riley et al., BMJ 2020;368:m441 and pmsampsize: 24 parameters, R squared 0.288, 17.4 %.
  found <- plan_development(24, prevalence = 0.174, r_squared = 0.288)
  expect_identical(found$patients, c(623, 662, 221, 662))
  expect_equal(found$events_per_parameter[4], 4.8, tolerance = 0.01)
})

test_that("the R squared of an AUC is what a logistic regression of simulated patients has", {
  simulated <- with_local_seed(1, {
    high <- stats::rbinom(1e5, 1, 0.3)
    x <- stats::rnorm(1e5) + high * sqrt(2) * stats::qnorm(0.8)
    fit <- stats::glm(high ~ x, family = stats::binomial())
    1 - exp((fit$deviance - fit$null.deviance) / 1e5)
  })
  expect_equal(r_squared_of_auc(0.8, 0.3), simulated, tolerance = 0.02)
  expect_equal(r_squared_of_auc(0.5, 0.3), 0, tolerance = 1e-9)
})

test_that("a model of so many patients is shrunk as little as planned", {
  planned <- plan_development(4, auc = 0.8, prevalence = 0.4)$patients[1]
  slope <- with_local_seed(3, replicate(60, {
    x <- matrix(stats::rnorm(planned * 4), planned)
    risk <- stats::plogis(-0.5 + 1.3 * x[, 1])
    y <- stats::rbinom(planned, 1, risk)
    fit <- stats::glm(y ~ x, family = stats::binomial())
    new <- matrix(stats::rnorm(8000), 2000)
    linear <- as.vector(cbind(1, new) %*% stats::coef(fit))
    outcome <- stats::rbinom(2000, 1, stats::plogis(-0.5 + 1.3 * new[, 1]))
    stats::coef(stats::glm(outcome ~ linear, family = stats::binomial()))[2]
  }))
  expect_lt(abs(mean(slope) - 0.9), 0.06)
})

test_that("impossible plans are refused by name", {
  expect_error(plan_development(0), "`parameters`", class = "radiotmb_argument_error")
  expect_error(plan_development(3, r_squared = 0.9), "`r_squared`",
    class = "radiotmb_argument_error"
  )
})
