test_that("it prints the cells and what each claim can be", {
  expect_snapshot(print(compatible_cohorts()))
  expect_lte(max(nchar(format(compatible_cohorts(), width = 80))), 80)
})

test_that("it is plain data", {
  cohorts <- compatible_cohorts()
  expect_identical(tidy(cohorts), cohorts$claims)
  expect_identical(glance(cohorts)$cohorts, 1L)
  expect_identical(glance(cohorts)$conflicts, 0L)
  expect_identical(glance(cohorts)$settled, nrow(cohorts$claims))
})
