test_that("of the samples with a probability so many are truly high, which Jeffreys' prior misses", {
  found <- with_local_seed(1, do.call(rbind, lapply(1:60, function(cohort) {
    rate <- stats::rgamma(24, 9, 1.5)
    counts <- stats::rpois(24, rate * 1.2)
    data.frame(
      cohort = tmb_probability_in_cohort(counts, 1.2), alone = tmb_probability(counts, 1.2),
      high = rate >= 10
    )
  })))
  doubtful <- found$alone > 0.4
  gap <- function(column) abs(mean(found[doubtful, column]) - mean(found$high[doubtful]))
  expect_lt(gap("cohort"), 0.05)
  expect_gt(gap("alone"), 0.2)
  expect_lt(abs(mean(found$cohort) - mean(found$high)), 0.02)
})

test_that("a cohort of burdens far apart leaves each to itself", {
  counts <- round(1.2 * 3^(0:6))
  expect_equal(
    tmb_probability_in_cohort(counts, 1.2), tmb_probability(counts, 1.2), tolerance = 0.03
  )
})

test_that("a few hypermutated tumors leave the chances of the others as they are", {
  draw <- function(cohort) {
    other <- stats::runif(24) < 0.12
    rate <- ifelse(other, stats::rgamma(24, 8, 0.2), stats::rgamma(24, 9, 1.5))
    counts <- stats::rpois(24, rate * 1.2)
    data.frame(p = tmb_probability_in_cohort(counts, 1.2), high = rate >= 10)
  }
  found <- with_local_seed(2, do.call(rbind, lapply(1:40, draw)))
  tenth <- cut(found$p, seq(0, 1, 0.1), include.lowest = TRUE)
  gap <- tapply(found$p - found$high, tenth, sum)
  expect_lt(sum(abs(gap), na.rm = TRUE) / nrow(found), 0.05)
})

test_that("the chance of a count of another tumor is the integral over its burdens", {
  burden <- exp(seq(log(0.5), log(500), length.out = 1e5))
  for (count in c(0, 3, 20, 300)) for (from in c(0, 10)) {
    expect_equal(
      other_tumor(count, 1.2, from), mean(stats::dpois(count, 1.2 * burden) * (burden >= from)),
      tolerance = 0.01
    )
  }
})

test_that("counts of any size have a probability", {
  found <- tmb_probability_in_cohort(c(0, 3, 250, 4000, 1e6), c(1, 30, 30, 30, 1))
  expect_true(all(is.finite(found) & found >= 0 & found <= 1))
  expect_equal(found[4:5], c(1, 1))
  expect_gt(min(diff(tmb_probability_in_cohort(0:60, 1.2))), -1e-12)
})

test_that("the order of the samples does not matter, sizes do, and missing counts stay missing", {
  counts <- c(4, 12, 7, NA, 30)
  size <- c(1.2, 1, 0.8, 1.2, 1.2)
  found <- tmb_probability_in_cohort(counts, size)
  expect_identical(is.na(found), is.na(counts))
  expect_equal(tmb_probability_in_cohort(rev(counts), rev(size)), rev(found))
  expect_equal(tmb_probability_in_cohort(counts[-4], size[-4]), found[-4])
  expect_lt(tmb_probability_in_cohort(c(9, 3, 4, 5), 1)[1], tmb_probability(9, 1))
})

test_that("a cohort has at least two counts", {
  expect_error(tmb_probability_in_cohort(c(3, NA), 1.2), "at least 2 counts; `mutations` has 1",
    class = "radiotmb_data_error"
  )
  expect_equal(tmb_probability_in_cohort(c(0, 0, 0), 1.2), rep(0, 3), tolerance = 1e-3)
})
