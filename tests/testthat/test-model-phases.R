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
