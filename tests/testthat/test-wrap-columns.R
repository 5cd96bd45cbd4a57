test_that("a table that fits is as it is, a wider one wraps its texts and loses no word", {
  table <- data.frame(claim = c("a", "b"), n = c(1, 22),
                      sentence = c("one two three four five six seven", "short"))
  expect_identical(wrap_columns(table, 80), format_columns(table))
  lines <- wrap_columns(table, 30)
  expect_identical(lines, c(
    "  claim   n  sentence",
    "  a       1  one two three",
    "             four five six",
    "             seven",
    "  b      22  short"
  ))
})

test_that("a single word is never cut, however narrow the terminal", {
  table <- data.frame(claim = "primary_only_tmb_metastasis", sentence = "an unusually_long_word here")
  lines <- wrap_columns(table, 20)
  expect_match(lines[2], "primary_only_tmb_metastasis  an", fixed = TRUE)
  expect_match(lines, "unusually_long_word", fixed = TRUE, all = FALSE)
})

test_that("numbers alone are never wrapped", {
  table <- data.frame(first = 1:2, second = c(123456, 2))
  expect_identical(wrap_columns(table, 5), format_columns(table))
})

test_that("columns that need little leave the rest to those that need more", {
  expect_identical(share_width(c(5L, 100L, 100L), 65), c(5, 30, 30))
  expect_identical(share_width(c(5L, 20L), 65), c(5, 20))
  expect_identical(share_width(c(100L, 100L, 100L), 65, c(3L, 45L, 3L)), c(10, 45, 10))
})

test_that("a long word is cut at a slash", {
  expect_identical(wrap_cell("mutations/megabase", 12), c("mutations/", "megabase"))
})
