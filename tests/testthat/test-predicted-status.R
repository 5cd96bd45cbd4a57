# Six patients in three folds; without patients c and f (fold 3) the best cutoff is between 0.5 and
# 0.8, which calls c low.
six_predictions <- function() {
  data.frame(
    patient_id = letters[1:6], "repeat" = 1, fold = c(1, 2, 3, 1, 2, 3),
    truth = rep(c("high", "low"), each = 3), probability = c(0.9, 0.8, 0.4, 0.5, 0.2, 0.1),
    check.names = FALSE
  )
}

test_that("the cutoff of the other folds can call a patient otherwise than his own does", {
  found <- predicted_status(six_predictions())
  expect_equal(unique(found$cutoff), 0.3)
  expect_identical(found$predicted, c("high", "high", "high", "high", "low", "low"))
  expect_identical(found$share_positive, c(1, 1, 0, 1, 0, 0))
  expect_identical(found$corrected, c("high", "high", "low", "high", "low", "low"))
})

test_that("statuses are those that nested_cv() judges its sensitivity and Youden index by", {
  set.seed(3)
  features <- data.frame(patient_id = sprintf("P%02d", 1:24), matrix(rnorm(24 * 8), 24))
  labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), c(9, 15)))
  fit <- nested_cv(features, labels, outer = 3, inner = 3, repeats = 2, trees = 10, bootstrap = 20)
  found <- predicted_status(fit$predictions)
  expect_equal(found$cutoff[1], fit$roc$cutoff)
  high <- found$truth == "high"
  expect_equal(mean(found$predicted[high] == "high"), fit$roc$sensitivity)
  corrected <- fit$measures$estimate[fit$measures$measure == "youden_corrected"]
  expect_equal(mean(found$share_positive[high]) - mean(found$share_positive[!high]), corrected)
})

test_that("the order of the rows does not matter", {
  predictions <- six_predictions()
  expect_equal(predicted_status(predictions[6:1, ]), predicted_status(predictions))
})

test_that("a patient lacking a repeat, or with two truths, is refused by name", {
  predictions <- six_predictions()
  again <- predictions
  again[["repeat"]] <- 2
  expect_error(predicted_status(rbind(predictions, again[-2, ])), "patient b",
               class = "radiotmb_data_error")
  again$truth[1] <- "low"
  expect_error(predicted_status(rbind(predictions, again)), "patient a",
               class = "radiotmb_data_error")
  expect_error(predicted_status(predictions, "raised"), "raised", class = "radiotmb_data_error")
})

test_that("a table that read.csv() has read is taken", {
  file <- withr::local_tempfile(fileext = ".csv")
  utils::write.csv(six_predictions(), file, row.names = FALSE)
  expect_equal(predicted_status(utils::read.csv(file)), predicted_status(six_predictions()))
})

test_that("what is no table of one model's probabilities is refused with what to do", {
  refused <- function(predictions, message) {
    expect_error(predicted_status(predictions), message, class = "radiotmb_data_error")
  }
  refused(structure(list(), class = "nested_cv"), "give its `\\$predictions`")
  predictions <- six_predictions()
  refused(transform(predictions, probability = c(0.9, 1.5, 0.4, 0.5, 0.2, 0.1), check.names = FALSE),
          "probability 1.5 for patient b")
  models <- rbind(cbind(predictions, phase = "early"), cbind(predictions, phase = "late"))
  refused(models, "several models \\(early, late\\): choose the rows of one lesion and phase")
  one <- cbind(predictions, phase = "early")
  expect_equal(predicted_status(one), predicted_status(predictions))
})
