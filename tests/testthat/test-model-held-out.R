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
  areas <- vapply(split(predictions, predictions[["repeat"]]), function(one) {
    roc_youden(one$truth, one$probability)$auc
  }, numeric(1))
  expect_equal(mean_area(predictions, "high"), mean(areas))
})

test_that("the quick cutoff is that of the curve", {
  for (seed in 1:40) {
    case <- with_local_seed(seed, list(
      truth = sample(rep(c(TRUE, FALSE), c(13, 20))), p = round(stats::runif(33), 1 + seed %% 3)
    ))
    expect_equal(
      youden_cutoff(case$truth, case$p), roc_youden(ifelse(case$truth, "high", "low"), case$p)$cutoff
    )
  }
  expect_identical(youden_cutoff(c(TRUE, FALSE), c(0.4, 0.4)), 0.4)
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

test_that("each measure has one row, an interval says what it is, and the Youden rows agree", {
  predictions <- simulated_predictions()
  averaged <- data.frame(
    patient_id = predictions$patient_id[1:30], truth = predictions$truth[1:30],
    probability = rowMeans(matrix(predictions$probability, 30))
  )
  curve <- roc_youden(averaged$truth, averaged$probability)
  found <- held_out_measures(predictions, averaged, curve, "high", 0.95, 400, 1)
  expect_identical(anyDuplicated(found$measure), 0L)
  given <- !is.na(found$lower)
  expect_true(all((found$lower <= found$estimate & found$estimate <= found$upper)[given]))
  expect_identical(
    found$measure[!given], c("auc", "youden", "youden_corrected", "youden_optimism")
  )
  expect_match(found$interval[!given], "none: see chain_bootstrap")
  expect_match(found$interval[found$measure == "auc_averaged"], "conditional .* too narrow")
  value <- stats::setNames(found$estimate, found$measure)
  expect_equal(value[["youden"]], curve$youden)
  called <- share_called_elsewhere(predictions, averaged$patient_id, "high")
  expect_equal(value[["youden_corrected"]], youden_index(called, averaged$truth == "high"))
  expect_equal(value[["youden_optimism"]], value[["youden"]] - value[["youden_corrected"]])
})
