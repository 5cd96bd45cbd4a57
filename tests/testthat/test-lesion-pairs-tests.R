test_that("McNemar's test equals mcnemar.test() for every split of the discordant pairs", {
  for (b in 0:7) for (c in 0:7) {
    if (b + c == 0) next
    cells <- c(both_high = 3, primary_only = b, metastasis_only = c, both_low = 14)
    square <- matrix(c(3, b, c, 14), 2)
    found <- test_mcnemar(cells)
    corrected <- stats::mcnemar.test(square)
    plain <- stats::mcnemar.test(square, correct = FALSE)
    expect_equal(found$p_value[1], corrected$p.value)
    expect_equal(found$statistic[1], unname(corrected$statistic))
    expect_equal(found$p_value[2], plain$p.value)
    expect_equal(found$p_value[3], stats::binom.test(b, b + c)$p.value)
  }
})

test_that("the exact signed-rank test equals wilcox.test() without ties", {
  d <- c(1.1, -0.4, 2.7, 3.9, -5.2, 6.3, 7.8)
  r <- rank(abs(d))
  expect_equal(
    exact_signed_rank(r, sum(r[d > 0])), stats::wilcox.test(d, exact = TRUE)$p.value,
    tolerance = 1e-12
  )
})

test_that("the exact signed-rank test with ties counts all assignments of signs", {
  r <- rank(abs(c(1, 1, 2, -2, 3, -1, 4)))
  v <- sum(r[c(1, 2, 3, 5, 7)])
  signs <- as.matrix(expand.grid(rep(list(0:1), length(r))))
  sums <- signs %*% r
  centre <- sum(r) / 2
  expect_equal(exact_signed_rank(r, v), mean(abs(sums - centre) >= abs(v - centre)))
})

test_that("more than 200 pairs are left to the normal approximation", {
  expect_true(is.na(exact_signed_rank(seq_len(201), 100)))
})

test_that("Fieller's interval is the set of ratios that a paired t-test does not reject", {
  pairs <- data.frame(
    primary_tmb = c(12, 9, 15, 22, 8, 11), metastasis_tmb = c(10, 8, 11, 15, 9, 7)
  )
  found <- ratio_of_means(pairs, 0.95)
  for (limit in c(found$lower, found$upper)) {
    p <- stats::t.test(pairs$primary_tmb - limit * pairs$metastasis_tmb)$p.value
    expect_equal(p, 0.05, tolerance = 1e-6)
  }
  noisy <- data.frame(primary_tmb = c(1, 30, 2), metastasis_tmb = c(40, 0, 1))
  expect_identical(ratio_of_means(noisy, 0.95)$note, "interval unbounded")
})

test_that("a mean of ratios is not the ratio of the means", {
  pairs <- data.frame(
    direction = "primary only", primary_tmb = c(40, 20), metastasis_tmb = c(4, 8),
    ratio = c(10, 2.5)
  )
  found <- compare_rates(pairs, 0.95)
  found <- found[found$group == "primary only", ]
  expect_equal(found$estimate[found$measure == "mean of ratios"], 6.25)
  expect_equal(found$estimate[found$measure == "geometric mean of ratios"], 5)
  expect_equal(found$estimate[found$measure == "ratio of means"], 5)
  missing <- average_ratio(data.frame(ratio = c(Inf, 2, 3)), 0.95)
  expect_match(missing$note, "1 patient left out")
})
