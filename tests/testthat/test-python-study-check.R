# A study of four patients' burdens: its folder.
write_study <- function(entries = character(), env = parent.frame()) {
  folder <- local_folder(env)
  samples <- write_samples(folder)
  samples$variants <- basename(samples$variants)
  utils::write.csv(samples, file.path(folder, "samples.csv"), row.names = FALSE)
  assay <- c("denominator: {megabases: 1.2}", "filters: [consequence]")
  writeLines(assay, file.path(folder, "own.yaml"))
  lines <- c("samples: samples.csv", "assay: own.yaml", entries)
  writeLines(lines, file.path(folder, "study.yaml"))
  file.path(folder, "study.yaml")
}

refusal <- function(expr) {
  tryCatch(expr, radiotmb_study_error = identity)
}

test_that("a sound study has status 0 and no rows of notes", {
  skip_without_command()
  found <- check_study(write_study(), quiet = TRUE)
  expect_s3_class(found, "study_check")
  expect_identical(found$status, 0L)
  expect_identical(names(found$notes), c("level", "stage", "subject", "message", "remedy"))
  expect_identical(nrow(found$notes), 0L)
  expect_output(print(found), "nothing to say")
  expect_identical(glance(found)$errors, 0L)
})

test_that("notes say subject, place, what was expected and what to do", {
  skip_without_command()
  study <- write_study()
  unlink(file.path(dirname(study), "sample3.maf"))
  found <- check_study(study, quiet = TRUE)
  expect_identical(found$status, 1L)
  expect_identical(found$notes$level, "warning")
  expect_identical(found$notes$subject, "samples.csv")
  expect_match(found$notes$message, "line 4: sample3.maf (no such file", fixed = TRUE)
  expect_match(tidy(found)$remedy, "relative to the folder of samples.csv")
  expect_output(print(found), "warning: samples.csv: 1 of 8 files cannot be read")
})

test_that("a study file that cannot be read is a condition with file, place, expected and remedy", {
  skip_without_command()
  study <- write_study("seed: many")
  refused <- refusal(check_study(study, quiet = TRUE))
  expect_s3_class(refused, c("radiotmb_study_error", "radiotmb_input_error"))
  expect_identical(basename(refused$file), "study.yaml")
  expect_identical(refused$place, "seed")
  expect_match(refused$problem, "not a whole number")

  refused <- refusal(check_study(write_study("sede: 3"), quiet = TRUE))
  expect_match(refused$remedy, "Did you mean 'seed'?", fixed = TRUE)

  refused <- refusal(check_study(write_study(c("seed: 1", "seed: 2")), quiet = TRUE))
  expect_identical(refused$place, "line 4")
  expect_identical(refused$expected, "each entry once")
  expect_identical(refused$remedy, "Remove one of the two")
})

test_that("what a check calls an error, a run refuses with the notes one by one", {
  skip_without_command()
  study <- write_study(c("targets: absent.bed", "group_variables: [age]"))
  found <- check_study(study, quiet = TRUE)
  expect_identical(found$status, 2L)
  errors <- found$notes[found$notes$level == "error", ]
  expect_setequal(errors$subject, c("targets", "group_variables"))
  refused <- refusal(run_study(study, quiet = TRUE))
  expect_identical(refused$notes$subject, errors$subject)
  expect_false(dir.exists(file.path(dirname(study), "results")))

  study <- write_study("targets: absent.bed")
  refused <- refusal(run_study(study, quiet = TRUE))
  expect_identical(refused$place, "targets")
  expect_match(refused$problem, "absent.bed: no such file")
  expect_match(refused$remedy, "Correct the entry 'targets'")
})

test_that("a table that is wrong is a condition that names its file, line and column", {
  skip_without_command()
  study <- write_study()
  path <- file.path(dirname(study), "samples.csv")
  samples <- utils::read.csv(path, colClasses = "character")
  samples$lesion[2] <- ""
  utils::write.csv(samples, path, row.names = FALSE)
  refused <- refusal(run_study(study, quiet = TRUE))
  expect_identical(basename(refused$file), "samples.csv")
  expect_identical(refused$place, "line 3")
  expect_identical(refused$expected, "a value in every row")
})

test_that("arguments are refused before anything is started", {
  expect_error(check_study("study.yaml", workers = 0), class = "radiotmb_argument_error")
  expect_error(check_study("study.yaml", quiet = "no"), class = "radiotmb_argument_error")
  skip_without_command()
  expect_error(check_study("nowhere.yaml"), class = "radiotmb_input_error")
})
