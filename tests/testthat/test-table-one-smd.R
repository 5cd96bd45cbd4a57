cohort <- function() {
  data.frame(
    patient_id = sprintf("P%d", 1:8), status = rep(c("high", "low"), each = 4),
    age = c(1, 2, 3, NA, 3, 4, 5, 6), sex = c("m", "m", "f", "f", "m", "f", "f", "f"),
    stage = c("I", "II", "III", "III", "I", "I", "II", NA)
  )
}

row_of <- function(found, variable, level = NULL) {
  rows <- found$table[found$table$variable == variable, ]
  if (is.null(level)) rows[1, ] else rows[rows$level == level, ]
}

test_that("the standardised difference of a number is that of means over the mean variance", {
  # 1, 2, 3 against 3, 4, 5, 6: means 2 and 4.5, variances 1 and 5/3
  found <- row_of(table_one(cohort(), "status"), "age")
  smd <- 2.5 / sqrt((1 + 5 / 3) / 2)
  expect_equal(found$smd, smd)
  half <- stats::qnorm(0.975) * sqrt(7 / 12 + smd^2 / 14)
  expect_equal(c(found$smd_lower, found$smd_upper), c(max(0, smd - half), smd + half))
})

test_that("the standardised difference of two levels is that of two shares", {
  found <- row_of(table_one(cohort(), "status"), "sex")
  expect_equal(found$smd, 0.25 / sqrt((0.5 * 0.5 + 0.25 * 0.75) / 2))
})

test_that("of more levels it is Yang and Dalton's distance, whichever level is left out", {
  first <- factor(rep(c("a", "b", "c"), c(5, 3, 2)))
  second <- factor(rep(c("a", "b", "c"), c(2, 3, 5)))
  # S of levels b and c: ((.3 x .7 + .3 x .7) / 2, -(.3 x .2 + .3 x .5) / 2; ..., (.16 + .25) / 2)
  s <- matrix(c(0.21, -0.105, -0.105, 0.205), 2)
  d <- c(0, -0.3)
  expect_equal(smd_of_levels(first, second), sqrt(drop(d %*% solve(s) %*% d)))
  turned <- \(x) factor(x, c("c", "a", "b"))
  expect_equal(smd_of_levels(turned(first), turned(second)), smd_of_levels(first, second))
})

test_that("of several groups it is the mean over all pairs, without an interval", {
  patients <- data.frame(
    patient_id = 1:9, g = rep(c("a", "b", "c"), each = 3), x = c(1, 2, 3, 3, 4, 5, 5, 6, 7)
  )
  found <- row_of(table_one(patients, "g"), "x")
  expect_equal(found$smd, mean(c(2, 4, 2)))
  expect_identical(c(found$smd_lower, found$smd_upper), c(NA_real_, NA_real_))
})

test_that("groups without spread, or without a level in common, have no standardised difference", {
  patients <- data.frame(
    patient_id = 1:6, g = rep(c("a", "b"), each = 3), same = "x", apart = rep(c("u", "v"), each = 3),
    fixed = rep(c(1, 2), each = 3), number = c(1, 1, 1, 2, 3, 4)
  )
  found <- table_one(patients, "g")
  expect_true(is.na(row_of(found, "same")$smd))
  expect_true(is.na(row_of(found, "apart")$smd))
  expect_true(is.na(row_of(found, "fixed")$smd))
  expect_equal(row_of(found, "number")$smd, 2 / sqrt(1 / 2))
  expect_identical(sum(as.data.frame(found)[["SMD (95% CI)"]] == "not estimable"), 3L)
})

# Folded at 0 the interval of a number holds a small difference more often than it says.
test_that("the interval of a standardised difference holds it as often as it says", {
  held <- \(limits, truth) mean(limits[1, ] <= truth & truth <= limits[2, ])
  numbers <- with_local_seed(1, replicate(2000, {
    first <- stats::rnorm(12, 0.5)
    second <- stats::rnorm(24)
    smd_interval(smd_of_numbers(first, second), 12, 24, 1, 0.95)
  }))
  expect_gt(held(numbers, 0.5), 0.94)
  large <- with_local_seed(3, replicate(2000, {
    first <- stats::rnorm(12, 2)
    second <- stats::rnorm(24)
    smd_interval(smd_of_numbers(first, second), 12, 24, 1, 0.95)
  }))
  expect_gt(held(large, 2), 0.93)
  expect_lt(held(large, 2), 0.97)
  shares <- list(c(0.5, 0.3, 0.2), c(0.3, 0.3, 0.4))
  of_shares <- \(counts) factor(rep(1:3, counts), 1:3)
  truth <- {
    many <- lapply(shares, \(share) of_shares(1e4 * share))
    smd_of_levels(many[[1]], many[[2]])
  }
  levels <- with_local_seed(2, replicate(800, {
    drawn <- lapply(shares, \(share) of_shares(stats::rmultinom(1, 60, share)))
    smd_interval(smd_of_levels(drawn[[1]], drawn[[2]]), 60, 60, 2, 0.95)
  }))
  expect_gt(held(levels, truth), 0.92)
  expect_lt(held(levels, truth), 0.98)
})

