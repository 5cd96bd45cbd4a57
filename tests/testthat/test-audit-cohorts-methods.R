test_that("it prints the cells and what each claim can be", {
  expect_snapshot(print(compatible_cohorts()))
  expect_lte(max(nchar(format(compatible_cohorts(), width = 80))), 80)
})

test_that("it is plain data", {
  cohorts <- compatible_cohorts()
  expect_identical(tidy(cohorts)[names(cohorts$claims)], cohorts$claims)
  expect_identical(glance(cohorts)$cohorts, 1L)
  expect_identical(glance(cohorts)$conflicts, 0L)
  expect_identical(glance(cohorts)$settled, nrow(cohorts$claims))
})

test_that("it says what was left out, and that no cohort fits all claims", {
  claims <- data.frame(
    id = c("patients", "first", "both"), value = c("20", "8", "9"), kind = "count",
    checks = c("counts('all')", "counts('a')", "counts('a & b')")
  )
  shown <- paste(format(compatible_cohorts(claims)), collapse = " ")
  expect_match(shown, "Not true together: first, both. No cohort fits all claims.", fixed = TRUE)
  expect_match(shown, "Left out below: first, both.", fixed = TRUE)
  expect_match(shown, "cohorts fit the other claims", fixed = TRUE)
  claims <- claims[1:2, ]
  claims$value[2] <- "21"
  shown <- paste(format(compatible_cohorts(claims)), collapse = " ")
  expect_match(shown, "Left out below: first; patients stays, as nothing else says", fixed = TRUE)
})

test_that("the summary is two tables", {
  shown <- summary(compatible_cohorts())
  expect_s3_class(shown, "result_summary")
  expect_named(shown, c("heading", "cells", "claims", "flags"))
})
