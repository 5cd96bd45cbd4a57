# Every split and every U in steps of one half.
splits_by_force <- function(auc, n, digits) {
  fits <- vapply(seq_len(n - 1), function(positive) {
    pairs <- positive * (n - positive)
    u <- seq(0, pairs, by = 0.5)
    any(abs(u / pairs - auc) <= 0.5 * 10^-digits + 1e-9)
  }, NA)
  which(fits)
}

test_that("the published AUCs fit the published class sizes", {
  supine <- auc_grid(0.732, n = 22)
  prone <- auc_grid(0.701, n = 22)
  expect_identical(supine$positive, c(8L, 14L))
  expect_identical(intersect(supine$positive, prone$positive), c(8L, 14L))
  expect_identical(supine$u, c(82, 82))
  expect_true(5 %in% auc_grid(0.784, n = 24)$positive)
  expect_true(5 %in% auc_grid(0.812, n = 22)$positive)
})

test_that("the AUC of Hanley and McNeil's CT images fits their 51 and 58", {
  expect_identical(nrow(auc_grid(0.893, n = 109, positive = 51)), 1L)
})

test_that("the grid agrees with trying every split and every U", {
  withr::local_seed(1)
  for (i in 1:200) {
    n <- sample(2:40, 1)
    digits <- sample(1:3, 1)
    auc <- round(runif(1), digits)
    expect_identical(auc_grid(auc, n, digits)$positive, splits_by_force(auc, n, digits))
  }
})

test_that("the split that made an AUC is found, and both orders of the classes are", {
  withr::local_seed(2)
  for (i in 1:200) {
    n <- sample(4:60, 1)
    positive <- sample(seq_len(n - 1), 1)
    score <- round(rnorm(n), 1)
    is_positive <- seq_len(n) %in% sample(n, positive)
    u <- sum(rank(score)[is_positive]) - positive * (positive + 1) / 2
    grid <- auc_grid(round(u / (positive * (n - positive)), 3), n)
    expect_true(positive %in% grid$positive)
    expect_identical(sort(grid$positive), sort(grid$negative))
  }
})

test_that("several numbers of patients are tried, and no split is no row", {
  expect_identical(unique(auc_grid(0.5, n = c(22, 24))$n), c(22L, 24L))
  expect_identical(nrow(auc_grid(0.123, n = 3)), 0L)
})

test_that("a half-integer U is reported as a tie", {
  # One positive and one negative: 0.5 is the tie.
  expect_true(auc_grid(0.5, n = 2)$tie_needed)
  expect_false(auc_grid(1, n = 2)$tie_needed)
})

test_that("wrong arguments are named", {
  expect_error(auc_grid(1.2, 22), class = "radiotmb_argument_error", "`auc` must be one number")
  expect_error(auc_grid(0.7, 1), class = "radiotmb_argument_error", "`n` must be whole numbers")
  expect_error(auc_grid(0.7, 22, digits = 0.5), class = "radiotmb_argument_error", "`digits`")
})

test_that("a half-step says what it needs", {
  half <- "tied predictions, or a mean over folds or repeats"
  expect_identical(auc_grid(0.701, 22, positive = 8)$note, half)
  expect_identical(auc_grid(0.784, 24, positive = 5)$note, half)
  expect_identical(auc_grid(0.812, 22, positive = 5)$note, "")
})

test_that("means over repeats are multiples of 1 / (2 x repeats x pairs)", {
  # Of 10 positive-negative pairs and 3 repeats every multiple of 1/60 is a mean.
  for (step in c(31, 40, 47)) {
    found <- auc_grid(round(step / 60, 4), 7, digits = 4, positive = 2, areas = 3)
    expect_equal(found$auc, step / 60)
    expect_identical(found$tie_needed, step %% 2 == 1)
  }
  expect_identical(nrow(auc_grid("0.5200", 7, digits = 4, positive = 2, areas = 3)), 0L)
  expect_identical(auc_grid(0.701, 22, areas = 1), auc_grid(0.701, 22))
})

test_that("means over folds are those of trying every area", {
  # 5 positives and 4 negatives in 2 folds: 3 and 2 of the one, 2 and 2 of the other.
  means <- outer(seq(0, 6, by = 0.5) / 6, seq(0, 4, by = 0.5) / 4, `+`) / 2
  reachable <- sort(unique(round(as.vector(means), 8)))
  for (auc in seq(0.5, 0.9, by = 0.01)) {
    expected <- any(abs(reachable - auc) <= 0.00005 + 1e-9)
    found <- auc_grid(sprintf("%.4f", auc), 9, digits = 4, positive = 5, areas = 2, over = "folds")
    expect_identical(nrow(found) == 1, expected)
  }
  # A fold without a positive has no area.
  expect_identical(nrow(auc_grid(0.75, 9, positive = 1, areas = 2, over = "folds")), 0L)
})

test_that("fewer decimals than are searched are said, and too many positives refused", {
  expect_message(auc_grid(0.83, n = 31, positive = 9), "give `digits = 2`", fixed = TRUE)
  expect_no_message(found <- auc_grid(0.83, n = 31, digits = 2, positive = 9))
  expect_identical(nrow(found), 1L)
  expect_no_message(auc_grid("0.830", n = 31))
  expect_error(auc_grid(0.832, n = 31, positive = 40), "fewer than the 31 patients",
               class = "radiotmb_argument_error")
})
