test_that("every kind of refusal has its class and the common one", {
  argument <- rlang::catch_cnd(abort_argument("trees", "a whole number", 1.5))
  expect_s3_class(argument, c("radiotmb_argument_error", "radiotmb_error"), exact = FALSE)
  expect_identical(conditionMessage(argument), "`trees` must be a whole number, not 1.5.")
  data <- rlang::catch_cnd(abort_data("`%s` has %d rows.", "labels", 0L))
  expect_s3_class(data, "radiotmb_data_error")
  expect_s3_class(data, "radiotmb_error")
  expect_identical(conditionMessage(data), "`labels` has 0 rows.")
  expect_warning(warn_data("%d failed", 2L), "^2 failed$", class = "radiotmb_data_warning")
})

test_that("a refusal names the function the user called", {
  outer_call <- function() check_whole("five", "trees")
  expect_identical(rlang::catch_cnd(outer_call())$call, quote(outer_call()))
})

test_that("what was given is described in a few words", {
  expect_identical(describe_value(NULL), "NULL")
  expect_identical(describe_value("abc"), "\"abc\"")
  expect_identical(describe_value(-1), "-1")
  expect_identical(describe_value(NA), "NA")
  expect_identical(describe_value(NA_character_), "NA")
  expect_identical(describe_value(1:3), "an integer vector of length 3")
  expect_identical(describe_value(data.frame(a = 1:3)), "a data frame with 3 rows and 1 columns")
  expect_identical(describe_value(structure(list(), class = "fit")), "an object of class fit")
})

test_that("another package's message becomes one line", {
  expect_identical(one_line("parse error\n   (right here) ---^\n"), "parse error (right here) ---^")
})
