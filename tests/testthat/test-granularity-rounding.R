test_that("every way of rounding halves stays within the interval", {
  for (exact in c(0.125, 0.375, 2.5, 3.5, 10.005)) {
    digits <- if (exact > 2 && exact < 4) 0 else 2
    up <- floor(exact * 10^digits + 0.5) / 10^digits
    down <- ceiling(exact * 10^digits - 0.5) / 10^digits
    expect_true(rounds_to(exact, up, digits) && rounds_to(exact, down, digits))
  }
  expect_false(rounds_to(0.1251, 0.12, 2))
})

test_that("decimals are those written", {
  expect_identical(count_decimals(c("0.600", "7", "29.2")), c(3L, 0L, 1L))
  expect_identical(count_decimals(c(0.6, 7)), c(1L, 0L))
  # No scientific notation hides them.
  expect_identical(count_decimals(0.00001), 5L)
})
