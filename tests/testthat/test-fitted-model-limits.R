test_that("patients without any feature value are counted, not named", {
  data <- study_table(40, 30, 16, shift = 1.5)
  data$features[3, -1] <- NA
  model <- quick_model(data, unusable = "impute")
  expect_match(model$flags, "1 patients without any feature value left out", all = FALSE)
  expect_no_match(model_text(model), "P003")
})

test_that("a model says what its AUC cannot carry, and that its null is of a smaller chain", {
  model <- quick_model()
  said_with <- function(lower) {
    model$performance$auc_lower <- lower
    grep("AUC", not_for(model), value = TRUE)
  }
  expect_match(said_with(NA), "its AUC has no interval that holds")
  expect_match(said_with(0.5), "the interval of its AUC holds 0.5")
  expect_identical(said_with(0.51), character())
  chain <- list(trees = 20, repeats = 2)
  expect_null(smaller_chain(chain, chain))
  expect_identical(smaller_chain(list(trees = 5, repeats = 1), chain),
                   "the p-value is that of a chain of 5 trees and 1 repeat")
})
