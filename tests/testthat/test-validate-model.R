test_that("the measures are those of the public functions on the predictions", {
  model <- quick_model()
  there <- other_hospital()
  found <- validate_model(model, there$features, there$labels, bootstrap = 50)
  new <- predict(model, there$features)
  truth <- there$labels$status
  curve <- roc_youden(truth, new$probability)
  expect_identical(found[c("auc", "auc_lower", "auc_upper")],
                   unclass(curve)[c("auc", "auc_lower", "auc_upper")])
  only <- function(name, column = "estimate") {
    found$measures[[column]][found$measures$measure == name]
  }
  called <- new$probability >= model$cutoff$value
  expect_equal(only("sensitivity"), mean(called[truth == "high"]))
  expect_equal(only("specificity"), mean(!called[truth == "low"]))
  exact <- stats::binom.test(sum(called[truth == "high"]), 20)$conf.int
  expect_equal(c(only("sensitivity", "lower"), only("sensitivity", "upper")), as.numeric(exact))
  expect_equal(only("brier"), mean((new$probability - (truth == "high"))^2))
  expect_equal(only("observed_expected"), (20 / 60) / mean(new$probability))
  expect_equal(only("set_coverage"), mean(new$set == "either" | new$set == truth))
  expect_identical(
    found$calibration, calibration_curve(truth, new$probability), ignore_attr = TRUE
  )
  expect_true(is.na(found$difference$p_value))
  expect_match(found$flags, "no test against the development's AUC", all = FALSE)
})

test_that("the difference to the development is judged by both standard errors", {
  model <- quick_model()
  model$performance$auc_se <- 0.05
  there <- other_hospital()
  found <- validate_model(model, there$features, there$labels, bootstrap = 50)
  se <- sqrt(0.05^2 + ((found$auc - found$auc_lower) / stats::qnorm(0.975))^2)
  z <- (found$auc - model$performance$auc) / se
  expect_equal(found$difference$statistic, z)
  expect_equal(found$difference$p_value, 2 * stats::pnorm(-abs(z)))
  # A perfect curve has no standard error to test by.
  apart <- other_hospital(shift = 20)
  perfect <- validate_model(model, apart$features, apart$labels, bootstrap = 20)
  expect_identical(perfect$auc, 1)
  expect_true(is.na(perfect$difference$p_value))
})

test_that("DeLong's interval holds the area of a fixed model in new cohorts", {
  # Scores of a fixed model: two normal distributions, whose area is known.
  area <- stats::pnorm(1 / sqrt(2))
  covered <- function(n, cohorts) {
    with_local_seed(n, mean(vapply(seq_len(cohorts), function(cohort) {
      truth <- rep(c("high", "low"), c(round(n / 3), n - round(n / 3)))
      found <- roc_youden(truth, stats::rnorm(n, truth == "high"))
      found$auc_lower <= area && area <= found$auc_upper
    }, logical(1))))
  }
  for (share in c(covered(60, 1000), covered(200, 500))) {
    expect_gt(share, 0.92)
    expect_lt(share, 0.98)
  }
})

