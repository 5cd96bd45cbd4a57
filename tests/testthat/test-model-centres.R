data <- centre_table()
table_of <- function(...) modelling_table(data$features, data$labels, "high", ...)

test_that("a centre may be a column, a table of patients, or a value for each label", {
  expected <- data$labels$centre
  expect_identical(table_of()$centre, expected)
  labels <- data.frame(data$labels[1:2], hospital = expected)
  bare <- data$labels[1:2]
  by <- function(labels, ...) modelling_table(data$features, labels, "high", ...)$centre
  expect_null(by(labels))
  expect_identical(by(labels, centre = "hospital"), expected)
  expect_identical(by(bare, centre = expected), expected)
  expect_identical(by(bare[60:1, ], centre = rev(expected)), expected)
  expect_identical(by(bare, centre = data.frame(data$labels[1], centre = expected)), expected)
  # A column of the features table, which then is no feature.
  features <- data.frame(data$features, scanner = match(expected, c("A", "B", "C")))
  found <- modelling_table(features, bare, "high", batch = "scanner")
  expect_identical(found$batch, as.character(features$scanner))
  expect_false("scanner" %in% colnames(found$x))
  expect_identical(found$batch_column, "scanner")
})

test_that("a centre that is absent, double or incomplete is refused by patient", {
  refused <- function(message, ...) {
    expect_error(table_of(...), message, class = "radiotmb_error")
  }
  refused("`centre` must be the name of a column of `labels` or `features`", centre = "place")
  part <- data$labels[c("patient_id", "centre")]
  refused("`centre` has no value for patient_id 'P001'", centre = part[-1, ])
  double <- rbind(part, data.frame(patient_id = "P001", centre = "B"))
  refused("`centre` has two values for patient_id 'P001' \\(A, B\\)", centre = double)
  refused("`batch` must be NULL, the name of a column", batch = c("A", "B"))
  labels <- data$labels
  labels$centre[4] <- NA
  found <- modelling_table(data$features, labels, "high")
  expect_null(found$centre)
  expect_match(found$flags, "column centre is not used: it has no value for 'P004'")
  run <- function(labels, ...) nested_cv(data$features, labels, trees = 5, bootstrap = 2, ...)
  for (option in list(list(harmonise = "combat"), list(folds = "centre"))) {
    expect_error(
      do.call(run, c(list(labels), option)), "column centre has no value for patient_id 'P004'"
    )
    expect_error(do.call(run, c(list(labels[c("patient_id", "status")]), option)), "centre")
  }
})

test_that("a patient with lesions in two centres is refused", {
  features <- data.frame(
    patient_id = rep(sprintf("P%d", 1:6), each = 2), lesion = rep(c("one", "two"), 6), f = rnorm(12)
  )
  labels <- data.frame(features[1:2], status = rep(c("high", "low"), 6))
  labels$centre <- c("A", "B", rep(c("A", "B"), each = 2, length.out = 10))
  expect_error(
    modelling_table(features, labels, "high"), "patient_id 'P1' is in more than one centre",
    class = "radiotmb_data_error"
  )
})

test_that("small, one-sided and confounded centres are flagged", {
  centre <- c("A", rep("B", 5), rep("C", 6))
  status <- c("high", rep("high", 5), rep(c("high", "low"), c(1, 5)))
  flags <- centre_flags(centre, status)
  expect_match(flags, "centres of one patient: A", all = FALSE)
  expect_match(flags, "centres of one status, which have no AUC: B", all = FALSE)
  expect_match(flags, "the status goes with the centre \\(high in 17 to 100%", all = FALSE)
  expect_length(centre_flags(data$labels$centre, data$labels$status), 0)
})

