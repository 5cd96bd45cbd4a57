test_that("a fingerprint is that of seven digits, whatever the sign of 0 or the last digit", {
  expect_identical(
    feature_fingerprints(matrix(c(1, 1 + 1e-12, 2, -0, 0, 0), 3)),
    c("a396a050610fd395", "a396a050610fd395", substr(digest::digest(
      "2.000000e+00,0.000000e+00", algo = "sha256", serialize = FALSE
    ), 1, 16))
  )
  expect_identical(distinct_fingerprints(c("b", "a")), c("a", "b"))
  # Features that two training patients share tell no patient from another.
  expect_identical(distinct_fingerprints(c("b", "a", "b")), character())
})

test_that("patients of the training are refused by name, or left out and said", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  expect_length(model$patients$fingerprints, 40)
  expect_error(
    validate_model(model, data$features, data$labels, bootstrap = 20),
    "40 of 40 patients of `features` are patients that the model was fitted to.*: P001",
    class = "radiotmb_data_error"
  )
  there <- other_hospital()
  named <- function(table) transform(table[1:3, ], patient_id = c("a", "b", "c"))
  mixed <- list(
    features = rbind(there$features, named(data$features)),
    labels = rbind(there$labels, named(data$labels))
  )
  expect_error(
    validate_model(model, mixed$features, mixed$labels, bootstrap = 20),
    "3 of 63 .*: a, b, c\\..*training_patients = \"leave_out\"", class = "radiotmb_data_error"
  )
  found <- validate_model(
    model, mixed$features, mixed$labels, bootstrap = 20, training_patients = "leave_out"
  )
  alone <- validate_model(model, there$features, there$labels, bootstrap = 20)
  expect_identical(found$measures, alone$measures)
  expect_match(found$flags, "left out, 3 patients that the model was fitted to", all = FALSE)
  expect_match(
    attr(predict(model, mixed$features), "flags"), "3 of 63 are patients that the model was fitted",
    all = FALSE
  )
  expect_error(
    validate_model(model, there$features, there$labels, training_patients = "keep"),
    "`training_patients` must be", class = "radiotmb_argument_error"
  )
})

test_that("who recalibrated a model does not judge it, and a round trip through CSV is found", {
  model <- quick_model()
  there <- other_hospital()
  recalibrated <- recalibrate_model(model, there$features, there$labels)
  path <- tempfile(fileext = ".csv")
  utils::write.csv(there$features, path, row.names = FALSE)
  expect_error(
    validate_model(recalibrated, utils::read.csv(path), there$labels, bootstrap = 20),
    "60 of 60 patients of `features` are patients that the model was recalibrated by",
    class = "radiotmb_data_error"
  )
})

test_that("lesions are counted as lesions, patients as patients", {
  data <- study_table(40, 30, 16, shift = 1.5)
  # Two lesions of each of 20 patients; patient 9 has one high and one low.
  data$features$patient_id <- data$labels$patient_id <- rep(sprintf("P%02d", 1:20), each = 2)
  data$features$lesion <- data$labels$lesion <- rep(c("S4", "S7"), 20)
  data$labels$status[c(17, 18)] <- c("high", "low")
  data$features$role <- "metastasis"
  model <- quick_model(data)
  expect_identical(
    model$patients[1:4],
    list(n = 20L, n_positive = 9L, lesions = 40L, lesions_positive = 17L)
  )
  expect_output(print(model), "fitted to 40 lesions of 20 patients \\(17 lesions high\\)")
  expect_match(model$cutoff$origin, "40 lesions of 20 patients")
  expect_match(model$not_for, "lesions unlike the 40 of 20 patients", all = FALSE)
  expect_match(model$not_for, "lesions of another role than metastasis", all = FALSE)
  expect_match(model$flags, "count each lesion for itself", all = FALSE)
  expect_identical(glance(model)$n, 20L)
  path <- tempfile(fileext = ".json")
  write_model(model, path)
  expect_identical(read_model(path)$patients, model$patients)
})
