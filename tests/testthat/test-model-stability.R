test_that("equal selections have stability 1 and hand-computed ones their value", {
  same <- selection_stability(list(c("a", "b"), c("a", "b"), c("b", "a")), letters[1:10])
  expect_equal(same$estimate, 1)
  # Two selections of 2 of 4 that share one: mean s2 = (0 + 0.5 + 0.5 + 0) / 4, spread = 1/4.
  half <- selection_stability(list(c("a", "b"), c("a", "c")), letters[1:4])
  expect_equal(half$estimate, 1 - (0.25 / 0.25))
  disjoint <- selection_stability(list(c("a", "b"), c("c", "d")), letters[1:4])
  expect_equal(disjoint$estimate, -1)
})

test_that("the interval is the one of Nogueira's published formulas, term by term", {
  chosen <- with_local_seed(1, matrix(stats::rbinom(12 * 30, 1, 0.3), 12))
  m <- nrow(chosen)
  d <- ncol(chosen)
  k <- rowSums(chosen)
  p <- colMeans(chosen)
  k_bar <- sum(p)
  denominator <- k_bar / d * (1 - k_bar / d)
  stability <- 1 - m / (m - 1) * mean(p * (1 - p)) / denominator
  phi <- vapply(seq_len(m), function(i) {
    (sum(chosen[i, ] * p) / d - k[i] * k_bar / d^2 -
      stability / 2 * (2 * k_bar * k[i] / d^2 - k[i] / d - k_bar / d + 1)) / denominator
  }, numeric(1))
  half <- stats::qnorm(0.975) * sqrt(4 / m^2 * sum((phi - mean(phi))^2))
  expect_equal(nogueira(chosen, 0.95), c(stability, stability - half, stability + half))
})

test_that("random selections have stability about zero", {
  estimates <- with_local_seed(2, replicate(200, {
    selections <- lapply(1:5, \(i) sample(letters, 5))
    selection_stability(selections, letters)$estimate
  }))
  expect_lt(abs(mean(estimates)), 0.02)
})

test_that("what has no stability is NA, and bad input is refused", {
  expect_true(is.na(selection_stability(list("a"), letters)$estimate))
  expect_true(is.na(selection_stability(list(letters, letters), letters)$estimate))
  expect_true(is.na(selection_stability(list(character(), character()), letters)$estimate))
  expect_error(selection_stability("a", letters), "`selections`", class = "radiotmb_argument_error")
  expect_error(selection_stability(list("a"), 1), "`features`", class = "radiotmb_argument_error")
  expect_error(selection_stability(list("A", "b"), letters), "'A'", class = "radiotmb_data_error")
})
