# The folder of a finished study of two patients, as the command writes it.
write_study <- function(folder) {
  tables <- file.path(folder, "tables")
  dir.create(tables)
  save <- \(table, name) {
    utils::write.csv(table, file.path(tables, paste0(name, ".csv")), row.names = FALSE, na = "")
  }
  pairs <- compare_lesions(published_cells())
  save(pairs$pairs, "pairs")
  save(data.frame(
    lesion = c("primary", "metastasis"), phase = c("prone", "enhanced"), n = c(22, 22),
    n_positive = c(8, 5), auc = c(0.701, 0.812), auc_lower = c(0.45, 0.6),
    auc_upper = c(0.95, 1), cutoff = c(0.4, 0.3), p_permutation = c(0.08, 0.03)
  ), "cutoffs")
  save(share_table(
    c("sensitivity", "specificity", "accuracy"), c(6, 9, 15), c(7, 15, 22), 0.95
  ), "discordance")
  save(data.frame(
    comparison = c("concordance", "cells"), test = "log-rank", statistic = c(4.1, 5), df = c(1, 3),
    p_value = c(0.042, 0.17), note = ""
  ), "survival_tests")
  jsonlite::write_json(
    list(
      study = "two phases", simulated = TRUE,
      cohort = list(patients = 24, samples = 48, scans = 44),
      discordance = list(primary_phase = "prone", metastasis_phase = "enhanced", p_value = 0.0743)
    ),
    file.path(folder, "results.json"), auto_unbox = TRUE
  )
  folder
}

test_that("tables for spreadsheets are read as they were", {
  folder <- write_study(local_folder())
  written <- data.frame(
    patient_id = c("'=1+1", "''=1", "'tis", "-0.5", "'@x", "' -a", NA), n = -1,
    check.names = FALSE
  )
  names(written)[2] <- "'+n"
  path <- file.path(folder, "tables", "burden.csv")
  utils::write.csv(written, path, row.names = FALSE, na = "")
  expect_identical(read_study_results(folder)$tables$burden[["'+n"]], rep(-1L, 7))
  results <- jsonlite::fromJSON(file.path(folder, "results.json"))
  results$safe_csv <- TRUE
  jsonlite::write_json(results, file.path(folder, "results.json"), auto_unbox = TRUE)
  found <- read_study_results(folder)$tables$burden
  expect_named(found, c("patient_id", "+n"))
  expect_identical(found$patient_id, c("=1+1", "'=1", "'tis", "-0.5", "@x", " -a", NA))
})

test_that("a finished study is read back, table by table", {
  found <- read_study_results(write_study(local_folder()))
  expect_named(found$tables, c("cutoffs", "discordance", "pairs", "survival_tests"))
  expect_identical(sum(found$tables$pairs$discordant), 7L)
  expect_identical(nrow(found$failures), 0L)
  expect_identical(summary(found)$cutoffs, found$tables$cutoffs)
  expect_identical(tidy(found, "pairs"), found$tables$pairs)
  expect_equal(glance(found)$best_auc, 0.812)
  expect_error(tidy(found, "nothing"), class = "radiotmb_argument_error")
})

test_that("a study prints what a biostatistician looks for, and that it is simulated", {
  found <- read_study_results(write_study(local_folder()))
  found$report <- "results/report.html"
  found$failures <- data.frame(stage = "burden", name = "P07 primary", reason = "no such file")
  expect_snapshot(found)
})

test_that("a study without models still prints, and has no plot", {
  found <- read_study_results(write_study(local_folder()))
  plot <- autoplot(found)
  expect_equal(ggplot2::layer_data(plot, 3)$x, found$tables$cutoffs$auc)
  expect_identical(plot$labels$caption, "SIMULATED data")
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_invisible(plot(found))
  found$tables <- list()
  expect_output(print(found), "no phase was modelled")
  expect_error(autoplot(found), class = "radiotmb_data_error")
  expect_true(is.na(glance(found)$best_auc))
})

test_that("a folder that holds no study is refused", {
  folder <- local_folder()
  expect_error(read_study_results(folder), "holds no results.json", class = "radiotmb_input_error")
  writeLines("{\"study\": ", file.path(folder, "results.json"))
  cut_short <- expect_error(read_study_results(folder), "is not JSON",
                            class = "radiotmb_input_error")
  expect_no_match(conditionMessage(cut_short), "\n", fixed = TRUE)
  expect_error(read_study_results(file.path(folder, "nowhere")), "there is no file",
               class = "radiotmb_input_error")
})

test_that("the p-value of another chain stands beside the AUC of that chain", {
  cutoffs <- data.frame(
    lesion = "primary", phase = "prone", n = 24, n_positive = 8, auc = 0.7, auc_lower = 0.4,
    auc_upper = 0.9, cutoff = 0.4, p_permutation = 0.1, permutation_observed = 0.6
  )
  expect_match(format_phases(cutoffs)[2], "auc_permuted")
  cutoffs$permutation_observed <- 0.7
  expect_no_match(format_phases(cutoffs)[2], "auc_permuted")
})
