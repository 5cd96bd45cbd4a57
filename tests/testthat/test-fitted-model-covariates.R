covariates_of <- function(data) {
  n <- nrow(data$features)
  data.frame(
    patient_id = data$features$patient_id, age = 50 + seq_len(n) %% 17,
    sex = rep(c("m", "f", "f"), length.out = n),
    stage = factor(rep(c("I", "II", "III"), length.out = n)),
    smoker = rep(c(TRUE, FALSE), length.out = n)
  )
}

test_that("covariates of the next patient become the numbers of the training patients", {
  data <- study_table(40, 30, 16, shift = 1.5)
  covariates <- covariates_of(data)
  model <- quick_model(data, covariates = covariates, class_weights = "balanced")
  table <- modelling_table(data$features, data$labels, "high", covariates = covariates)
  rows <- data.frame(patient_id = table$patient_id)
  expect_equal(
    covariates_of_model(model, rows, covariates, NULL), table$covariates, ignore_attr = TRUE
  )
  expect_identical(covariate_columns(model$covariates), colnames(table$covariates))
  all_at_once <- predict(model, data$features, covariates = covariates)
  # Columns of the features table do as well, and a patient alone is predicted the same.
  alone <- predict(model, merge(data$features, covariates)[7, ])
  expect_identical(alone$probability, all_at_once$probability[7])
})

test_that("absent, incomplete and unknown covariates are refused by name", {
  data <- study_table(40, 30, 16, shift = 1.5)
  covariates <- covariates_of(data)
  model <- quick_model(data, covariates = covariates)
  refused <- function(covariates, message) {
    expect_error(
      predict(model, data$features, covariates = covariates), message, class = "radiotmb_data_error"
    )
  }
  refused(NULL, "needs the covariate 'age', 'sex'")
  refused(covariates[-1, ], "'age' is not complete")
  refused(transform(covariates, stage = "IV"), "'stage' has 'IV'")
  ordered <- transform(covariates, stage = factor(stage, ordered = TRUE))
  expect_error(quick_model(data, covariates = ordered), "ordered factor, 'stage'")
})
