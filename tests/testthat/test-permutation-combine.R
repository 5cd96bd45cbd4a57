block <- function(data, first, permutations, seed = 1, ...) {
  permutation_null(
    data$features, data$labels,
    permutations = permutations, first = first, trees = 10, outer = 2, inner = 2, seed = seed, ...
  )
}

test_that("blocks computed apart equal one run, in any order", {
  data <- study_table(14, 12, 6)
  whole <- block(data, 1, 5)
  parts <- list(block(data, 4, 2), block(data, 1, 3))
  expect_equal(combine_nulls(parts), whole)
})

test_that("blocks of different runs, or the same one twice, are refused", {
  data <- study_table(14, 12, 6)
  first <- block(data, 1, 2)
  expect_error(combine_nulls(list(first, first)), "permutation 1 twice",
    class = "radiotmb_data_error"
  )
  expect_error(combine_nulls(list(first, block(data, 3, 2, alpha = 0.2))), "Block 2 of `nulls`",
    class = "radiotmb_data_error"
  )
  expect_error(combine_nulls(list()), "`nulls` must be", class = "radiotmb_argument_error")
  expect_error(combine_nulls(first), "`nulls` must be", class = "radiotmb_argument_error")
})

test_that("the best of several is the largest, permutation by permutation", {
  nulls <- list(
    plain = block(study_table(14, 12, 6, seed = 1), 1, 4),
    enhanced = block(study_table(14, 12, 6, seed = 2), 1, 4)
  )
  best <- max_of(nulls)
  expect_equal(best$null$auc, pmax(nulls$plain$null$auc, nulls$enhanced$null$auc))
  expect_equal(best$observed, max(nulls$plain$observed, nulls$enhanced$observed))
  expect_gte(mean(best$null$auc), mean(nulls$plain$null$auc))
  expect_output(print(best), "best of 2")
  expect_error(max_of(list(nulls[[1]], block(study_table(14, 12, 6), 5, 4))), "same permutation",
    class = "radiotmb_data_error"
  )
})

test_that("phases of other chains are refused, by the option that differs", {
  data <- study_table(16, 10, 8)
  null <- function(...) {
    permutation_null(data$features, data$labels, permutations = 2, outer = 2, inner = 2, ...)
  }
  expect_error(max_of(list(null(trees = 5), null(trees = 6))), "their `trees` differ \\(5 and 6\\)",
    class = "radiotmb_data_error"
  )
})
