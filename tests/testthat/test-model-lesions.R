# Patients with one to three lesions; the first feature follows the status.
several <- function(patients = 18, seed = 1) {
  with_local_seed(seed, {
    size <- rep(1:3, length.out = patients)
    patient_id <- rep(sprintf("P%02d", seq_len(patients)), size)
    lesion <- paste("liver", unlist(lapply(size, seq_len)))
    status <- ifelse(stats::runif(length(lesion)) < 0.5, "high", "low")
    x <- matrix(stats::rnorm(length(lesion) * 6), length(lesion))
    x[, 1] <- x[, 1] + 3 * (status == "high")
    list(
      features = data.frame(patient_id, lesion, x), labels = data.frame(patient_id, lesion, status)
    )
  })
}

small <- function(f, data, ...) {
  f(data$features, data$labels, outer = 3, inner = 2, trees = 10, ...)
}

test_that("all lesions of a patient are in one fold, of every repeat", {
  fit <- small(nested_cv, several(), repeats = 3, bootstrap = 50)
  folds <- unique(fit$predictions[c("patient_id", "repeat", "fold")])
  expect_identical(anyDuplicated(folds[c("patient_id", "repeat")]), 0L)
  expect_identical(nrow(fit$averaged), 36L)
  expect_identical(names(fit$predictions)[1:2], c("patient_id", "lesion"))
  expect_gt(fit$measures$estimate[fit$measures$measure == "auc"], 0.8)
  expect_match(fit$flags, "36 lesions of 18 patients", all = FALSE)
  expect_true(all(is.na(fit$measures$lower)))
  expect_true(is.na(fit$roc$auc_lower))
  expect_output(print(fit), "36 lesions of 18 patients")
})

test_that("lesions that copy each other tell nothing of a patient's held-out lesions", {
  # Noise features, equal in all lesions of a patient with one status: a split of patients would
  # let the model look the status up.
  data <- with_local_seed(4, {
    id <- rep(sprintf("P%02d", 1:24), each = 3)
    noise <- matrix(stats::rnorm(24 * 10), 24)[rep(1:24, each = 3), ]
    lesion <- rep(c("a", "b", "c"), 24)
    list(
      features = data.frame(patient_id = id, lesion, noise),
      labels = data.frame(patient_id = id, lesion, status = rep(c("high", "low"), each = 36))
    )
  })
  fit <- small(nested_cv, data, bootstrap = 50, repeats = 2)
  expect_lt(fit$measures$estimate[fit$measures$measure == "auc"], 0.75)
})

test_that("with one lesion a patient the numbers are those of patients", {
  data <- several()
  one <- !duplicated(data$labels$patient_id)
  features <- data$features[one, ]
  plain <- nested_cv(features[names(features) != "lesion"], data$labels[one, -2],
                     outer = 3, inner = 2, trees = 10, bootstrap = 50)
  y <- factor(data$labels$status[one])
  expect_identical(grouped_folds(y, seq_along(y), 3, 5), stratified_folds(y, 3, 5))
  named <- nested_cv(features, data$labels, outer = 3, inner = 2, trees = 10, bootstrap = 50,
                     lesion = "liver 1")
  expect_equal(named$predictions, plain$predictions)
})

test_that("two patients of a class are in two folds, however their lesions are mixed", {
  y <- factor(rep(c("a", "b"), c(9, 3)))
  copies_of <- c(1:8, 9, 9, 10, 10)
  y[10] <- "b"
  for (seed in 1:20) {
    fold <- grouped_folds(y, copies_of, 5, seed)
    expect_identical(max(fold), 2L)
    expect_identical(length(unique(fold[y == "b"])), 2L)
    expect_identical(fold[9], fold[10])
  }
})

test_that("labels move as blocks between patients with as many lesions", {
  y <- factor(c("a", "b", "b", "a", "a", "b"))
  copies_of <- c(1, 2, 2, 3, 3, 4)
  for (seed in 1:10) {
    moved <- with_local_seed(seed, permuted_labels(y, copies_of))
    expect_setequal(as.character(moved[c(1, 6)]), c("a", "b"))
    expect_true(identical(as.character(moved[2:3]), c("b", "b")) ||
                  "a" %in% moved[2:3] && moved[2] == moved[3])
  }
})

test_that("a resample draws patients with all their lesions", {
  y <- factor(c("a", "a", "b", "b", "b", "a", "b", "a"))
  copies_of <- c(1, 2, 2, 3, 3, 4, 5, 6)
  for (seed in 1:20) {
    drawn <- resampled_lesions(y, copies_of, seed)
    times <- table(factor(drawn, 1:8))
    expect_identical(times[["2"]], times[["3"]])
    expect_identical(times[["4"]], times[["5"]])
    expect_gte(length(unique(copies_of[drawn][y[drawn] == "a"])), 2)
    expect_gte(length(unique(copies_of[drawn][y[drawn] == "b"])), 2)
  }
})

test_that("null and bootstrap run by patient, and blocks equal one run", {
  data <- several()
  null <- small(permutation_null, data, permutations = 3)
  rest <- small(permutation_null, data, permutations = 2, first = 2, observed = null$observed)
  expect_equal(rest$null$auc, null$null$auc[2:3])
  interval <- small(chain_bootstrap, data, resamples = 3, repeats = 1)
  expect_true(interval$lower <= interval$auc && interval$auc <= interval$upper)
  expect_match(interval$flags, "36 lesions of 18 patients", all = FALSE)
})

test_that("predicted statuses are those of lesions", {
  fit <- small(nested_cv, several(), bootstrap = 50)
  status <- predicted_status(fit$predictions)
  expect_identical(status[c("patient_id", "lesion")], fit$averaged[c("patient_id", "lesion")])
  expect_equal(status$probability, fit$averaged$probability)
})

test_that("phases side by side are those of a lesion", {
  data <- several()
  two <- rbind(cbind(data$features, phase = "early"), cbind(data$features, phase = "late"))
  two <- two[!(two$patient_id == "P03" & two$lesion == "liver 2" & two$phase == "late"), ]
  table <- modelling_table(two, data$labels, "high", phase = c("early", "late"))
  expect_identical(nrow(table$x), 35L)
  expect_false("liver 2" %in% table$lesion[table$patient_id == "P03"])
})

test_that("a lesion without a status, or twice in a table, is named", {
  data <- several()
  expect_error(small(nested_cv, list(features = data$features, labels = data$labels[-3, ])),
               "no status for patient_id 'P02' lesion 'liver 2'", class = "radiotmb_data_error")
  twice <- rbind(data$labels, data$labels[3, ])
  expect_error(small(nested_cv, list(features = data$features, labels = twice)),
               "patient_id 'P02' lesion 'liver 2' twice", class = "radiotmb_data_error")
})
