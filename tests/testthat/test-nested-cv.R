quick <- function(data, ...) {
  nested_cv(data$features, data$labels, outer = 3, inner = 3, trees = 20, bootstrap = 100, ...)
}

test_that("every patient is predicted once a repeat, and the tables have their columns", {
  data <- study_table(shift = 1)
  found <- quick(data, repeats = 2)
  expect_named(
    found$predictions, c("patient_id", "repeat", "fold", "truth", "probability")
  )
  expect_identical(
    as.vector(table(found$predictions$patient_id, found$predictions[["repeat"]])), rep(1L, 48)
  )
  expect_named(found$averaged, c("patient_id", "truth", "probability"))
  expect_equal(
    found$averaged$probability[3],
    mean(found$predictions$probability[found$predictions$patient_id == "P003"])
  )
  expect_named(
    found$folds,
    c("repeat", "fold", "n_train", "n_test", "kept", "screened", "selected", "flag")
  )
  expect_true(all(found$folds$n_train + found$folds$n_test == 24))
  expect_named(found$features, c("feature", "frequency", "share", "mean_rank"))
  expect_equal(sum(found$features$frequency), sum(found$folds$selected))
  expect_named(found$selections, c("repeat", "fold", "rank", "feature"))
  expect_named(found$stability, c("measure", "estimate", "lower", "upper"))
  expect_named(found$measures, c("measure", "estimate", "lower", "upper", "interval"))
  expect_s3_class(found$roc, "roc_youden")
  expect_identical(found$parameters$xgboost, boosting_defaults)
  expect_identical(found$parameters$xgboost_fixed$nthread, 1)
  expect_identical(found$flags, found$flags[nzchar(found$flags)])
})

test_that("a signal is found and noise is not", {
  strong <- quick(study_table(30, 60, 12, shift = 2.5))
  expect_gt(strong$roc$auc, 0.8)
  expect_true(all(strong$features$feature[1:3] %in% sprintf("feature_%03d", 1:10)))
})

test_that("rows in another order give the same result", {
  data <- study_table(shift = 1)
  shuffled <- list(
    features = data$features[with_local_seed(1, sample(24)), ],
    labels = data$labels[with_local_seed(2, sample(24)), ]
  )
  expect_identical(quick(shuffled), quick(data))
})

test_that("the number of workers does not change the result", {
  skip_if_not_installed("future")
  # Forked workers see the package as it is loaded here; others would need it installed.
  skip_if_not(future::supportsMulticore(), "forked processes")
  data <- study_table(shift = 1)
  alone <- quick(data, repeats = 2)
  previous <- future::plan(future::multicore, workers = 2)
  on.exit(future::plan(previous))
  expect_identical(quick(data, repeats = 2), alone)
})

test_that("the session's own random generator and stream are left alone and do not matter", {
  data <- study_table()
  set.seed(1, kind = "Wichmann-Hill")
  on.exit(RNGkind("default", "default", "default"))
  first <- quick(data)
  before <- .Random.seed
  second <- quick(data)
  expect_identical(.Random.seed, before)
  RNGkind("default", "default", "default")
  expect_identical(quick(data), first)
  expect_identical(first, second)
})

test_that("another seed gives other folds", {
  data <- study_table()
  expect_false(identical(quick(data, seed = 1)$predictions, quick(data, seed = 2)$predictions))
})

test_that("covariates are in every model but never among the selected features", {
  data <- study_table()
  covariates <- data.frame(
    patient_id = data$labels$patient_id,
    marker = ifelse(data$labels$status == "high", 1, 0) + 0.01 * 1:24, sex = rep(c("f", "m"), 12)
  )
  plain <- quick(data)
  found <- quick(data, covariates = covariates)
  expect_identical(found$selections, plain$selections)
  expect_gt(found$roc$auc, 0.95)
  expect_identical(found$parameters$covariates, c("marker", "sexm"))
})

