# All means that n counts of at most `largest` give when each is rounded first.
all_means <- function(n, size, digits, largest) {
  values <- round(round(10^digits * (0:largest) / size + 1e-9))
  Reduce(\(sums, i) unique(as.vector(outer(sums, values, `+`))), seq_len(n), 0) / n / 10^digits
}

test_that("it finds the means that trying every count finds", {
  for (n in 2:4) {
    reachable <- sort(all_means(n, 1.2, 2, 14))
    # Well inside what counts up to 14 reach.
    published <- seq(2, 5, by = 0.01)
    expected <- vapply(published, \(mean) any(abs(reachable - mean) <= 0.005 + 1e-9), NA)
    found <- vapply(published, mean_of_rounded_possible, NA, n = n, digits = 2, size = 1.2)
    expect_identical(found, expected)
  }
})

test_that("of the published means only 10.93 can be of values rounded before averaging", {
  possible <- mapply(mean_of_rounded_possible, c(10.93, 8.14, 23.41, 5.42), c(24, 24, 5, 5),
                     MoreArgs = list(digits = 2, size = 1.2))
  expect_identical(possible, c(TRUE, FALSE, FALSE, FALSE))
})

test_that("a size with many different errors excludes nothing", {
  expect_true(mean_of_rounded_possible(10.93, 24, 2, 1.198355))
})
