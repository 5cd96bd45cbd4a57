test_that("SHAP values add up to the log-odds, and say the direction", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  shap <- predict(model, data$features, type = "contributions")
  expect_named(shap, c("patient_id", model$features$name, "baseline"))
  expect_equal(
    stats::plogis(rowSums(shap[-1])), predict(model, data$features)$probability, tolerance = 1e-6
  )
  expect_identical(unique(model$features$direction), "higher")
  expect_equal(model$features$importance, unname(colMeans(abs(shap[model$features$name]))))
})
