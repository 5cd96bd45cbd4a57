fitted <- function() {
  data <- study_table(shift = 1)
  nested_cv(data$features, data$labels, outer = 3, inner = 3, trees = 20, bootstrap = 100)
}

test_that("a result prints like a statistician's table and returns itself", {
  found <- fitted()
  expect_output(print(found), "24 patients \\(8 high\\), 3 outer x 3 inner folds, 1 repeat")
  expect_output(print(found), "AUC, mean of repeats +0\\.[0-9]{3}\n")
  expect_output(print(found), "DeLong, too narrow")
  expect_output(print(found), "chain_bootstrap\\(\\) gives the 95% CI")
  found$parameters$conf_level <- 0.8
  expect_output(print(found), "chain_bootstrap\\(\\) gives the 80% CI")
  expect_output(print(summary(found)), "Measures\n  measure +estimate")
  utils::capture.output(expect_invisible(print(found)))
})

test_that("tidy, glance and augment are plain data frames", {
  found <- fitted()
  expect_identical(tidy(found)[names(found$features)], found$features)
  expect_identical(nrow(glance(found)), 1L)
  expect_identical(glance(found)$auc_averaged, found$roc$auc)
  augmented <- augment(found)
  expect_identical(augmented$patient_id, found$averaged$patient_id)
  sensitivity <- mean(augmented$predicted[augmented$truth == "high"] == "high")
  expect_equal(sensitivity, found$roc$sensitivity)
  expect_equal(mean(augmented$correct[augmented$truth == "low"]), found$roc$specificity)
})

test_that("every figure is a ggplot that can be drawn", {
  found <- fitted()
  for (type in c("roc", "features", "predictions", "decision", "calibration")) {
    figure <- autoplot(found, type = type)
    expect_s3_class(figure, "ggplot")
    expect_silent(ggplot2::ggplot_build(figure))
  }
  expect_error(autoplot(found, type = "tree"))
  file <- withr::local_tempfile(fileext = ".pdf")
  withr::local_pdf(file)
  expect_invisible(plot(found, type = "features"))
})

test_that("predicting from held-out folds is refused with the way to a model", {
  expect_error(predict(fitted()), "fit_model\\(\\)", class = "radiotmb_data_error")
})
