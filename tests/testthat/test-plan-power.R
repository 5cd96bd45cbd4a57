test_that("the power is what rank tests of simulated scores show", {
  for (n in c(24, 60)) {
    found <- plan_power(0.75, n)
    rejected <- with_local_seed(n, replicate(1200, {
      high <- seq_len(n) <= round(n / 3)
      score <- stats::rnorm(n) + high * sqrt(2) * stats::qnorm(0.75)
      stats::wilcox.test(score[high], score[!high], alternative = "greater")$p.value <= 0.05
    }))
    expect_lt(abs(found$power - mean(rejected)), 0.05)
  }
})

test_that("no signal has the power of the level, more patients and less variation more", {
  expect_equal(plan_power(0.5, 400)$power, 0.05, tolerance = 0.02)
  expect_true(all(diff(plan_power(0.7, c(24, 60, 120))$power) > 0))
  expect_lt(plan_power(0.7, 60, inflation = 1.3)$power, plan_power(0.7, 60)$power)
  expect_error(plan_power(0.4, 24), "`auc`", class = "radiotmb_argument_error")
  expect_error(plan_power(0.7, 2.5), "`n`", class = "radiotmb_argument_error")
})