test_that("weights, tuning, ranger, smallest-p order and an ICC limit run and are recorded", {
  skip_if_not_installed("ranger")
  data <- study_table(shift = 1)
  grid <- data.frame(max_depth = c(1, 3), nrounds = c(20, 40))
  found <- quick(data,
    class_weights = "balanced", tune = grid, forest = "ranger", order = "p",
    icc = data.frame(feature = colnames(data$x), icc = rep(c(0.5, 0.9), 30)), min_icc = 0.8
  )
  expect_true(all(found$boosting$max_depth %in% c(1, 3)))
  expect_identical(nrow(found$boosting), 3L)
  expect_identical(found$parameters$forest, "ranger")
  expect_identical(sum(found$dropped$reason == "intraclass correlation below 0.8"), 30L)
  expect_true(all(found$selections$feature %in% colnames(data$x)[seq(2, 60, 2)]))
})

test_that("phases side by side select under their phase's name", {
  data <- study_table(shift = 1.5)
  features <- rbind(cbind(data$features, phase = "plain"), cbind(data$features, phase = "enhanced"))
  found <- nested_cv(features, data$labels,
    phase = c("plain", "enhanced"), outer = 3, inner = 3, trees = 20, bootstrap = 50
  )
  expect_true(all(grepl("^(plain|enhanced)\\.", found$features$feature)))
})

test_that("few patients of a status give fewer folds, flagged", {
  data <- study_table(12, 30, 3)
  found <- nested_cv(data$features, data$labels, trees = 20, bootstrap = 50)
  expect_identical(max(found$folds$fold), 3L)
  expect_match(found$flags, "3 outer folds instead of 5", all = FALSE)
  expect_match(found$flags, "inner folds instead of 5|no feature passed", all = FALSE)
  two <- study_table(8, 30, 2)
  found <- nested_cv(two$features, two$labels, trees = 20, bootstrap = 50)
  expect_identical(nrow(found$averaged), 8L)
})

test_that("bad arguments are refused with their name", {
  data <- study_table(12, 5, 4)
  refused <- function(message, ...) {
    expect_error(
      nested_cv(data$features, data$labels, ...), message, class = "radiotmb_argument_error"
    )
  }
  refused("`outer` must be one whole number of at least 2, not 1", outer = 1)
  refused("`outer` must be at most the number of patients \\(12\\), not 20", outer = 20)
  refused("`inner` must be", inner = 2.5)
  refused("`repeats` must be", repeats = 0)
  refused("`correlation` must be one number from 0 to 1, not 90", correlation = 90)
  refused("`alpha` must be", alpha = NULL)
  refused("`trees` must be", trees = "many")
  refused("`engine` must be one of \"caret\", \"direct\", not \"fast\"", engine = "fast")
  refused("`order` must be", order = "auc")
  refused("`bootstrap` must be", bootstrap = 0)
  refused("`tune` must be", tune = list(eta = 1))
  expect_error(nested_cv(as.list(data$features), data$labels), "`features` must be a data frame",
    class = "radiotmb_argument_error"
  )
})

test_that("tibbles are taken", {
  skip_if_not_installed("tibble")
  data <- study_table()
  as_tibbles <- list(
    features = tibble::as_tibble(data$features), labels = tibble::as_tibble(data$labels)
  )
  expect_identical(quick(as_tibbles), quick(data))
})

test_that("other identifiers in the same order give the same folds, in another order others", {
  set.seed(3)
  ids <- sprintf("P%02d", 1:16)
  features <- data.frame(patient_id = ids, matrix(rnorm(16 * 6), 16))
  labels <- data.frame(patient_id = ids, status = rep(c("high", "low"), 8))
  folds <- function(new) {
    features$patient_id <- labels$patient_id <- new
    fit <- nested_cv(features, labels, outer = 2, inner = 2, trees = 5, bootstrap = 10)
    fit$predictions$fold[match(new, fit$predictions$patient_id)]
  }
  expect_identical(folds(paste0("Q", ids)), folds(ids))
  expect_false(identical(folds(rev(ids)), folds(ids)))
})
