# The BCG vaccine trials (Colditz GA, et al. JAMA 1994;271:698-702): log relative risks and their
# variances, computed from the published counts.
bcg <- local({
  tpos <- c(4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27)
  tneg <- c(119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886)
  cpos <- c(11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29)
  cneg <- c(128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825)
  data.frame(
    yi = log(tpos / (tpos + tneg)) - log(cpos / (cpos + cneg)),
    vi = 1 / tpos - 1 / (tpos + tneg) + 1 / cpos - 1 / (cpos + cneg)
  )
})

test_that("the BCG trials give the published summary", {
  # metafor 3.8: rma(yi, vi, test = "knha"), confint().
  found <- random_effects(bcg$yi, bcg$vi)
  expect_equal(found$tau2, 0.3132433, tolerance = 1e-5)
  expect_equal(
    c(found$mean, found$se, found$lower, found$upper),
    c(-0.7145323, 0.1807917, -1.1084437, -0.3206210), tolerance = 1e-5
  )
  expect_equal(found$i2, 92.22139, tolerance = 1e-5)
  expect_equal(found$q, 152.233008, tolerance = 1e-6)
  expect_equal(c(found$tau2_lower, found$tau2_upper), c(0.1197, 1.1115), tolerance = 1e-3)
  expect_equal(c(found$i2_lower, found$i2_upper), c(81.9177, 97.6781), tolerance = 1e-4)
})

test_that("three areas give metafor's summary, and a prediction interval by hand", {
  found <- random_effects(qlogis(c(0.7, 0.8, 0.62)), c(0.1, 0.05, 0.2))
  expect_equal(
    c(found$tau2, found$mean, found$se), c(0.10710094, 1.00411054, 0.25712260), tolerance = 1e-4
  )
  expect_equal(c(found$lower, found$upper), c(-0.10219874, 2.11041981), tolerance = 1e-4)
  expect_equal(found$q, 4.14051568, tolerance = 1e-7)
  expect_equal(found$q_p_value, 0.12615325, tolerance = 1e-6)
  expect_equal(c(found$tau2_lower, found$tau2_upper), c(0, 7.9342), tolerance = 1e-4)
  # t with one degree of freedom is 12.7062.
  half <- 12.706205 * sqrt(found$tau2 + found$se^2)
  expect_equal(found$prediction_upper - found$mean, half, tolerance = 1e-6)
})

test_that("estimates with equal variances give the variance of the sample less theirs", {
  y <- c(0.2, 0.9, 1.4, 0.3)
  found <- random_effects(y, rep(0.05, 4))
  expect_equal(found$tau2, var(y) - 0.05, tolerance = 1e-8)
  expect_equal(found$mean, mean(y))
  expect_equal(found$se, sd(y) / 2, tolerance = 1e-8)
  alike <- random_effects(c(0.5, 0.51, 0.49), rep(0.2, 3))
  expect_identical(alike$tau2, 0)
  expect_identical(alike$i2, 0)
  expect_true(is.na(random_effects(c(0.2, 0.9), c(0.1, 0.1))$prediction_lower))
})

test_that("metafor gives the same on random estimates", {
  skip_if_not_installed("metafor")
  for (seed in 1:20) {
    set.seed(seed)
    k <- sample(2:9, 1)
    v <- rexp(k, 5) + 0.01
    y <- rnorm(k, 0.5, sqrt(v + 0.2))
    found <- random_effects(y, v)
    theirs <- metafor::rma(
      y, v, test = "knha", control = list(threshold = 1e-12, maxiter = 10000)
    )
    expect_equal(found$tau2, theirs$tau2, tolerance = 1e-5)
    expect_equal(c(found$lower, found$upper), c(theirs$ci.lb, theirs$ci.ub), tolerance = 1e-5)
    expect_equal(found$i2, theirs$I2, tolerance = 1e-5)
    limits <- metafor::confint.rma.uni(theirs)$random
    # metafor looks no further than 100.
    upper <- unname(limits["tau^2", "ci.ub"])
    expect_equal(min(found$tau2_upper, 100), upper, tolerance = 1e-3)
  }
})
