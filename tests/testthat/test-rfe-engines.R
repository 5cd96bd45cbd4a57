test_that("an untried fold counts as perfect in the bound of a size", {
  accuracy <- rbind(c(0.8, 0.6), c(0.7, NA), c(NA, NA))
  expect_equal(accuracy_bound(accuracy), c(0.7, 0.85, 1))
})

test_that("a size is tried only while it can still become the best", {
  # Rows go from the largest size to the smallest; the first is complete.
  expect_identical(next_size(rbind(c(0.8, 0.6), c(0.3, NA)), profile = FALSE), NA_integer_)
  expect_identical(next_size(rbind(c(0.8, 0.6), c(0.3, NA)), profile = TRUE), 2L)
  # 0.4 and a perfect fold would equal the best mean, and of equal sizes the smaller wins.
  expect_identical(next_size(rbind(c(0.8, 0.6), c(0.4, NA)), profile = FALSE), 2L)
  expect_identical(next_size(rbind(c(0.8, 0.6), c(NA, NA), c(0.9, NA)), profile = FALSE), 2L)
  expect_identical(next_size(rbind(c(0.8, 0.6), c(0.5, 0.5)), profile = TRUE), NA_integer_)
})

test_that("the importances kept at each size are caret's: the best ones again and again", {
  rankings <- list(list(column = c(2, 1, 3), importance = c(9, 5, 1)))
  kept <- retained_importance(rankings, c(3, 1), c("a", "b", "c"))
  expect_identical(kept$var, c("b", "a", "c", "b"))
  expect_identical(kept$Overall, c(9, 5, 1, 9))
})

test_that("features are ranked as caret::pickVars() ranks them", {
  variables <- data.frame(
    Overall = c(3, 1, 2, 4, 0, 5), var = c("f1", "f2", "f3", "f1", "f2", "f3"),
    Variables = 3, Resample = rep(c("Fold1", "Fold2"), each = 3)
  )
  ranked <- average_ranking(variables)
  expect_identical(ranked$var, c("f1", "f3", "f2"))
  expect_equal(ranked$Overall, c(3.5, 3.5, 0.5))
  expect_identical(caret::pickVars(variables, 3), ranked$var)
})

test_that("both growers predict and rank as the packages they stand for", {
  data <- study_table(shift = 3, features = 12)
  set.seed(4)
  ours <- forest_grower("randomForest", 50, NULL)$grow_and_predict(
    data$x[-(1:2), ], data$y[-(1:2)], data$x[1:2, ], TRUE
  )
  set.seed(4)
  theirs <- randomForest::randomForest(data$x[-(1:2), ], data$y[-(1:2)], ntree = 50,
                                       importance = TRUE)
  expect_identical(as.character(ours$predicted), as.character(predict(theirs, data$x[1:2, ])))
  expect_length(ours$importance, 12)
  skip_if_not_installed("ranger")
  set.seed(4)
  ranged <- forest_grower("ranger", 50, NULL)$grow_and_predict(
    data$x[-(1:2), ], data$y[-(1:2)], data$x[1:2, ], TRUE
  )
  expect_lte(which.max(ranged$importance), 10)
})
