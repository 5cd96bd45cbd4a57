prepared <- function(data, ...) modelling_table(data$features, data$labels, "high", ...)

test_that("a column that tells the outcome is refused by name, in a phase too", {
  data <- study_table(16, 4, 6)
  for (name in c("tmb", "TMB", "primary_tmb", "tmb_lower", "status", "os_days", "OS", "truth")) {
    other <- data
    other$features[[name]] <- 1:16
    expect_error(prepared(other), paste0("'", name, "', which tells the outcome"),
      class = "radiotmb_data_error"
    )
  }
  long <- rbind(cbind(data$features, phase = "a"), cbind(data$features, phase = "b"))
  long$tmb <- 1:32
  expect_error(
    modelling_table(long, data$labels, "high", phase = c("a", "b")), "'a.tmb', 'b.tmb'",
    class = "radiotmb_data_error"
  )
  expect_no_match("original_glcm_Status", outcome_name)
})

test_that("the status in numbers is refused, in either direction", {
  data <- study_table(16, 4, 6)
  for (code in list(c(1, 0), c(0, 7))) {
    other <- data
    other$features$code <- ifelse(data$labels$status == "high", code[1], code[2])
    expect_error(prepared(other), "'code', which is the status itself",
      class = "radiotmb_data_error"
    )
    other$features$code[1] <- code[2]
    expect_silent(prepared(other))
  }
})

test_that("columns without a radiomics name are named where others have one", {
  data <- study_table(16, 3, 6)
  expect_null(prepared(data)$flags)
  names(data$features)[2:3] <- c("original_shape_Sphericity", "wavelet.LLL_glcm_Idm")
  expect_match(
    prepared(data)$flags, "1 column without the name of a radiomics feature is .*: feature_003 \\("
  )
  data$features$age <- 1:16
  expect_match(prepared(data)$flags, "2 columns without .* are taken as features: feature_003, age")
  names(data$features)[4:5] <- c(
    "supine.log-sigma-3-0-mm-3D_firstorder_Mean", "original_ngtdm_Busyness"
  )
  expect_null(prepared(data)$flags)
})

test_that("messages name the cell and the other spelling", {
  data <- study_table(16, 3, 6)
  data$features$feature_002 <- as.character(data$features$feature_002)
  data$features$feature_002[c(4, 7)] <- c(NA, "n/a")
  expect_error(prepared(data), "'feature_002' \\('n/a' for patient_id 'P007'; a missing value",
    class = "radiotmb_data_error"
  )
  expect_identical(text_cell(1:3, 1:3), "")
  expect_match(
    other_spelling(c("x", "wavelet-LLL_glcm_Idm"), "wavelet.LLL_glcm_Idm"), "check.names = FALSE"
  )
  expect_match(other_spelling("a_Mean", "A_MEAN"), "spell the names as the model does")
  expect_identical(other_spelling("a", "b"), "")
})
