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

test_that("its performance is that of nested_cv() and of what else is given", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  nested <- nested_cv(
    data$features, data$labels, outer = 3, inner = 3, trees = 20, bootstrap = 20
  )
  expect_identical(without_call(model$nested), without_call(nested))
  expect_equal(model$performance$auc, nested$measures$estimate[1])
  expect_equal(model$cutoff$value, nested$roc$cutoff)
  expect_true(is.na(model$performance$auc_lower))
  expect_match(model$not_for, "no interval that holds", all = FALSE)
  interval <- chain_bootstrap(data$features, data$labels, observed = nested, resamples = 3)
  null <- permutation_null(data$features, data$labels, observed = nested, permutations = 3)
  whole <- fit_model(data$features, data$labels, performance = list(null, nested, interval))
  expect_equal(whole$performance$auc_lower, interval$lower)
  expect_equal(whole$performance$p_permutation, null$p_value)
  expect_identical(whole$trees, model$trees)
  expect_equal(predict(whole, data$features), predict(model, data$features))
})

test_that("the performance of another chain or of other patients is refused", {
  data <- study_table(40, 30, 16, shift = 1.5)
  nested <- quick_model(data)$nested
  expect_error(
    fit_model(data$features, data$labels, performance = nested, trees = 21), "another chain",
    class = "radiotmb_data_error"
  )
  expect_error(
    fit_model(data$features[-1, ], data$labels, performance = nested), "table of patients",
    class = "radiotmb_data_error"
  )
  other <- permutation_null(
    data$features, data$labels, permutations = 2, outer = 3, inner = 3, trees = 5, alpha = 0.2
  )
  expect_error(
    fit_model(data$features, data$labels, performance = list(nested, other)), "'alpha'",
    class = "radiotmb_data_error"
  )
  expect_error(
    fit_model(data$features, data$labels, performance = list(other)), "`performance` must be",
    class = "radiotmb_argument_error"
  )
})

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

test_that("the rows' order and the names of the patients leave no trace", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  shuffled <- data
  shuffled$features <- data$features[with_local_seed(2, sample(40)), ]
  expect_identical(model_text(quick_model(shuffled)), model_text(model))
  expect_false(any(vapply(data$features$patient_id, grepl, NA, x = model_text(model))))
})

test_that("patients without any feature value are counted, not named", {
  data <- study_table(40, 30, 16, shift = 1.5)
  data$features[3, -1] <- NA
  model <- quick_model(data, unusable = "impute")
  expect_match(model$flags, "1 patients without any feature value left out", all = FALSE)
  expect_no_match(model_text(model), "P003")
})

test_that("a model knows lesion, phases and preset of its table, and refuses several presets", {
  data <- study_table(40, 30, 16, shift = 1.5)
  data$features$lesion <- "primary"
  data$features$phase <- "supine+prone"
  data$features$preset <- "abc"
  model <- quick_model(data)
  expect_identical(model[c("lesion", "phases", "preset")],
                   list(lesion = "primary", phases = c("supine", "prone"), preset = "abc"))
  data$features$preset[1] <- "other"
  expect_error(quick_model(data), "2 extraction presets", class = "radiotmb_data_error")
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
