test_that("what the command refuses is a condition that names the file", {
  skip_without_command()
  study <- file.path(local_folder(), "study.yaml")
  writeLines("colour: blue", study)
  refused <- rlang::catch_cnd(run_study(study, quiet = TRUE), "error")
  expect_s3_class(refused, "radiotmb_input_error")
  expect_identical(basename(refused$file), "study.yaml")
})

test_that("arguments are refused before anything is started", {
  expect_snapshot(error = TRUE, {
    run_study("study.yaml", engine = "julia")
    run_study("study.yaml", quiet = "yes")
  })
  skip_without_command()
  expect_error(run_study("nowhere.yaml"), "there is no file \"nowhere.yaml\"",
               class = "radiotmb_input_error")
  expect_error(run_study(7), class = "radiotmb_argument_error")
})

test_that("a study of burdens alone runs from its file to R objects", {
  skip_without_command()
  folder <- local_folder()
  samples <- write_samples(folder)
  samples$variants <- basename(samples$variants)
  utils::write.csv(samples, file.path(folder, "samples.csv"), row.names = FALSE)
  study <- file.path(folder, "study.yaml")
  writeLines(c("name: four cells", "simulated: true", "samples: samples.csv"), study)
  found <- run_study(study, quiet = TRUE)
  expect_s3_class(found, "radiotmb_study")
  expect_identical(found$tables$pairs$patient_id, sprintf("00%d", 1:4))
  expect_identical(sum(found$tables$pairs$discordant), 2L)
  # the command's R and this one give the same numbers
  own <- compare_lesions(found$tables$burden)
  expect_equal(found$tables$lesion_tests$p_value, own$tests$p_value)
  expect_true(file.exists(found$report))
  expect_output(print(found), "SIMULATED data")
  elsewhere <- file.path(folder, "elsewhere")
  again <- run_study(study, out = elsewhere, quiet = TRUE)
  expect_identical(again$tables$pairs, found$tables$pairs)
})
