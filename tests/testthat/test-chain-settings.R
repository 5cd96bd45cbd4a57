fit_of <- function(data, ...) {
  nested_cv(data$features, data$labels, outer = 3, inner = 2, trees = 10, bootstrap = 20, ...)
}

null_of_fit <- function(data, fit, ...) {
  permutation_null(data$features, data$labels, permutations = 2, observed = fit, ...)
}

test_that("the null of a fitted chain takes its options over", {
  data <- study_table(16, 12, 6, shift = 1)
  fit <- fit_of(data, repeats = 2, alpha = 0.2, seed = 7)
  found <- null_of_fit(data, fit)
  own <- permutation_null(
    data$features, data$labels,
    permutations = 2, outer = 3, inner = 2, trees = 10, repeats = 2, alpha = 0.2, seed = 7
  )
  expect_equal(found[c("null", "observed", "p_value")], own[c("null", "observed", "p_value")])
  expect_identical(found$observed, fit$measures$estimate[1])
})

test_that("other options, patients, labels, features or covariates are refused by name", {
  data <- study_table(16, 12, 6)
  fit <- fit_of(data)
  refused <- function(message, other = data, ...) {
    expect_error(null_of_fit(other, fit, ...), message, class = "radiotmb_data_error")
  }
  refused("its `trees` is 10, here it is 20", trees = 20)
  refused("its `repeats` is 1, here it is 5", repeats = 5)
  fewer <- list(features = data$features[-1, ], labels = data$labels[-1, ])
  refused("of 16 patients, here it is of 15", fewer)
  other <- data
  other$labels$status <- rev(other$labels$status)
  refused("status of patient_id 'P001'", other)
  refused("11, other in 'feature_004'", list(features = data$features[-5], labels = data$labels))
  refused("list of covariates is none, here it is age",
    covariates = data.frame(patient_id = data$labels$patient_id, age = 1:16)
  )
})

test_that("a null with covariates says that it tests both together", {
  data <- study_table(12, 5, 6)
  found <- permutation_null(data$features, data$labels,
    permutations = 2, outer = 2, inner = 2, trees = 5,
    covariates = data.frame(patient_id = data$labels$patient_id, age = 1:12)
  )
  expect_output(print(found), "Tests features and covariates together \\(age\\)")
})
