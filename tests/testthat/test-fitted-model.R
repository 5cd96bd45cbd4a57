test_that("a model is the chain of one fold with all patients in training", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  table <- modelling_table(data$features, data$labels, "high")
  parameters <- chain_parameters("high", nested_cv_control(outer = 3, inner = 3, trees = 20))
  learned <- learn_chain(table, parameters, derive_seed(1, "fitted model"))
  expect_identical(model$features$name, learned$selected)
  expect_equal(predict(model, data$features)$probability, predict_chain(learned, table))
  x <- table$x[, learned$selected]
  expect_equal(model$features$low, unname(apply(x, 2, min)))
  expect_equal(model$features$high, unname(apply(x, 2, max)))
  expect_equal(model$features$median, unname(apply(x, 2, median)))
})

test_that("the rows' order and the names of the patients leave no trace", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  shuffled <- data
  shuffled$features <- data$features[with_local_seed(2, sample(40)), ]
  expect_identical(model_text(quick_model(shuffled)), model_text(model))
  expect_false(any(vapply(data$features$patient_id, grepl, NA, x = model_text(model))))
})

test_that("a model prints, summarises and draws itself", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  expect_output(print(model), "Not for: deciding on a patient's care")
  expect_output(print(summary(model)), "auc_averaged")
  expect_identical(sort(tidy(model)$term), sort(model$features$name))
  expect_identical(glance(model)$auc, model$performance$auc)
  expect_s3_class(autoplot(model), "ggplot")
  drawn <- autoplot(model, features = data$features)
  expect_identical(nrow(drawn$data), 40L * nrow(model$features))
  expect_output(print(predict(model, data$features)), "and 30 more")
})
