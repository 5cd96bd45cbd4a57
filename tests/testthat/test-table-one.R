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

test_that("every cell is the one counted by hand", {
  found <- table_one(cohort(), "status")
  age <- row_of(found, "age")
  expect_identical(age$level, "median (quartiles)")
  # 1, 2, 3, 3, 4, 5, 6: the median is 3, type 7 puts the quartiles at 2.5 and 4.5
  expect_identical(age$overall, "3 (2.5 to 4.5)")
  expect_identical(c(age$high, age$low), c("2 (1.5 to 2.5)", "4.5 (3.8 to 5.2)"))
  missing <- row_of(found, "age", "missing")
  expect_identical(unlist(missing[c("overall", "high", "low")], use.names = FALSE),
                   c("1", "1", "0"))
  # percent are of the patients with a value
  expect_identical(row_of(found, "stage", "I")$overall, "3 (42.9 %)")
  expect_identical(row_of(found, "stage", "I")$low, "2 (66.7 %)")
  expect_identical(row_of(found, "sex", "m")$high, "2 (50.0 %)")
  expect_identical(nrow(row_of(found, "sex", "missing")), 0L)
  expect_identical(found$sizes, c(high = 4L, low = 4L))
})

test_that("a number is shown by its range, or by its mean, where that is asked for", {
  expect_identical(row_of(table_one(cohort(), "status", spread = "range"), "age")$overall,
                   "3 (1 to 6)")
  expect_identical(row_of(table_one(cohort(), "status", spread = "sd"), "age")$high, "2 (1)")
  expect_error(table_one(cohort(), "status", spread = "iqr"), class = "radiotmb_argument_error")
})

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
  expect_identical(sum(as.data.frame(found)[["SMD (95 % CI)"]] == "not estimable"), 3L)
})

test_that("tests are those of compare_groups()", {
  first <- summary(table_one(cohort(), "status"))$balance
  compared <- summary(compare_groups(cohort(), "status"))$tests
  expect_identical(first$p_value, compared$p_value)
  expect_identical(first$test, compared$test)
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

test_that("the printed table has the sizes in its headings and each variable once", {
  shown <- as.data.frame(table_one(cohort(), "status"))
  expect_named(shown, c("variable", "level", "overall (n = 8)", "high (n = 4)", "low (n = 4)",
                        "SMD (95 % CI)", "test", "p"))
  expect_identical(shown$variable[shown$variable != ""], c("Age (years)", "Sex", "Stage"))
  expect_output(print(table_one(cohort(), "status")), "<table_one> by status")
})

test_that("a small p-value is printed as below 0.001 and never as 0", {
  patients <- data.frame(
    patient_id = 1:40, g = rep(c("a", "b"), 20), x = rep(c(1, 100), 20) + (1:40) / 100
  )
  expect_match(as.data.frame(table_one(patients, "g"))$p, "^< ?0.001$")
})

test_that("what cannot be told is refused by name", {
  expect_error(table_one(cohort(), "group"), "has no column", class = "radiotmb_data_error")
  patients <- transform(cohort(), status = rep(c("overall", "low"), each = 4))
  expect_error(table_one(patients, "status"), "a column of the result")
})

test_that("the order of patients changes nothing", {
  found <- table_one(cohort(), "status")
  turned <- table_one(cohort()[8:1, ], "status")
  expect_equal(turned$table, found$table)
})
