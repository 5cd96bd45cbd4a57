test_that("with one pair a patient the interval is Clopper and Pearson's", {
  for (x in c(0, 1, 7, 24)) {
    expect_equal(
      clustered_share(rep(c(1, 0), c(x, 24 - x)), rep(1, 24)), clopper_pearson(x, 24)
    )
  }
})

test_that("pairs that say the same in each patient count as one", {
  whole <- clustered_share(rep(c(3, 0), c(4, 8)), rep(3, 12))
  expect_equal(whole$estimate, 1 / 3)
  # 36 pairs of 12 alike triplets vary as 12 pairs do, but for the quantile of 35 and 11 df.
  wider <- clopper_pearson(4, 12)
  expect_lt(abs(whole$upper - wider$upper), 0.05)
  naive <- clopper_pearson(12, 36)
  expect_gt(whole$upper - whole$lower, 1.3 * (naive$upper - naive$lower))
})

test_that("where no pair differs each patient counts once", {
  found <- clustered_share(c(0, 0, 0, 0), c(4, 2, 3, 1))
  expect_equal(found$upper, clopper_pearson(0, 4)$upper)
  expect_identical(found$lower, 0)
})

test_that("the interval holds the share in 95 % of cohorts whose patients' pairs are alike", {
  held <- with_local_seed(7, replicate(600, {
    pairs <- sample(1:4, 30, TRUE)
    # Half of the variance is between patients.
    own <- stats::rbeta(30, 0.3, 0.7)
    found <- clustered_share(stats::rbinom(30, pairs, own), pairs)
    found$lower <= 0.3 && 0.3 <= found$upper
  }))
  expect_gt(mean(held), 0.935)
})
