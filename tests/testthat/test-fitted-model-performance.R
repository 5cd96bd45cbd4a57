test_that("its performance is that of nested_cv() and of what else is given", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  nested <- nested_cv(
    data$features, data$labels, outer = 3, inner = 3, trees = 20, bootstrap = 20
  )
  expect_identical(without_call(model$nested), without_call(nested))
  expect_equal(model$performance$auc, nested$measures$estimate[1])
  expect_equal(model$cutoff$value, nested$roc$cutoff)
  expect_true(is.na(model$performance$auc_lower))
  expect_match(model$not_for, "no interval that holds", all = FALSE)
  interval <- chain_bootstrap(data$features, data$labels, observed = nested, resamples = 3)
  null <- permutation_null(data$features, data$labels, observed = nested, permutations = 3)
  whole <- fit_model(data$features, data$labels, performance = list(null, nested, interval))
  expect_equal(whole$performance$auc_lower, interval$lower)
  expect_equal(whole$performance$p_permutation, null$p_value)
  expect_identical(whole$trees, model$trees)
  expect_equal(predict(whole, data$features), predict(model, data$features))
})

test_that("the performance of another chain or of other patients is refused", {
  data <- study_table(40, 30, 16, shift = 1.5)
  nested <- quick_model(data)$nested
  expect_error(
    fit_model(data$features, data$labels, performance = nested, trees = 21), "another chain",
    class = "radiotmb_data_error"
  )
  expect_error(
    fit_model(data$features[-1, ], data$labels, performance = nested), "table of patients",
    class = "radiotmb_data_error"
  )
  other <- permutation_null(
    data$features, data$labels, permutations = 2, outer = 3, inner = 3, trees = 5, alpha = 0.2
  )
  expect_error(
    fit_model(data$features, data$labels, performance = list(nested, other)), "'alpha'",
    class = "radiotmb_data_error"
  )
  expect_error(
    fit_model(data$features, data$labels, performance = list(other)), "`performance` must be",
    class = "radiotmb_argument_error"
  )
})
