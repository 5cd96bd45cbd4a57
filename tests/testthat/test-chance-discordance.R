test_that("two 1.2 Mb samples of one tumor disagree as often as published", {
  found <- disagreement_probability(c(10, 8, 12, 7, 15), megabases = 1.2)
  expect_identical(round(100 * found), c(50, 38, 35, 25, 10))
})

test_that("a disagreement is one count at or above 12 and the other below", {
  p <- stats::ppois(11, 9.6, lower.tail = FALSE)
  expect_equal(disagreement_probability(8, 1.2), 2 * p * (1 - p), tolerance = 1e-12)
})

test_that("mutations that are all shared leave nothing to disagree about", {
  expect_equal(disagreement_probability(c(0, 8, 10, 30), sharing = 1), rep(0, 4))
  more <- vapply(c(0, 0.3, 0.6, 0.9), \(s) disagreement_probability(9, sharing = s), numeric(1))
  expect_true(all(diff(more) < 0))
})

test_that("given its total a pair is divided by a binomial draw", {
  found <- chance_discordance(c(10, 13), c(13, 11), 1.2, 0.9)[1, ]
  p <- vapply(c(23, 24), function(total) {
    first <- 0:total
    sum(stats::dbinom(first, total, 1.2 / 2.1) * ((first >= 12) != (total - first >= 9)))
  }, numeric(1))
  expect_equal(found$expected, sum(p), tolerance = 1e-12)
})

test_that("given its shared variants too, the private ones are divided", {
  found <- chance_discordance(10, 13, 1.2, shared = 8)[2, ]
  private <- 0:7
  p <- sum(stats::dbinom(private, 7, 0.5) * ((8 + private >= 12) != (15 - private >= 12)))
  expect_equal(found$expected, p, tolerance = 1e-12)
})

test_that("without known shared variants it is what simulated pairs of the same total show", {
  pairs <- list(total = 23, m1 = 1.2, m2 = 0.9)
  rate <- 23 / 2.1
  common <- 0.6 * rate * 0.9
  simulated <- with_local_seed(1, {
    shared <- stats::rpois(2e6, common)
    first <- shared + stats::rpois(2e6, rate * 1.2 - common)
    second <- shared + stats::rpois(2e6, rate * 0.9 - common)
    same <- first + second == 23
    mean((first[same] >= 12) != (second[same] >= 9))
  })
  expect_equal(discordant_given_total(pairs, 10, 0.6), simulated, tolerance = 0.01)
})

test_that("identical pairs toss a binomial number of discordances", {
  found <- chance_discordance(rep(9, 20), rep(9, 20), 1.2)[1, ]
  # Of 18 mutations one lesion has at least 12 and the other fewer.
  p <- 2 * stats::pbinom(11, 18, 0.5, lower.tail = FALSE)
  expect_equal(found$expected, 20 * p, tolerance = 1e-12)
  expect_equal(found$lower, stats::qbinom(0.025, 20, p))
  expect_equal(found$upper, stats::qbinom(0.975, 20, p))
  expect_identical(found$observed, 0L)
  expect_equal(found$p_at_least, 1)
  expect_equal(found$p_at_most, stats::dbinom(0, 20, p), tolerance = 1e-12)
})

test_that("under its own null the expected number is unbiased and p at most as often small", {
  for (rate in c(5, 10)) {
    found <- with_local_seed(11, t(replicate(300, {
      one <- chance_discordance(stats::rpois(24, rate * 1.2), stats::rpois(24, rate * 1.2), 1.2)
      c(one$expected[1], one$p_at_least[1], one$p_at_most[1])
    })))
    truth <- 24 * disagreement_probability(rate, 1.2)
    error <- stats::sd(found[, 1]) / sqrt(300)
    expect_lt(abs(mean(found[, 1]) - truth), 3 * error)
    expect_lt(mean(found[, 2] <= 0.05), 0.07)
    expect_lt(mean(found[, 3] <= 0.05), 0.07)
  }
})

test_that("the interval of an estimated sharing holds it", {
  held <- with_local_seed(5, replicate(200, {
    rate <- stats::runif(24, 5, 15)
    shared <- stats::rpois(24, 0.5 * rate * 1.2)
    counts <- matrix(shared + stats::rpois(48, 0.5 * rate * 1.2), 24)
    found <- chance_discordance(counts[, 1], counts[, 2], 1.2)[2, ]
    found$sharing_lower <= 0.5 && 0.5 <= found$sharing_upper
  }))
  expect_gt(mean(held), 0.92)
})

test_that("the sharing is found again in simulated pairs, for equal and unequal megabases", {
  sharing <- 0.7
  rate <- with_local_seed(2, stats::runif(4000, 3, 20))
  for (m2 in c(1.2, 0.8)) {
    common <- sharing * rate * min(1.2, m2)
    counts <- with_local_seed(3, {
      shared <- stats::rpois(4000, common)
      list(
        shared + stats::rpois(4000, rate * 1.2 - common),
        shared + stats::rpois(4000, rate * m2 - common)
      )
    })
    found <- chance_discordance(counts[[1]], counts[[2]], 1.2, m2)[2, ]
    expect_equal(found$sharing, sharing, tolerance = 0.03)
    expect_true(found$sharing_lower < sharing && sharing < found$sharing_upper)
  }
})

test_that("a known number of shared variants gives Dice's coefficient", {
  found <- chance_discordance(c(10, 6), c(8, 6), 1.2, shared = c(7, 4))
  expect_equal(found$sharing[2], 2 * 11 / 30)
})

test_that("without any mutation there is nothing to expect", {
  found <- chance_discordance(c(0, 0), c(0, 0), 1.2)
  expect_equal(found$expected, c(0, 0))
  expect_equal(found$sharing, c(0, 0))
})

test_that("counts that cannot be are refused", {
  expect_snapshot(error = TRUE, {
    chance_discordance(c(1, 2), 1, 1.2)
    chance_discordance(c(5, 6), c(7, 8), 1.2, shared = c(3, 7))
    chance_discordance(c(5, 6), c(7, 8), 1.2, shared = 3)
    disagreement_probability(-1)
    disagreement_probability(8, megabases = 0)
    disagreement_probability(8, sharing = 2)
  })
})
