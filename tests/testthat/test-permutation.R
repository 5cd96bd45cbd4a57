null_of <- function(data, ...) {
  permutation_null(data$features, data$labels, trees = 15, outer = 3, inner = 3, ...)
}

test_that("the observed area is that of nested_cv with the same arguments", {
  data <- study_table(shift = 1)
  fit <- nested_cv(data$features, data$labels,
    outer = 3, inner = 3, trees = 15, repeats = 2, seed = 5, bootstrap = 20
  )
  own <- null_of(data, permutations = 2, repeats = 2, seed = 5)
  expect_equal(own$observed, fit$measures$estimate[fit$measures$measure == "auc"])
  given <- null_of(data, permutations = 2, repeats = 2, seed = 5, observed = fit)
  expect_equal(given[names(given) != "call"], own[names(own) != "call"])
  expect_equal(null_of(data, permutations = 2, observed = 0.7)$observed, 0.7)
})

test_that("the p-value counts the permutations at least as large, and itself", {
  null <- new_permutation_null(
    data.frame(permutation = 1:4, auc = c(0.2, 0.5, 0.7, 0.9)), 0.7, list(selection = "nested")
  )
  expect_equal(null$p_value, 3 / 5)
})

test_that("selecting outside the folds claims what is not there; inside the folds does not", {
  data <- study_table(24, 1037, 8)
  nested <- null_of(
    data,
    permutations = 200, observed = 0.5, sizes = c(2, 5, 10), xgboost = list(nrounds = 20)
  )
  leaky <- null_of(data, permutations = 200, observed = 0.5, selection = "leaky")
  expect_gt(mean(nested$null$auc), 0.45)
  expect_lt(mean(nested$null$auc), 0.55)
  expect_gt(mean(leaky$null$auc), 0.7)
})

test_that("the labels alone decide a permutation: other rows' order does not", {
  data <- study_table(16, 20, 6)
  shuffled <- list(features = data$features[16:1, ], labels = data$labels[c(2:16, 1), ])
  expect_identical(null_of(shuffled, permutations = 3), null_of(data, permutations = 3))
})

test_that("the number of workers does not change the null", {
  skip_if_not_installed("future")
  skip_if_not(future::supportsMulticore(), "forked processes")
  data <- study_table(16, 20, 6)
  alone <- null_of(data, permutations = 4)
  previous <- future::plan(future::multicore, workers = 2)
  on.exit(future::plan(previous))
  expect_identical(null_of(data, permutations = 4), alone)
})

test_that("progress is signalled once a permutation", {
  skip_if_not_installed("withr")
  withr::local_options(progressr.enable = TRUE)
  data <- study_table(16, 10, 6)
  steps <- 0
  withCallingHandlers(
    null_of(data, permutations = 3, observed = 0.5),
    progression = function(p) if (p$type == "update" && p$amount > 0) steps <<- steps + 1
  )
  expect_identical(steps, 3)
})

test_that("p-values are uniform on noise", {
  # Areas of 16 patients tie, which makes p too large and never too small; splitting the ties at
  # random gives the exactly uniform p-value that the null stands for.
  found <- vapply(1:40, function(seed) {
    data <- study_table(16, 8, 8, seed = seed)
    null <- permutation_null(
      data$features, data$labels,
      permutations = 19, trees = 10, outer = 2, inner = 2, seed = seed, sizes = c(1, 2),
      alpha = 0.2, xgboost = list(nrounds = 10)
    )
    larger <- sum(null$null$auc > null$observed + 1e-12)
    equal <- sum(abs(null$null$auc - null$observed) <= 1e-12)
    c(null$p_value, (larger + with_local_seed(seed, stats::runif(1)) * (equal + 1)) / 20)
  }, numeric(2))
  expect_gt(stats::ks.test(found[2, ], "punif")$p.value, 0.01)
  expect_true(all(found[1, ] >= found[2, ] & found[1, ] <= 1))
})

test_that("bad arguments are refused with their name", {
  data <- study_table(12, 5, 6)
  refused <- function(message, ...) {
    expect_error(permutation_null(data$features, data$labels, ...), message,
      class = "radiotmb_argument_error"
    )
  }
  refused("`permutations` must be", permutations = 0)
  refused("`first` must be", first = 0)
  refused("`selection` must be one of", selection = "both")
  refused("named arguments of nested_cv\\(\\), not \"fold\"", fold = 3)
  refused("`observed` must be", observed = 2)
})

test_that("a null prints, tidies, glances and plots", {
  data <- study_table(12, 5, 6)
  found <- null_of(data, permutations = 3)
  expect_output(print(found), "3 permutations, nested selection, 15 trees, 1 repeat")
  expect_identical(tidy(found)[names(found$null)], found$null)
  expect_identical(summary(found)$counts, glance(found)[names(summary(found)$counts)])
  expect_identical(glance(found)$p_value, found$p_value)
  expect_s3_class(autoplot(found), "ggplot")
})

test_that("a permutation keeps its curve: the best sensitivity at each share of false positives", {
  truth <- c(TRUE, TRUE, TRUE, FALSE, FALSE, FALSE, FALSE)
  score <- c(0.9, 0.6, 0.2, 0.7, 0.6, 0.3, 0.1)
  # One false positive in four: above 0.6, where a positive of 0.6 is tied with the second negative.
  expect_equal(sensitivity_at(truth, score, c(0, 0.25, 0.5, 0.75)), c(1, 1, 2, 3) / 3)
  curve <- roc_youden(ifelse(truth, "high", "low"), score)$curve
  best <- vapply(null_rates, \(rate) {
    max(curve$sensitivity[1 - curve$specificity <= rate + 1e-9])
  }, numeric(1))
  expect_equal(sensitivity_at(truth, score, null_rates), best)
  null <- null_of(study_table(16, 20, 6), permutations = 2)$null
  kept <- as.matrix(null[startsWith(names(null), "sensitivity_")])
  expect_identical(colnames(kept), sprintf("sensitivity_%02d", seq(5L, 95L, by = 5L)))
  expect_true(all(apply(kept, 1, diff) >= 0))
})

test_that("a nested_cv() result gives what it did with missing values to the null", {
  data <- study_table(16, 6, 8)
  data$features[1, 2] <- NA
  observed <- nested_cv(
    data$features, data$labels, unusable = "impute", outer = 2, inner = 2, trees = 5,
    bootstrap = 20
  )
  expect_identical(
    permutation_null(data$features, data$labels, permutations = 1, observed = observed)$observed,
    observed$measures$estimate[1]
  )
})