test_that("a fold is a centre, whose patients are predicted by a model of the others", {
  fit <- nested_cv(data$features, data$labels, control = quick_chain(folds = "centre", repeats = 2))
  expect_identical(fit$predictions$fold, rep(rep(1:3, each = 20), 2))
  expect_identical(fit$folds$n_test, rep(20L, 6))
  expect_match(fit$flags, "one outer fold a centre \\(3\\)", all = FALSE)
  expect_identical(fit$centres$centre, c("A", "B", "C"))
  one <- fit$predictions[fit$predictions[["repeat"]] == 1, ]
  areas <- vapply(split(one, one$fold), \(of) auc_by_ranks(of$truth == "high", of$probability), 0)
  # Centres of as many pairs each: the area within centres is the mean.
  other <- fit$predictions[fit$predictions[["repeat"]] == 2, ]
  others <- vapply(
    split(other, other$fold), \(of) auc_by_ranks(of$truth == "high", of$probability), 0
  )
  expect_equal(fit$measures$estimate[1], mean(c(areas, others)))
})

test_that("leaving centres out holds for several lesions a patient", {
  both <- function(frame, by) rbind(cbind(frame, lesion = "one"), cbind(frame, lesion = "two"))
  fit <- nested_cv(both(data$features), both(data$labels), control = quick_chain(folds = "centre"))
  expect_identical(nrow(fit$predictions), 120L)
  folds <- unique(fit$predictions[c("patient_id", "fold")])
  expect_false(any(duplicated(folds$patient_id)))
  expect_true(all(is.finite(fit$centres$logit_se)))
})

test_that("centres that leave nothing to train or to judge are refused", {
  refused <- function(centre, message) {
    labels <- data$labels
    labels$centre <- centre
    expect_error(
      nested_cv(data$features, labels, control = quick_chain(folds = "centre")), message,
      class = "radiotmb_data_error"
    )
  }
  refused("A", "All patients are of centre A")
  refused(ifelse(data$labels$status == "high", "A", "B"), "Without centre 'A' fewer than 2")
  by_status <- paste(data$labels$status, data$labels$centre)
  refused(by_status, "No centre has patients of both statuses")
  expect_error(
    nested_cv(data$features, data$labels[1:2], control = quick_chain(folds = "centre")),
    "`folds` must be \"patients\" where there is no `centre`", class = "radiotmb_argument_error"
  )
})

test_that("labels are permuted within centres, patients drawn within them", {
  y <- factor(rep(c("low", "high"), c(40, 20)), c("low", "high"))
  centre <- rep(c("A", "B", "C"), 20)
  permuted <- with_local_seed(4, permuted_labels(y, NULL, centre))
  expect_identical(table(permuted, centre), table(y, centre, dnn = c("permuted", "centre")))
  expect_false(identical(permuted, y))
  null <- permutation_null(
    data$features, data$labels, permutations = 2, control = quick_chain(folds = "centre")
  )
  expect_identical(null$parameters$within, "centre")
  table <- table_of()
  parameters <- chain_parameters("high", quick_chain(folds = "centre"))
  expect_identical(strata_of_classes(table, parameters), c(3, 3))
  drawn <- resampled_patients(drawn_strata(table, parameters), 3)
  expect_identical(table(table$centre[drawn]), table(table$centre))
  expect_error(
    permutation_null(
      data$features, data$labels, permutations = 2, control = quick_chain(),
      centre = paste(data$labels$status)
    ),
    "no centre has patients of both statuses", class = "radiotmb_data_error"
  )
})

test_that("a difference between centres raises the area of all pairs, not that within centres", {
  noise <- confounded_noise(1, features = 30)
  fit <- nested_cv(noise$features, noise$labels, control = quick_chain())
  area <- stats::setNames(fit$measures$estimate, fit$measures$measure)
  expect_gt(area[["auc"]], 0.7)
  expect_lt(abs(area[["auc_within_centres"]] - 0.5), 0.2)
  null <- permutation_null(
    noise$features, noise$labels, permutations = 4, observed = fit, control = quick_chain()
  )
  # The null keeps the difference between centres, so that it is no evidence.
  expect_gt(mean(null$null$auc), 0.65)
})
