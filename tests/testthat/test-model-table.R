prepared <- function(data, ...) modelling_table(data$features, data$labels, "high", ...)

refused <- function(data, message, class = "radiotmb_data_error", ...) {
  expect_error(prepared(data, ...), message, class = class)
}

test_that("patients are sorted by patient_id and their statuses follow them", {
  data <- study_table(10, 4, 4)
  shuffled <- data
  shuffled$features <- data$features[with_local_seed(1, sample(10)), ]
  shuffled$labels <- data$labels[with_local_seed(2, sample(10)), ]
  expect_equal(prepared(shuffled), prepared(data))
  expect_identical(levels(prepared(data)$y), c("low", "high"))
})

test_that("constant and incomplete columns are dropped and listed, or refused", {
  data <- study_table(10, 4, 4)
  data$features$flat <- 2
  data$features$gap <- c(NA, 1:9)
  data$features$endless <- c(Inf, 1:9)
  found <- prepared(data)
  expect_identical(found$dropped$feature, c("flat", "gap", "endless"))
  expect_identical(
    found$dropped$reason, c("constant", "missing or infinite values", "missing or infinite values")
  )
  expect_match(found$flags, "3 columns left out \\(1 constant, 2 with missing or infinite values")
  refused(data, "3 unusable columns, first 'flat'", unusable = "refuse")
  refused(data, "`unusable` must be", "radiotmb_argument_error", unusable = "keep")
})

test_that("labels that cannot be used are refused with what was given", {
  data <- study_table(10, 4, 4)
  doubled <- data
  doubled$labels <- rbind(data$labels, data$labels[3, ])
  refused(doubled, "`labels` has patient_id 'P003' twice")
  unlabelled <- data
  unlabelled$labels <- data$labels[-(1:5), ]
  refused(unlabelled, "no status for patient_id 'P001', 'P002', 'P003' and 2 more")
  gap <- data
  gap$labels$status[2] <- NA
  refused(gap, "no status for patient_id 'P002'")
  one <- data
  one$labels$status <- "low"
  refused(one, "All 10 patients have status \"low\".*leave this lesion and phase out")
  three <- data
  three$labels$status[1] <- "middle"
  refused(three, "two statuses, not 3")
  columns <- data
  names(columns$labels)[2] <- "tmb"
  refused(columns, "`labels` has no column 'status'")
  expect_error(
    modelling_table(data$features, data$labels, "High"), "`positive` must be one of",
    class = "radiotmb_argument_error"
  )
  expect_error(
    modelling_table(data$features, data$labels, NA), "`positive`",
    class = "radiotmb_argument_error"
  )
})

test_that("features that cannot be used are refused with what was given", {
  data <- study_table(10, 4, 4)
  doubled <- data
  doubled$features <- rbind(data$features, data$features[2, ])
  refused(doubled, "`features` has patient_id 'P002' twice")
  text <- data
  text$features$sex <- "m"
  refused(text, "not numeric: 'sex'")
  empty <- data
  empty$features <- data.frame(patient_id = data$features$patient_id, flat = 1)
  refused(empty, "no usable feature column")
})

test_that("labelled patients without features are left out and counted", {
  data <- study_table(10, 4, 4)
  data$features <- data$features[-1, ]
  expect_match(prepared(data)$flags, "1 labelled patients without features left out")
})

test_that("columns of `labels` that nothing reads are named, and those that are read are not", {
  named <- function(labels, ...) {
    flags <- prepared(list(features = study_table(10, 4, 4)$features, labels = labels), ...)$flags
    as.character(grep("of `labels`", flags, value = TRUE))
  }
  labels <- study_table(10, 4, 4)$labels
  expect_identical(named(labels), character())
  labels$age <- 1:10
  expect_identical(named(labels), "1 column of `labels` is not used: age")
  labels$scanner <- rep(c("one", "two"), 5)
  labels$centre <- rep(c("here", "there"), each = 5)
  expect_identical(named(labels), "2 columns of `labels` are not used: age, scanner")
  expect_identical(named(labels, batch = "scanner", keep = "age"), character())
  expect_identical(
    named(labels, centre = "scanner"), "2 columns of `labels` are not used: age, centre"
  )
  strange <- stats::setNames(labels, c("patient_id", "status", strrep("n", 300), "a\033\a", "b\nc"))
  expect_identical(
    named(strange),
    sprintf("3 columns of `labels` are not used: %s..., a??, b c", strrep("n", 37))
  )
  burden <- cbind(labels, lesion = "primary", mutations = 3, megabases = 1.2, tmb = 2.5)
  expect_identical(named(burden), named(labels))
})

