test_that("missing values are the medians of the training patients, and zero where there are none", {
  x <- cbind(a = c(1, NA, 3, NA), b = c(NA, NA, 5, 7), c = 1:4)
  found <- impute_medians(x, x[1:2, ])
  expect_equal(found[, "a"], c(1, 1, 3, 1))
  expect_equal(found[, "b"], c(0, 0, 5, 7))
  expect_identical(found[, "c"], as.numeric(1:4))
})

test_that("values of held-out patients do not reach the filling of the training patients", {
  data <- study_table(24, 12, 8, shift = 1)
  x <- data$x
  x[c(1, 9, 20), 2] <- NA
  table <- list(x = x, y = data$y)
  train <- rep(c(TRUE, TRUE, FALSE), 8)
  parameters <- chain_parameters("high", nested_cv_control(trees = 20, inner = 2))
  one <- fit_fold(table, train, parameters, 1)
  table$x[3, 2] <- 1e6
  other <- fit_fold(table, train, parameters, 1)
  expect_identical(one$selected, other$selected)
  expect_identical(one$probability[-1], other$probability[-1])
})

test_that("a study with holes is modelled where imputation is asked for", {
  data <- study_table(24, 12, 8, shift = 1)
  data$features$feature_002[c(1, 9)] <- NA
  dropped <- nested_cv(data$features, data$labels, outer = 3, inner = 2, trees = 10, bootstrap = 20)
  expect_identical(dropped$dropped$feature, "feature_002")
  filled <- nested_cv(
    data$features, data$labels, outer = 3, inner = 2, trees = 10, bootstrap = 20,
    unusable = "impute"
  )
  expect_match(filled$flags, "2 missing values in 1 columns filled in each fold", all = FALSE)
  expect_true("feature_002" %in% filled$features$feature)
})
