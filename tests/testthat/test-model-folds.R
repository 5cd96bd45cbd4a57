test_that("folds are stratified: classes and sizes differ by at most one patient", {
  for (case in list(c(24, 8, 5), c(22, 5, 5), c(7, 3, 3), c(90, 14, 10))) {
    y <- factor(rep(c("high", "low"), c(case[2], case[1] - case[2])))
    for (seed in 1:10) {
      fold <- stratified_folds(y, case[3], seed)
      expect_setequal(fold, seq_len(case[3]))
      expect_lte(diff(range(table(fold))), 1)
      expect_true(all(apply(table(y, fold), 1, \(n) diff(range(n))) <= 1))
    }
  }
})

test_that("folds depend on the seed and on nothing else", {
  y <- factor(rep(c("high", "low"), c(8, 16)))
  expect_identical(stratified_folds(y, 5, 1), stratified_folds(y, 5, 1))
  expect_false(identical(stratified_folds(y, 5, 1), stratified_folds(y, 5, 2)))
})