test_that("patients of one table only are left out and named; other statuses are refused", {
  model <- quick_model()
  there <- other_hospital()
  found <- validate_model(model, there$features[-1, ], there$labels[-2, ], bootstrap = 20)
  expect_match(found$flags, "without a status: Q0002", all = FALSE)
  expect_match(found$flags, "1 labelled patients without features", all = FALSE)
  expect_identical(nrow(found$predictions), 58L)
  more <- validate_model(
    model, there$features, transform(there$labels, age = 61, sex = "f"), bootstrap = 20
  )
  expect_match(more$flags, "2 columns of `labels` are not used: age, sex", all = FALSE)
  patients <- data.frame(
    patient_id = there$labels$patient_id, os_days = 101:160, os_event = 1, age = 61, kvp = 120
  )
  followed <- validate_model(
    model, there$features, there$labels, patients = patients, bootstrap = 20
  )
  expect_match(followed$flags, "2 columns of `patients` are not used: age, kvp", all = FALSE)
  read <- validate_model(
    model, there$features, there$labels, patients = patients[1:3], bootstrap = 20
  )
  expect_false(any(grepl("of `patients`", read$flags)))
  doubled <- cbind(there$labels, age = 1, age = 2)
  expect_error(
    validate_model(model, there$features, doubled), "`labels` has two columns named 'age'",
    class = "radiotmb_data_error"
  )
  odd <- transform(there$labels, status = ifelse(status == "high", "mutated", status))
  expect_error(
    validate_model(model, there$features, odd),
    "status \"mutated\" in column 'status'; the model predicts high",
    class = "radiotmb_data_error"
  )
  one <- transform(there$labels, status = "low")
  expect_error(validate_model(model, there$features, one), class = "radiotmb_data_error")
})

test_that("of a table with several lesions and phases the model's own are used", {
  data <- study_table(40, 30, 16, shift = 1.5)
  data$features$lesion <- "primary"
  data$features$phase <- "supine"
  model <- quick_model(data)
  there <- other_hospital()
  both <- rbind(
    transform(there$features, lesion = "primary", phase = "supine"),
    transform(there$features, lesion = "metastasis", phase = "supine"),
    transform(there$features, lesion = "primary", phase = "prone")
  )
  found <- validate_model(model, both, there$labels, bootstrap = 20)
  expect_identical(
    found$auc, validate_model(model, there$features, there$labels, bootstrap = 20)$auc
  )
  none <- transform(both, phase = ifelse(phase == "supine", "a", "b"))
  expect_error(validate_model(model, none, there$labels), "none is the model's")
})

test_that("survival by predicted status and discordance of two models are judged", {
  primary <- study_table(40, 30, 16, shift = 1.5)
  primary$features$lesion <- "primary"
  metastasis <- study_table(40, 30, 20, shift = 1.5, seed = 3)
  metastasis$features$lesion <- "metastasis"
  there <- other_hospital()
  beside <- other_hospital(60, 30, seed = 8)
  patients <- data.frame(
    patient_id = there$features$patient_id, os_days = 30 * (1:60), os_event = rep(0:1, 30)
  )
  first <- validate_model(
    quick_model(primary), there$features, there$labels, patients = patients, bootstrap = 20
  )
  groups <- paste("predicted", first$predictions$status)
  alone <- compare_survival(cbind(patients, predicted = groups), "predicted")
  expect_equal(first$survival$tests, alone$tests)
  second <- validate_model(
    quick_model(metastasis), beside$features, beside$labels, partner = first, bootstrap = 20
  )
  called <- first$predictions$status != second$predictions$status
  truth <- first$predictions$truth != second$predictions$truth
  expect_identical(second$discordance$table[["tp"]], sum(called & truth))
  expect_identical(second$discordance$cutoffs[["primary"]], first$cutoff)
  expect_error(
    validate_model(quick_model(primary), there$features, there$labels, partner = first),
    "must be of the other lesion", class = "radiotmb_data_error"
  )
})

test_that("a validation prints, summarises, draws and says when there is no smooth curve", {
  model <- quick_model()
  there <- other_hospital()
  found <- validate_model(model, there$features, there$labels, bootstrap = 20)
  expect_output(print(found), "AUC \\(DeLong\\)")
  expect_output(print(summary(found)), "set_coverage")
  expect_identical(tidy(found)$term, found$measures$measure)
  expect_identical(glance(found)$n, 60L)
  for (type in c("calibration", "roc", "decision")) expect_s3_class(autoplot(found, type), "ggplot")
  few <- validate_model(model, there$features[11:30, ], there$labels, bootstrap = 20)
  expect_identical(nrow(few$smooth), 0L)
  expect_match(few$flags, "below 30 patients", all = FALSE)
})
