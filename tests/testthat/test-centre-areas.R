scored <- function(seed, n = 40) {
  set.seed(seed)
  truth <- rep(c(TRUE, FALSE), c(15, n - 15))
  data.frame(patient = seq_len(n), truth, probability = plogis(rnorm(n) + truth))
}

test_that("of one lesion a patient the variance is DeLong's", {
  for (seed in 1:5) {
    data <- scored(seed)
    curve <- roc_youden(ifelse(data$truth, "high", "low"), data$probability)
    variance <- clustered_area_variance(data$truth, data$probability, data$patient)
    expect_equal(sqrt(variance), (curve$auc - curve$auc_lower) / qnorm(0.975), tolerance = 1e-8)
  }
})

test_that("a lesion that is there twice tells no more than once", {
  data <- scored(2)
  twice <- rbind(data, data)
  expect_equal(
    clustered_area_variance(twice$truth, twice$probability, twice$patient),
    clustered_area_variance(data$truth, data$probability, data$patient)
  )
})

test_that("the interval is that of the logit, back on the area's scale", {
  data <- scored(3)
  found <- centre_area(data$truth, data$probability, data$patient, 0.9)
  expect_equal(found$auc, auc_by_ranks(data$truth, data$probability))
  expect_equal(found$lower, plogis(found$logit - qnorm(0.95) * found$logit_se))
  expect_equal(
    found$logit_se * found$auc * (1 - found$auc),
    sqrt(clustered_area_variance(data$truth, data$probability, data$patient))
  )
})

test_that("a perfect, a flat and a one-sided centre are decided and named", {
  perfect <- centre_area(c(TRUE, TRUE, FALSE, FALSE), c(4, 3, 2, 1) / 5, 1:4, 0.95)
  expect_identical(c(perfect$auc, perfect$upper), c(1, 1))
  # Half a pair added to the four: 4.5 of 5.
  expect_equal(perfect$logit, qlogis(0.9))
  expect_match(perfect$note, "half a pair added")
  flat <- centre_area(c(TRUE, TRUE, FALSE, FALSE), rep(0.4, 4), 1:4, 0.95)
  expect_equal(flat$auc, 0.5)
  expect_match(flat$note, "Hanley and McNeil")
  lone <- centre_area(c(TRUE, FALSE, FALSE, FALSE), c(0.4, 0.1, 0.5, 0.2), 1:4, 0.95)
  expect_true(lone$lower < lone$auc && lone$auc < lone$upper)
  none <- centre_area(c(TRUE, TRUE), c(0.1, 0.2), 1:2, 0.95)
  expect_true(is.na(none$auc))
  expect_match(none$note, "one status only")
})
