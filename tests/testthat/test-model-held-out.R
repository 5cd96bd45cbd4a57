simulated_predictions <- function(repeats = 2, seed = 1) {
  with_local_seed(seed, {
    truth <- rep(c("high", "low"), c(10, 20))
    do.call(rbind, lapply(seq_len(repeats), function(r) {
      data.frame(
        patient_id = sprintf("P%02d", 1:30), `repeat` = r, fold = rep_len(1:5, 30), truth = truth,
        probability = stats::plogis(stats::rnorm(30) + (truth == "high")), check.names = FALSE
      )
    }))
  })
}

test_that("the mean area over repeats is the mean of pROC's areas", {
  predictions <- simulated_predictions()
  is_positive <- predictions$truth[1:30] == "high"
  by_repeat <- matrix(predictions$probability, 30)
  drawn <- bootstrap_rows(is_positive, 400, 1)
  found <- auc_measure("auc_repeats", by_repeat, is_positive, drawn, 0.95)
  areas <- apply(by_repeat, 2, \(p) roc_youden(predictions$truth[1:30], p)$auc)
  expect_equal(found$estimate, mean(areas))
  resampled <- apply(drawn, 2, function(rows) {
    mean(apply(by_repeat[rows, ], 2, \(p) auc_by_ranks(is_positive[rows], p)))
  })
  expect_equal(c(found$lower, found$upper), percentile_interval(resampled, 0.95))
})

test_that("the bootstrap draws every class in its own number", {
  is_positive <- rep(c(TRUE, FALSE), c(4, 9))
  drawn <- bootstrap_rows(is_positive, 50, 1)
  expect_identical(dim(drawn), c(13L, 50L))
  expect_true(all(colSums(matrix(is_positive[drawn], 13)) == 4))
})

test_that("corrected calls use the cutoff of the other folds", {
  predictions <- simulated_predictions(1)
  found <- share_called_elsewhere(predictions, sprintf("P%02d", 1:30), "high")
  others <- predictions[predictions$fold != 2, ]
  cutoff <- roc_youden(others$truth, others$probability)$cutoff
  in_fold <- predictions$fold == 2
  expect_equal(found[in_fold], as.numeric(predictions$probability[in_fold] >= cutoff))
})

test_that("the cutoff's own patients make it look better than it is", {
  optimism <- vapply(1:30, function(seed) {
    predictions <- simulated_predictions(1, seed)
    predictions$probability <- with_local_seed(seed + 100, stats::runif(30))
    averaged <- predictions[c("patient_id", "truth", "probability")]
    curve <- roc_youden(averaged$truth, averaged$probability)
    found <- held_out_measures(predictions, averaged, curve, "high", 0.95, 20, 1)
    found$estimate[found$measure == "youden_optimism"]
  }, numeric(1))
  expect_gt(mean(optimism), 0.1)
})

test_that("each measure has one row whose interval holds it, and the Youden rows agree", {
  predictions <- simulated_predictions()
  averaged <- data.frame(
    patient_id = predictions$patient_id[1:30], truth = predictions$truth[1:30],
    probability = rowMeans(matrix(predictions$probability, 30))
  )
  curve <- roc_youden(averaged$truth, averaged$probability)
  found <- held_out_measures(predictions, averaged, curve, "high", 0.95, 400, 1)
  expect_identical(anyDuplicated(found$measure), 0L)
  expect_true(all(found$lower <= found$estimate & found$estimate <= found$upper))
  value <- stats::setNames(found$estimate, found$measure)
  expect_equal(value[["youden"]], curve$youden)
  expect_equal(
    value[["youden_corrected"]],
    value[["sensitivity_corrected"]] + value[["specificity_corrected"]] - 1
  )
  expect_equal(value[["youden_optimism"]], value[["youden"]] - value[["youden_corrected"]])
})
