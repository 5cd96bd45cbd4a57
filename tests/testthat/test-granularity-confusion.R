tables_by_force <- function(rates, n, digits) {
  every <- expand.grid(tn = 0:max(n), tp = 0:max(n), positive = seq_len(max(n)), n = n)
  every <- every[every$positive < every$n & every$tp <= every$positive &
                   every$tn <= every$n - every$positive, ]
  fits <- abs(every$tp / every$positive - rates[1]) <= 0.5 * 10^-digits + 1e-9 &
    abs(every$tn / (every$n - every$positive) - rates[2]) <= 0.5 * 10^-digits + 1e-9 &
    abs((every$tp + every$tn) / every$n - rates[3]) <= 0.5 * 10^-digits + 1e-9
  unname(as.matrix(every[fits, c("n", "positive", "tp", "tn")]))
}

test_that("the published discordance has one table among all with at most 24 patients", {
  found <- confusion_candidates(0.857, 0.600, 0.682, n = 1:24)
  expect_identical(nrow(found), 1L)
  expect_equal(
    unlist(found[c("n", "positive", "negative", "tp", "fn", "tn", "fp")]),
    c(n = 22, positive = 7, negative = 15, tp = 6, fn = 1, tn = 9, fp = 6)
  )
})

test_that("rates that cannot be true together have no table", {
  found <- confusion_candidates(0.857, 0.600, 0.782, n = 1:24)
  expect_identical(nrow(found), 0L)
  expect_true(all(c("n", "tp", "fn", "tn", "fp") %in% names(found)))
})

test_that("the search agrees with trying every table", {
  withr::local_seed(1)
  for (i in 1:60) {
    digits <- sample(1:3, 1)
    n <- sort(sample(2:16, 3))
    rates <- round(runif(3), digits)
    if (i %% 2 == 0) {
      # A real table, so that most of these searches have something to find.
      size <- n[3]
      positive <- sample(seq_len(size - 1), 1)
      tp <- sample(0:positive, 1)
      tn <- sample(0:(size - positive), 1)
      rates <- round(c(tp / positive, tn / (size - positive), (tp + tn) / size), digits)
    }
    found <- confusion_candidates(rates[1], rates[2], rates[3], n, digits)
    expected <- tables_by_force(rates, n, digits)
    tables <- as.matrix(found[c("n", "positive", "tp", "tn")])
    sorted <- tables[order(tables[, 1], tables[, 2], tables[, 3], tables[, 4]), ]
    expect_equal(as.numeric(sorted), as.numeric(expected))
  }
})

test_that("the table that made the rates is found", {
  withr::local_seed(2)
  for (i in 1:200) {
    counts <- rpois(4, 8)
    if (counts[1] + counts[2] == 0 || counts[3] + counts[4] == 0) next
    found <- confusion_candidates(
      round(counts[1] / sum(counts[1:2]), 3), round(counts[3] / sum(counts[3:4]), 3),
      round((counts[1] + counts[3]) / sum(counts), 3), n = sum(counts)
    )
    expect_true(any(found$tp == counts[1] & found$fn == counts[2] & found$tn == counts[3] &
                      found$fp == counts[4]))
  }
})

test_that("an unpublished rate excludes nothing", {
  without <- confusion_candidates(0.857, 0.600, NULL, n = 1:24)
  with <- confusion_candidates(0.857, 0.600, 0.682, n = 1:24)
  expect_gt(nrow(without), nrow(with))
  expect_true(all(abs(without$sensitivity - 0.857) < 0.0006))
  expect_error(confusion_candidates(NULL, NULL, NULL, n = 24), class = "radiotmb_argument_error")
})

test_that("known class sizes narrow the search", {
  expect_identical(unique(confusion_candidates(0.5, NULL, NULL, 20, 1, positive = 4)$tp), 2L)
  expect_identical(nrow(confusion_candidates(0.5, NULL, NULL, 20, 1, negative = 17)), 0L)
})

test_that("wrong arguments are named", {
  expect_error(confusion_candidates(1.2, 0.6, 0.7, 24), class = "radiotmb_argument_error",
               "`sensitivity` must be one number")
  expect_error(confusion_candidates(0.8, 0.6, 0.7, 2.5), class = "radiotmb_argument_error", "`n`")
})

test_that("a rate that is not published can be left out, and fewer decimals are said", {
  # 8 of 9 and 17 of 22.
  expect_no_message(found <- confusion_candidates(0.89, 0.77, n = 31, digits = 2, positive = 9))
  expect_identical(c(found$tp, found$tn), c(8L, 17L))
  expect_message(confusion_candidates(0.89, 0.77, n = 31), "0.89 is read with 3 decimals (0.890)",
                 fixed = TRUE)
  expect_no_message(confusion_candidates(0.857, 0.6, 0.682, n = 22))
  expect_no_message(confusion_candidates("0.890", "0.770", n = 31))
})
