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