test_that("the columns of a burden table are those that the command writes", {
  skip_without_command()
  folder <- local_folder()
  burden <- compute_tmb(write_maf(file.path(folder, "a.maf"), 3), megabases = 1.2, quiet = TRUE)
  expect_null(flag_unused_labels(burden$burden, NULL))
})

test_that("an intraclass limit drops what does not reach it", {
  data <- study_table(10, 4, 4)
  icc <- data.frame(feature = sprintf("feature_%03d", 1:3), icc = c(0.9, 0.74, 0.75))
  found <- prepared(data, icc = icc, min_icc = 0.75)
  expect_identical(colnames(found$x), c("feature_001", "feature_003"))
  expect_identical(found$dropped$feature, c("feature_002", "feature_004"))
  refused(data, "No feature column reaches", icc = icc, min_icc = 0.95)
})

test_that("covariates become columns in the order of the patients, or are refused", {
  data <- study_table(10, 4, 4)
  covariates <- data.frame(
    patient_id = rev(data$features$patient_id), age = 10:1, sex = rep(c("f", "m"), 5)
  )
  found <- prepared(data, covariates = covariates)$covariates
  expect_identical(colnames(found), c("age", "sexm"))
  expect_equal(unname(found[, "age"]), 1:10)
  refused(data, "not complete for patient_id 'P010'", covariates = covariates[-1, ])
  covariates$age[2] <- NA
  refused(data, "not complete for patient_id 'P009'", covariates = covariates)
})

test_that("a patient without any value is left out by name, the others keep their features", {
  data <- study_table(12, 5, 6)
  data$features[7, -1] <- NA
  found <- prepared(data)
  expect_identical(ncol(found$x), 5L)
  expect_false("P007" %in% found$patient_id)
  expect_match(found$flags, "left out, without any feature value: P007", all = FALSE)
})

test_that("the positive status may be a number or a truth value", {
  data <- study_table(12, 5, 6)
  data$labels$status <- rep(1:0, each = 6)
  expect_identical(levels(modelling_table(data$features, data$labels, 1)$y), c("0", "1"))
  data$labels$status <- data$labels$status == 1
  found <- nested_cv(
    data$features, data$labels, TRUE, outer = 2, inner = 2, trees = 5, bootstrap = 20
  )
  expect_identical(found$parameters$positive, "TRUE")
})

test_that("features that cannot be are refused for what they are", {
  data <- study_table(12, 5, 6)
  refused(list(features = data$features[0, ], labels = data$labels), "`features` has no rows")
  huge <- data
  huge$features$feature_003[2] <- -1e39
  refused(huge, "-1e\\+39 in column 'feature_003' for patient_id 'P002': beyond single precision")
  doubled <- study_table(12, 5, 6)
  doubled$labels <- cbind(doubled$labels, age = 1, age = 2, kvp = 120)
  refused(doubled, "`labels` has two columns named 'age'")
  names(data$features)[3] <- "feature_001"
  refused(data, "two columns named 'feature_001'")
  names(data$features)[3] <- ""
  refused(data, "a column without a name")
})

test_that("a message about a table says what to do", {
  data <- study_table(10, 4, 4)
  commas <- data
  commas$features[[2]] <- sub(".", ",", format(data$features[[2]], nsmall = 1), fixed = TRUE)
  refused(commas, "read.csv2()")
  unlabelled <- data
  unlabelled$labels$status[c(2, 3)] <- c(NA, " ")
  refused(unlabelled, "'P002', 'P003'. Leave these patients out")
  blank <- data
  blank$labels$status[1] <- paste0(data$labels$status[1], " ")
  refused(blank, paste0("\"", blank$labels$status[1], "\""))
  gap <- data
  gap$features[1, 2] <- NA
  expect_match(prepared(gap)$flags, "`unusable = \"impute\"` fills missing ones", fixed = TRUE)
})
