two_phases <- function() {
  data <- study_table(10, 3, 4)
  early <- cbind(data$features, lesion = "primary", phase = "supine")
  late <- cbind(data$features, lesion = "primary", phase = "prone")
  late[2:4] <- late[2:4] + 100
  list(features = rbind(early, late[-1, ]), labels = data$labels)
}

test_that("several phases without a choice are refused, one is taken alone", {
  data <- two_phases()
  expect_error(
    modelling_table(data$features, data$labels, "high"), "holds 2 phases \\(supine, prone\\)",
    class = "radiotmb_data_error"
  )
  expect_error(
    modelling_table(data$features, data$labels, "high", phase = "plain"), "`phase` must be one of",
    class = "radiotmb_argument_error"
  )
  alone <- modelling_table(data$features, data$labels, "high", phase = "prone")
  expect_identical(nrow(alone$x), 9L)
  expect_identical(colnames(alone$x), paste0("feature_00", 1:3))
})

test_that("phases side by side hold the patients that have all of them", {
  data <- two_phases()
  wide <- modelling_table(data$features, data$labels, "high", phase = c("supine", "prone"))
  expect_identical(
    colnames(wide$x),
    c(paste0("supine.feature_00", 1:3), paste0("prone.feature_00", 1:3))
  )
  expect_identical(wide$patient_id, sprintf("P%03d", 2:10))
  expect_equal(unname(wide$x[, 4] - wide$x[, 1]), rep(100, 9))
})

test_that("lesions are chosen, not mixed", {
  data <- two_phases()
  data$features$lesion <- ifelse(data$features$phase == "prone", "primary", "metastasis")
  data$features$phase <- "plain"
  expect_error(
    modelling_table(data$features, data$labels, "high"), "holds 2 lesions",
    class = "radiotmb_data_error"
  )
  found <- modelling_table(data$features, data$labels, "high", lesion = "metastasis")
  expect_identical(nrow(found$x), 10L)
})

test_that("a patient twice in a phase is refused", {
  data <- two_phases()
  data$features <- rbind(data$features, data$features[3, ])
  expect_error(
    modelling_table(data$features, data$labels, "high", phase = "supine"),
    "patient_id 'P003' twice in phase supine", class = "radiotmb_data_error"
  )
})

test_that("the columns that radiotmb extract writes before the features are no features", {
  data <- study_table(10, 3, 4)
  written <- data.frame(
    patient_id = data$features$patient_id, lesion = "primary", phase = "supine", label = 2,
    preset = "600b6c807e3a", data$features[-1]
  )
  plain <- modelling_table(data$features, data$labels, "high")
  expect_identical(modelling_table(written, data$labels, "high"), plain)
  # a hash of digits alone is read from CSV as a number
  written$preset <- 123456789012
  expect_identical(modelling_table(written, data$labels, "high"), plain)
  joined <- rbind(written, transform(written, phase = "prone"))
  wide <- modelling_table(joined, data$labels, "high", phase = c("supine", "prone"))
  expect_identical(
    colnames(wide$x), c(outer(paste0("feature_00", 1:3), c("supine", "prone"), \(f, p) {
      paste(p, f, sep = ".")
    }))
  )
})

test_that("features of two presets in one model are flagged", {
  data <- study_table(10, 3, 4)
  data$features$preset <- rep(c("a", "b"), each = 5)
  found <- modelling_table(data$features, data$labels, "high")
  expect_identical(found$flags, "features of 2 extraction presets in one model: a, b")
})

test_that("patients whom a phase lacks are left out by name", {
  data <- two_phases()
  found <- modelling_table(data$features, data$labels, "high", phase = c("supine", "prone"))
  expect_identical(found$flags, "left out, without phase prone: P001")
  one_each <- data$features[c(1, 12), ]
  expect_error(
    modelling_table(one_each, data$labels, "high", phase = c("supine", "prone")),
    "no patient with all of the phases: supine 1, prone 1", class = "radiotmb_data_error"
  )
  expect_error(
    modelling_table(data$features, data$labels, "high", phase = c("prone", "prone")),
    "`phase` must be phases that differ", class = "radiotmb_argument_error"
  )
})

test_that("several labels of a patient are refused with the column to choose by", {
  data <- study_table(10, 3, 4)
  features <- rbind(cbind(data$features, label = "a"), cbind(data$features, label = "b"))
  expect_error(
    modelling_table(features, data$labels, "high"), "'P001' twice: keep the rows of one label",
    class = "radiotmb_data_error"
  )
})
