data <- study_table(18, 12, 6, shift = 1)

# Two calls may say the same in other words.
without_call <- function(result) result[names(result) != "call"]

test_that("options in a control object give the result of the same arguments", {
  options <- list(
    outer = 3, inner = 2, repeats = 2, correlation = 0.8, alpha = 0.2, trees = 10, seed = 3,
    sizes = c(1, 2), order = "p", class_weights = "balanced", xgboost = list(nrounds = 10),
    conf_level = 0.9, bootstrap = 50
  )
  arguments <- do.call(nested_cv, c(list(data$features, data$labels), options))
  control <- do.call(nested_cv_control, options)
  found <- nested_cv(data$features, data$labels, control = control)
  expect_identical(without_call(found), without_call(arguments))
})

test_that("an argument beside the control object replaces the option in it", {
  control <- nested_cv_control(outer = 3, inner = 2, trees = 10, seed = 3, bootstrap = 20)
  beside <- nested_cv(data$features, data$labels, seed = 4, control = control)
  whole <- nested_cv(
    data$features, data$labels,
    control = nested_cv_control(outer = 3, inner = 2, trees = 10, seed = 4, bootstrap = 20)
  )
  expect_identical(without_call(beside), without_call(whole))
  expect_identical(beside$parameters$seed, 4)
  expect_identical(beside$parameters$trees, 10)
})

test_that("a permutation null takes the control object of its model", {
  control <- nested_cv_control(outer = 3, inner = 2, trees = 10, seed = 3, bootstrap = 20)
  fit <- nested_cv(data$features, data$labels, control = control)
  null <- permutation_null(data$features, data$labels, permutations = 2, control = control)
  expect_identical(null$observed, fit$roc$auc)
  own <- permutation_null(
    data$features, data$labels,
    permutations = 2, outer = 3, inner = 2, trees = 10, seed = 3
  )
  expect_identical(without_call(null), without_call(own))
})

test_that("the defaults are those of nested_cv, and every option of it is one", {
  data_arguments <- c(
    "features", "labels", "positive", "covariates", "icc", "phase", "lesion", "control", "centre",
    "batch", "keep"
  )
  expect_setequal(names(nested_cv_control()), setdiff(names(formals(nested_cv)), data_arguments))
  expect_identical(nested_cv_control()$trees, 500)
  expect_identical(nested_cv_control()$xgboost, list())
  expect_null(nested_cv_control()$sizes)
})

test_that("what is no option or out of range is refused by name", {
  refused <- function(message, ...) {
    expect_error(nested_cv_control(...), message, class = "radiotmb_argument_error")
  }
  refused("options by name, of outer, inner, .*not \"fold\"", fold = 3)
  refused("not \"an unnamed value\"", 3)
  refused("`outer` must be one whole number of at least 2, not 1", outer = 1)
  refused("`alpha` must be", alpha = NULL)
  refused("`min_icc` must be one number from -1 to 1", min_icc = 2)
  refused("`unusable` must be one of", unusable = "keep")
  refused("`xgboost` must be", xgboost = list(depth = 3))
  expect_error(
    nested_cv(data$features, data$labels, control = list(trees = 10)),
    "`control` must be NULL or the options made by nested_cv_control",
    class = "radiotmb_argument_error"
  )
})

test_that("only the options that differ from their defaults are printed", {
  expect_identical(format(nested_cv_control()),
                   "<nested_cv_control> 24 options, 0 other than the default")
  expect_output(print(nested_cv_control(trees = 10, sizes = c(1, 2))), "trees = 10\n  sizes = c")
})
