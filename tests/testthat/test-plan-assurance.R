test_that("the chance of reaching the width is what simulated studies show", {
  n <- 120
  found <- sensitivity_assurance(n, 6 / 7, 7 / 24, 0.25, 0.95)
  simulated <- with_local_seed(1, {
    cases <- stats::rbinom(4e4, n, 7 / 24)
    share <- clopper_pearson(stats::rbinom(4e4, cases, 6 / 7), cases)
    mean(share$upper - share$lower <= 0.25)
  })
  expect_equal(found, simulated, tolerance = 0.02)
  area <- auc_assurance(90, 0.8, 1 / 3, 0.2, 0.95)
  simulated <- with_local_seed(2, mean(replicate(1500, {
    cases <- min(max(stats::rbinom(1, 90, 1 / 3), 2), 88)
    score <- stats::rnorm(90)
    high <- seq_len(90) <= cases
    score[high] <- score[high] + sqrt(2) * stats::qnorm(0.8)
    seen <- auc_by_ranks(high, score)
    2 * 1.96 * hanley_mcneil(seen, cases, 90 - cases)$se <= 0.2
  })))
  expect_lt(abs(area - simulated), 0.06)
})

test_that("a plan says how often its size reaches the width, and what size does so surely", {
  plan <- plan_study()
  expect_true(all(plan$patients$reached > 0.3 & plan$patients$reached < 0.75))
  expect_true(all(plan$patients$assured > plan$patients$patients))
  chance <- function(n) sensitivity_assurance(n, 6 / 7, 7 / 24, 0.2, 0.95)
  expect_gte(chance(plan$patients$assured[2]), 0.8)
  expect_identical(patients_assured(chance, 0.8, 50), NA_integer_)
  expect_output(print(plan), "patients who do in 80% of studies")
})
