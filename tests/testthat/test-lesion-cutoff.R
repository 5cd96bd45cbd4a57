test_that("a given cutoff decides status, counts, tests and chance alike", {
  burden <- burden_of(c(14, 14, 5, 7), c(14, 7, 5, 2))
  without <- compare_lesions(burden, cutoff = 5)
  burden$status <- ifelse(burden$mutations >= 12, "high", "low")
  found <- compare_lesions(burden, cutoff = 5)
  for (part in c("pairs", "cells", "tests", "discordant", "chance")) {
    expect_identical(found[[part]], without[[part]])
  }
  expect_identical(found$discordant$numerator[1], found$chance$observed[1])
  expect_match(found$flags, "another for 2 lesions \\(primary of P04, metastasis of P02\\)",
               all = FALSE)
  expect_error(compare_lesions(burden, cutoff = Inf), class = "radiotmb_argument_error")
})

test_that("chance is of the cutoff that the column `status` agrees with", {
  burden <- burden_of(c(14, 14, 5, 7), c(14, 7, 5, 2))
  burden$status <- ifelse(burden$mutations >= 7, "high", "low")
  found <- compare_lesions(burden)
  expect_equal(found$cutoff, 7 / 1.2)
  expect_identical(found$chance, compare_lesions(burden, cutoff = found$cutoff)$chance)
  expect_identical(found$discordant$numerator[1], found$chance$observed[1])
  expect_match(found$flags, "chance is of the cutoff of 5.83", all = FALSE)
})
