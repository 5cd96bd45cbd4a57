test_that("Ion Reporter's worked example: 19 mutations in 1,198,355 bases are 15.86 per megabase", {
  found <- tmb_interval(19, 1.198355)
  expect_equal(round(found$tmb, 2), 15.86)
  exact <- stats::poisson.test(19, 1.198355)$conf.int
  expect_equal(c(found$tmb_lower, found$tmb_upper), as.numeric(exact), tolerance = 1e-12)
})

test_that("the interval of no mutation at all ends at -log(0.025)", {
  found <- tmb_interval(0, 1)
  expect_equal(found$tmb_lower, 0)
  expect_equal(found$tmb_upper, -log(0.025), tolerance = 1e-12)
})

test_that("Garwood's interval covers a Poisson mean at least as often as it says", {
  for (mean in c(0.5, 3, 12)) {
    counts <- 0:60
    interval <- tmb_interval(counts, 1, conf_level = 0.9)
    covers <- interval$tmb_lower <= mean & mean <= interval$tmb_upper
    expect_gte(sum(stats::dpois(counts[covers], mean)), 0.9)
  }
})

test_that("12 mutations in 1.2 Mb are at the cutoff of 10, and 11 are below", {
  found <- tmb_status(c(11, 12, 12), c(1.2, 1.2, 1.2))
  expect_identical(found$status, c("low", "high", "high"))
  # thirds and sevenths do not divide evenly either
  expect_identical(tmb_status(7, 0.7)$status, "high")
  expect_identical(tmb_status(3, 0.3)$status, "high")
})

test_that("borderline means that the interval holds the cutoff", {
  counts <- 0:60
  found <- tmb_status(counts, 1.2)
  expect_identical(found$borderline, found$tmb_lower < 10 & found$tmb_upper >= 10)
  expect_identical(range(counts[found$borderline]), c(6L, 19L))
})

test_that("the probability of a high burden is the Jeffreys posterior's tail", {
  numeric <- stats::integrate(
    \(rate) stats::dpois(8, rate * 1.2) / sqrt(rate), 10, Inf, rel.tol = 1e-10
  )$value / stats::integrate(
    \(rate) stats::dpois(8, rate * 1.2) / sqrt(rate), 0, Inf, rel.tol = 1e-10
  )$value
  expect_equal(tmb_probability(8, 1.2), numeric, tolerance = 1e-6)
  probability <- tmb_probability(0:40, 1.2)
  expect_true(all(diff(probability) > 0))
})

test_that("no sample at all gives no row", {
  expect_identical(nrow(tmb_status(integer(), 1.2)), 0L)
})

test_that("impossible counts and sizes are refused by name", {
  expect_snapshot(error = TRUE, {
    tmb_interval(-1, 1.2)
    tmb_interval(2.5, 1.2)
    tmb_interval(c(1, NaN), 1.2)
    tmb_interval("12", 1.2)
    tmb_interval(12, 0)
    tmb_interval(c(1, 2, 3), c(1, 2))
    tmb_interval(12, 1.2, conf_level = 95)
    tmb_status(12, 1.2, cutoff = -1)
  })
  expect_error(tmb_interval(-1, 1.2), class = "radiotmb_argument_error")
})

test_that("a missing count has a missing burden, as a column of a table wants it", {
  found <- tmb_status(c(12, NA, 3), c(1.2, 1.2, NA))
  expect_identical(found$status, c("high", NA, NA))
  expect_identical(found$borderline, c(TRUE, NA, NA))
  expect_identical(is.na(found$tmb_lower), c(FALSE, TRUE, TRUE))
  expect_identical(is.na(tmb_probability(c(NA, 8), 1.2)), c(TRUE, FALSE))
  expect_true(is.na(tmb_interval(NA, 1.2)$tmb))
  expect_error(chance_discordance(c(3, NA), c(4, 5), 1.2), class = "radiotmb_argument_error")
})
