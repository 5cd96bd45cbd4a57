skip_if_not_installed("glmnet")

of_patients <- function(data, seed = 9, shift = 0) {
  with_local_seed(seed, data.frame(
    patient_id = data$features$patient_id,
    age = 65 + 8 * stats::rnorm(nrow(data$features)) + shift * (data$labels$status == "high"),
    sex = sample(rep(c("f", "m"), length.out = nrow(data$features)))
  ))
}

quick_value <- function(data, clinical, resamples = 0, ...) added_value(
  data$features, data$labels, clinical, resamples = resamples, repeats = 1, outer = 3, inner = 2,
  learner = "glmnet", ...
)

test_that("the image's predictions are nested_cv()'s, the areas those of the probabilities", {
  data <- study_table(30, 20, 12, shift = 1)
  clinical <- of_patients(data)
  found <- quick_value(data, clinical)
  alone <- nested_cv(
    data$features, data$labels, outer = 3, inner = 2, learner = "glmnet", bootstrap = 20
  )
  expect_equal(found$averaged$image, alone$averaged$probability)
  truth <- found$averaged$truth == "high"
  expect_equal(
    found$areas$auc, unname(vapply(found$averaged[3:5], \(p) auc_by_ranks(truth, p), 0))
  )
  expect_equal(found$differences$difference[1], found$areas$auc[3] - found$areas$auc[1])
  expect_equal(found$differences$second, c("both", "both", "image"))
  curve <- decision_curve(found$averaged$truth, found$averaged$both, bootstrap = 1)
  expect_equal(found$decision$net_benefit[found$decision$model == "both"], curve$model)
  test <- firth_last_column(
    cbind(clinical$age, clinical$sex == "m", log_odds(found$averaged$image)), truth, 0.95
  )
  expect_equal(found$test$statistic, test$statistic, tolerance = 1e-6)
  expect_match(found$flags, "resamples = 0", all = FALSE)
  expect_match(found$flags, "permutations = 0", all = FALSE)
  expect_match(found$flags, "fewer than 10 a column", all = FALSE)
})

test_that("the clinical model is Firth's of the other folds", {
  data <- study_table(30, 20, 12)
  clinical <- of_patients(data, shift = 10)
  found <- quick_value(data, clinical)
  fold <- grouped_folds(
    factor(data$labels$status, c("low", "high")), NULL, 3, derive_seed(1, "outer folds", 1)
  )
  columns <- cbind(age = clinical$age, sexm = as.numeric(clinical$sex == "m"))
  is_positive <- data$labels$status == "high"
  for (k in 1:3) {
    learned <- learn_clinical(columns[fold != k, ], is_positive[fold != k])
    expect_equal(
      found$averaged$clinical[fold == k],
      predict_clinical(learned, columns[fold == k, , drop = FALSE])
    )
  }
  expect_gt(found$areas$auc[1], 0.6)
})

test_that("a held-out patient's features reach nobody else of the fold, nor the training of both", {
  data <- study_table(30, 20, 12, shift = 1)
  clinical <- of_patients(data)
  before <- quick_value(data, clinical)$averaged
  fold <- grouped_folds(
    factor(data$labels$status, c("low", "high")), NULL, 3, derive_seed(1, "outer folds", 1)
  )
  absurd <- data
  held_out <- which(fold == 2)
  absurd$features[held_out[1], -1] <- 1e6
  after <- quick_value(absurd, clinical)$averaged
  others <- held_out[-1]
  expect_identical(after[others, ], before[others, ])
  expect_false(isTRUE(all.equal(after$both[held_out[1]], before$both[held_out[1]])))
})

test_that("on noise neither the image nor both look better than they are", {
  gain <- vapply(1:15, function(seed) {
    data <- study_table(24, 40, 8, seed = seed)
    found <- quick_value(data, of_patients(data, seed + 100))
    c(found$areas$auc, found$test$p_value <= 0.05)
  }, numeric(4))
  expect_lt(mean(gain[2, ]), 0.55)
  expect_lt(mean(gain[3, ]), 0.55)
  expect_lte(sum(gain[4, ]), 3)
})

test_that("an image that tells the status is found beyond the clinical columns", {
  data <- study_table(60, 20, 24, shift = 1.5)
  clinical <- of_patients(data, shift = 4)
  found <- quick_value(data, clinical, resamples = 4, permutations = 19)
  expect_lt(found$test$p_value, 0.01)
  expect_equal(found$test$p_permutation, 1 / 20)
  expect_gt(found$test$lower, 0)
  expect_gt(found$differences$difference[1], 0)
  expect_true(all(found$areas$lower < found$areas$auc & found$areas$auc < found$areas$upper))
  expect_identical(nrow(found$resampled), 8L)
  expect_identical(nrow(found$null), 19L)
})

test_that("the image's interval is chain_bootstrap()'s, resample by resample", {
  data <- study_table(24, 20, 8, shift = 1)
  found <- quick_value(data, of_patients(data), resamples = 3)
  alone <- chain_bootstrap(
    data$features, data$labels, resamples = 3, repeats = 1, outer = 3, inner = 2,
    learner = "glmnet"
  )
  expect_equal(found$resampled$image, alone$resampled$auc)
  expect_equal(
    unlist(found$areas[2, c("auc", "lower", "upper")]),
    c(auc = alone$auc, lower = alone$lower, upper = alone$upper)
  )
})

test_that("what cannot be asked is refused", {
  data <- study_table(24, 20, 8, shift = 1)
  clinical <- of_patients(data)
  refused <- function(message, class = "radiotmb_data_error", by = clinical, ...) {
    expect_error(
      added_value(data$features, data$labels, by, learner = "glmnet", ...), message, class = class
    )
  }
  refused("`clinical` is not complete for patient_id 'P001'", by = clinical[-1, ])
  refused("`clinical` has the column 'os_days'", by = transform(clinical, os_days = 1:24))
  refused("`covariates` must be left out", "radiotmb_argument_error", covariates = clinical)
  refused("At least 3 outer folds", outer = 2)
  refused("`resamples` must be 0, or at least 2", "radiotmb_argument_error", resamples = 1)
  refused("`clinical` must be a data frame", "radiotmb_argument_error", by = NULL)
  several <- data
  several$features$patient_id <- several$labels$patient_id <- rep(sprintf("P%02d", 1:12), each = 2)
  several$features$lesion <- several$labels$lesion <- rep(c("a", "b"), 12)
  expect_error(
    added_value(several$features, several$labels, clinical), "several lesions of a patient",
    class = "radiotmb_data_error"
  )
})

test_that("it prints, summarises, tidies and draws", {
  data <- study_table(24, 20, 8, shift = 1)
  found <- quick_value(data, of_patients(data), resamples = 2)
  expect_output(print(found), "both less clinical")
  expect_output(print(summary(found)), "log_odds")
  expect_identical(
    tidy(found)$term,
    c("both - clinical", "both - image", "image - clinical", "image beyond clinical")
  )
  expect_identical(glance(found)$image, found$areas$auc[2])
  for (type in c("decision", "areas")) expect_s3_class(autoplot(found, type), "ggplot")
})
