cohort <- function(size, seed) {
  n <- sum(size)
  with_local_seed(seed, data.frame(
    patient_id = sprintf("P%02d", seq_len(n)),
    time = sample(1:15, n, TRUE), event = stats::rbinom(n, 1, 0.6),
    group = factor(rep(letters[seq_along(size)], size))
  ))
}

test_that("scores sum to observed minus expected events in each group, ties included", {
  data <- cohort(c(14, 3, 7), 1)
  scores <- log_rank_scores(data$time, data$event)
  reference <- survival::survdiff(survival::Surv(time, event) ~ group, data = data)
  expect_equal(
    as.numeric(tapply(scores, data$group, sum)), reference$obs - reference$exp, tolerance = 1e-12
  )
  expect_equal(sum(scores), 0, tolerance = 1e-12)
})

test_that("the exact test counts every arrangement of 3 among 8", {
  data <- cohort(c(5, 3), 2)
  scores <- log_rank_scores(data$time, data$event)
  observed <- abs(sum(scores[6:8]))
  all <- utils::combn(8, 3, \(chosen) abs(sum(scores[chosen])))
  found <- permute_groups(data, 99, 1)
  expect_equal(found$p_value, mean(all >= observed - 1e-12))
  expect_match(found$note, "exact, all 56 arrangements")
})

test_that("three small groups are enumerated too, each sharing once", {
  size <- c(2L, 3L, 2L)
  sums <- arranged_sums(c(1, 10, 100, 1000, 1e4, 1e5, 1e6), sort(size))
  expect_identical(ncol(sums), 210L)
  expect_identical(nrow(unique(t(sums))), 210L)
  expect_equal(colSums(sums), rep(1111111, 210))
  found <- permute_groups(cohort(size, 9), 99, 1)
  expect_match(found$note, "exact, all 210 arrangements")
  data <- cohort(size, 9)
  scores <- log_rank_scores(data$time, data$event)
  observed <- score_statistic(tapply(scores, data$group, sum), size, scores)
  null <- with_local_seed(5, random_arrangements(scores, size, 4000))
  expect_equal(mean(null >= observed * (1 - 1e-9)), found$p_value, tolerance = 0.1)
})

test_that("7 of 24 patients are enumerated: 346,104 arrangements", {
  found <- permute_groups(cohort(c(17, 7), 3), 99, 1)
  expect_match(found$note, "346,104", fixed = TRUE)
})

test_that("random arrangements agree with the enumeration", {
  data <- cohort(c(6, 5), 4)
  scores <- log_rank_scores(data$time, data$event)
  size <- c(6L, 5L)
  observed <- score_statistic(tapply(scores, data$group, sum), size, scores)
  exact <- permute_groups(data, 1, 1)$p_value
  null <- with_local_seed(5, random_arrangements(scores, size, 4000))
  expect_equal(mean(null >= observed * (1 - 1e-9)), exact, tolerance = 0.1)
})

test_that("many patients are rearranged at random, the same for the same seed", {
  data <- cohort(c(30, 30, 20), 6)
  one <- permute_groups(data, 199, 1)
  expect_identical(one, permute_groups(data, 199, 1))
  expect_false(identical(one$note, permute_groups(data, 199, 2)$note) &&
                 one$p_value == permute_groups(data, 199, 2)$p_value)
  expect_match(one$note, "^199 random arrangements; 95% limits")
  asymptotic <- stats::pchisq(one$statistic, 2, lower.tail = FALSE)
  expect_equal(one$p_value, asymptotic, tolerance = 0.35)
})

test_that("p-values of the exact test never fall below their level under the null", {
  p <- vapply(1:200, \(i) permute_groups(cohort(c(6, 4), 100 + i), 1, 1)$p_value, numeric(1))
  expect_lte(mean(p <= 0.1), 0.1 + 2 * sqrt(0.09 / 200))
})

test_that("deaths that are all on one day, or never seen by both groups, leave no test", {
  data <- transform(cohort(c(4, 4), 8), time = 5, event = 1)
  found <- test_survival(data, 99, 1)
  expect_true(is.na(found$p_value[1]))
  expect_identical(found$note[1], never_together)
  expect_equal(found$p_value[2], 1)
  apart <- data.frame(
    patient_id = letters[1:4], time = c(5, 9, 12, 14), event = c(0, 0, 1, 1),
    group = factor(c("a", "a", "b", "b"))
  )
  expect_true(is.na(test_survival(apart, 0, 1)$p_value))
})

test_that("the caller's random stream is left alone", {
  set.seed(11)
  before <- .Random.seed
  permute_groups(cohort(c(30, 30, 20), 6), 19, 1)
  expect_identical(.Random.seed, before)
})
