# Every whole total, tried one after the other.
possible_by_force <- function(mean, n, digits, size, items) {
  grain <- n * size * items
  totals <- 0:ceiling((mean + 1) * grain)
  any(abs(totals / grain - mean) <= 0.5 * 10^-digits + 1e-9)
}

test_that("Brown and Heathers' impossible mean is found", {
  # Soc Psychol Personal Sci 2017: 5.19 of 28 whole numbers does not exist, 5.18 and 5.21 do.
  expect_identical(grim_test(c("5.18", "5.19", "5.21"), n = 28)$possible, c(TRUE, FALSE, TRUE))
  # The worked example of the scrutiny package.
  expect_false(grim_test("5.27", n = 43)$possible)
})

test_that("the published mean burdens are no means of counts over 1.2 Mb", {
  tested <- grim_test(c(10.93, 8.14, 23.41, 5.42), n = c(24, 24, 5, 5), size = 1.2)
  expect_identical(tested$possible, rep(FALSE, 4))
  expect_identical(tested$total, c(315, 234, 140, 33))
})

test_that("the mean of any whole counts is possible, whichever way halves are rounded", {
  withr::local_seed(1)
  for (i in 1:500) {
    n <- sample(1:60, 1)
    size <- sample(c(1, 1.2, 0.645, 2.72), 1)
    digits <- sample(0:4, 1)
    exact <- mean(rpois(n, 12) / size)
    down <- floor(exact * 10^digits) / 10^digits
    expect_true(grim_test(round(exact, digits), n, digits, size)$possible)
    if (abs(exact - down - 0.5 * 10^-digits) < 1e-12) {
      expect_true(grim_test(down, n, digits, size)$possible)
    }
  }
})

test_that("the test agrees with trying every total", {
  withr::local_seed(2)
  for (i in 1:300) {
    digits <- sample(0:3, 1)
    mean <- round(runif(1, 0, 20), digits)
    n <- sample(1:50, 1)
    size <- sample(c(1, 1.2, 2.5), 1)
    items <- sample(1:3, 1)
    expect_identical(
      grim_test(mean, n, digits, size, items)$possible,
      possible_by_force(mean, n, digits, size, items)
    )
  }
})

test_that("several items make a mean of means finer", {
  # One item of 28 people: steps of 1/28; ten items: steps of 1/280.
  expect_false(grim_test("5.19", n = 28)$possible)
  expect_true(grim_test("5.19", n = 28, items = 10)$possible)
})

test_that("trailing zeros count as decimals when the mean is text", {
  expect_identical(grim_test("5.20", n = 28)$digits, 2L)
  expect_identical(grim_test(5.2, n = 28)$digits, 1L)
})

test_that("a median of whole numbers is whole or ends in a half", {
  expect_identical(median_test(c(64, 64.5, 64.8), n = 24)$possible, c(TRUE, TRUE, FALSE))
  expect_identical(median_test(c("64.0", "64.5"), n = 23)$possible, c(TRUE, FALSE))
  withr::local_seed(3)
  for (i in 1:200) {
    n <- sample(1:40, 1)
    expect_true(median_test(median(rpois(n, 30)), n, digits = 1)$possible)
  }
})

test_that("wrong arguments are named", {
  expect_error(grim_test("five", 28), class = "radiotmb_argument_error", "`mean` must be numbers")
  expect_error(grim_test(5, 2.5), class = "radiotmb_argument_error", "`n` must be whole numbers")
  expect_error(grim_test(5, 28, size = 0), class = "radiotmb_argument_error", "`size`")
  expect_error(grim_test(5, 28, digits = -1), class = "radiotmb_argument_error", "`digits`")
  expect_error(median_test(5, 28, step = 0), class = "radiotmb_argument_error", "`step`")
})
