test_that("counts are shown as runs and mirrored splits once", {
  expect_identical(list_counts(c(2, 4, 5, 6, 7, 9, 10)), "2, 4 to 7, 9, 10")
  expect_identical(list_splits(c(8, 14), c(14, 8)), "8/14 or the reverse")
  expect_identical(list_splits(c(4, 5), c(18, 17)), "4/18, 5/17")
})

test_that("without itself a count is what the others leave", {
  claims <- data.frame(
    id = c("patients", "men", "women", "smokers"), value = c("24", "12", "12", "5"),
    kind = "count",
    checks = c("counts('all')", "counts('male')", "counts('!male')", "counts('smoker')")
  )
  rows <- compatible_cohorts(claims)$claims
  expect_identical(rows$without, c("24", "12", "12", "0 to 24"))
  expect_identical(rows$verdict, c(rep("reproduced", 3), "consistent"))
})

test_that("a number of patients that nothing else bounds is not called determined", {
  claims <- data.frame(id = c("patients", "high"), value = c("24", "5"), kind = "count",
                       checks = c("counts('all')", "counts('high')"))
  rows <- compatible_cohorts(claims)$claims
  expect_identical(rows$without, c("unbounded", "0 to 24"))
  expect_identical(rows$verdict, rep("consistent", 2))
})
