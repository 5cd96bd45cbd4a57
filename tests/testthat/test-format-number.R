test_that("numbers keep three digits and never turn scientific", {
  expect_identical(
    format_number(c(0, 0.123456, 21.84378, 123456, NA, 1e-9, Inf)),
    c("0", "0.123", "21.8", "123000", "-", "<0.0001", "Inf")
  )
  expect_identical(format_number(1234.5, 4), "1234")
})

test_that("p-values have three decimals, and a floor", {
  expect_identical(format_p_value(c(0.04249, 0.0002, NA, 1)), c("0.042", "<0.001", "-", "1.000"))
})

test_that("columns line up: text to the left, numbers to the right", {
  expect_identical(
    format_columns(data.frame(test = c("McNemar", "t"), n = c(7, 12), note = c("", NA))),
    c("  test      n  note", "  McNemar   7", "  t        12  -")
  )
})

test_that("flags become notes, and none nothing", {
  expect_null(format_flags(NULL))
  expect_identical(format_flags(c("a", "b")), c("Note: a", "Note: b"))
  expect_identical(format_limits(0.1, NA, 0.9), "90% CI 0.1 to -")
})
