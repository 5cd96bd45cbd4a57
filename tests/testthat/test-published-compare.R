shares <- data.frame(
  measure = c("sensitivity", "specificity", "accuracy"), estimate = c(0.5, 0.7, 0.65),
  lower = 0, upper = 1, numerator = c(5, 21, 26), denominator = c(10, 30, 40)
)
study <- list(
  simulated = TRUE,
  cohort = list(patients = 40, samples = 80),
  burden = list(primary = list(n = 40, high = 9, mean_tmb = 9.1)),
  pairs = list(
    n = 40, cells = list(both_high = 4, primary_only = 5, metastasis_only = 3, both_low = 28),
    discordant = list(estimate = 0.2, lower = 0.09, upper = 0.36, numerator = 8, denominator = 40),
    tests = data.frame(test = c("Wilcoxon signed rank", "McNemar"), statistic = c(1, 2),
                       p_value = c(0.4, 0.7))
  ),
  models = list(list(lesion = "primary", phase = "prone", auc = 0.61, auc_lower = 0.4,
                     auc_upper = 0.8, n = 40, n_positive = 9)),
  discordance = list(measures = shares)
)
of <- function(compared, id) compared[compared$id == id, ]

test_that("shares stand beside shares with Fisher's test", {
  row <- of(compare_published(study), "discordant")
  expect_equal(c(row$published, row$study), c(7 / 24, 8 / 40))
  expect_equal(row$p_difference, fisher.test(matrix(c(7, 17, 8, 32), 2))$p.value)
  expect_equal(row$published_lower, binom.test(7, 24)$conf.int[1])
  expect_equal(of(compare_published(study), "primary_only")$study, 5 / 40)
})

test_that("the published table that only the rates allow gives the interval and the test", {
  row <- of(compare_published(study), "discordance_sensitivity")
  expect_identical(row$published, 0.857)
  expect_equal(c(row$published_lower, row$published_upper), as.numeric(binom.test(6, 7)$conf.int))
  expect_equal(row$p_difference, fisher.test(matrix(c(6, 1, 5, 5), 2))$p.value)
})

test_that("two AUCs are compared with Hanley and McNeil's errors", {
  row <- of(compare_published(study), "auc_primary_prone")
  se <- c(hanley_mcneil(0.701, 8, 14)$se, hanley_mcneil(0.61, 9, 31)$se)
  expect_equal(row$p_difference, 2 * pnorm(-(0.701 - 0.61) / sqrt(sum(se^2))))
  expect_identical(row$note, "8/14; here 9/31")
})

test_that("the published results do not differ from themselves", {
  claims <- published_results()
  value <- setNames(as.list(claims$value), claims$id)
  plain <- list(lesion = "metastasis", phase = "plain", auc = value$auc_metastasis_plain, n = 24,
                n_positive = 5)
  same <- list(models = list(plain),
               burden = list(primary = list(n = 24, high = value$primary_high)))
  compared <- compare_published(same)
  expect_equal(of(compared, "auc_metastasis_plain")$p_difference, 1)
  expect_equal(of(compared, "primary_high")$p_difference, 1)
})

test_that("what a study lacks is said, not guessed", {
  compared <- compare_published(study)
  expect_identical(of(compared, "logrank_p")$note, "not in this study")
  expect_identical(of(compared, "auc_metastasis_plain")$note, "not in this study")
  expect_true(is.na(of(compared, "follow_up_median")$study))
  bare <- compare_published(list(models = NULL, pairs = list()))
  expect_true(all(bare$note == "not in this study"))
  skipped <- list(lesion = "primary", phase = "prone", auc = NULL, n = 5, flags = "x")
  undecided <- compare_published(list(models = list(skipped)))
  expect_identical(of(undecided, "auc_primary_prone")$note, "not in this study")
})

test_that("median days observed are compared with the published median days observed", {
  survival <- list(concordance = list(
    tests = data.frame(test = "log-rank", statistic = 1, df = 1, p_value = 0.2)
  ))
  follow_up <- list(
    observed = list(n = 40, median = 1000, minimum = 90, maximum = 2100),
    reverse_kaplan_meier = list(n = 40, median = 1800, minimum = 90, maximum = 2100)
  )
  compared <- compare_published(
    c(study, survival = list(survival), follow_up = list(follow_up))
  )
  expect_identical(of(compared, "follow_up_median")$study, 1000)
  expect_identical(of(compared, "follow_up_min")$study, 90)
  expect_identical(of(compared, "logrank_p")$study, 0.2)
})

test_that("p-values name their test and have no test of difference", {
  row <- of(compare_published(study), "mean_tmb_p")
  expect_identical(row$study, 0.4)
  expect_match(row$note, "Wilcoxon signed rank")
  expect_true(is.na(row$p_difference))
})

test_that("results.json is read as it is written", {
  file <- withr::local_tempfile(fileext = ".json")
  jsonlite::write_json(study, file, auto_unbox = TRUE, digits = NA, null = "null")
  expect_equal(compare_published(file), compare_published(study))
  writeLines("{\"other\": 1}", file)
  expect_error(compare_published(file), class = "radiotmb_data_error", "no results of a study")
  writeLines("not json", file)
  broken <- expect_error(compare_published(file), class = "radiotmb_data_error", "not JSON")
  expect_no_match(conditionMessage(broken), "\n", fixed = TRUE)
  expect_error(compare_published("absent.json"), class = "radiotmb_data_error", "no file")
})

test_that("counts of the background table are compared as shares, ages as they are", {
  background <- list(n = 40, sex = list(n = 40, male = 22, female = 18),
                     age = list(n = 40, median = 61, minimum = 40, maximum = 80))
  compared <- compare_published(c(study, background = list(background)))
  expect_equal(of(compared, "male")$study, 22 / 40)
  expect_equal(of(compared, "male")$p_difference,
               fisher.test(rbind(c(12, 12), c(22, 18)))$p.value)
  expect_equal(of(compared, "age_median")$study, 61)
  expect_identical(of(compared, "t3")$note, "not in this study")
})

test_that("means by direction, timing of the discordant and shared genes have their place", {
  directions <- list(
    primary_only = list(n = 3, primary_mean = 20.5, metastasis_mean = 5.5),
    timing = list(n = 4, synchronous = 3, metachronous = 1)
  )
  genes <- list(top = 20, overlap = 9)
  compared <- compare_published(
    c(study, directions = list(directions), genes = list(genes))
  )
  expect_equal(of(compared, "primary_only_tmb_primary")$study, 20.5)
  expect_equal(of(compared, "primary_only_tmb_metastasis")$study, 5.5)
  expect_equal(of(compared, "discordant_synchronous")$study, 3 / 4)
  expect_equal(of(compared, "top_genes_shared")$study, 9)
})

test_that("a phase of both lesions is looked up by lesion, from JSON and from a list", {
  model <- function(lesion, auc) {
    list(lesion = lesion, phase = "portal", auc = auc, n = 40, n_positive = 9)
  }
  results <- list(models = list(model("primary", 0.61), model("metastasis", 0.72)))
  file <- tempfile(fileext = ".json")
  on.exit(unlink(file))
  jsonlite::write_json(results, file, auto_unbox = TRUE, digits = NA)
  claims <- published_results()
  row <- claims$id == "auc_metastasis_plain"
  claims$result[row] <- "models.metastasis.portal"
  plain <- function(results) of(compare_published(results, claims), "auc_metastasis_plain")$study
  expect_identical(plain(results), 0.72)
  expect_identical(plain(file), 0.72)
  claims$result[row] <- "models.portal"
  expect_error(
    compare_published(results, claims), "models.primary.portal or models.metastasis.portal",
    class = "radiotmb_data_error"
  )
  expect_identical(plain(list(models = results$models[2])), 0.72)
})

test_that("results of version 0.1, whose models are named by phase, are read as they were", {
  results <- list(models = list(
    plain = list(lesion = "metastasis", auc = 0.72, n = 40, n_positive = 9),
    prone = list(lesion = "primary", auc = 0.61, n = 40, n_positive = 9)
  ))
  found <- compare_published(results)
  expect_identical(of(found, "auc_metastasis_plain")$study, 0.72)
  expect_identical(of(found, "auc_primary_prone")$study, 0.61)
})

test_that("an area of averaged outputs has its own interval", {
  model <- list(lesion = "primary", phase = "prone", n = 22, n_positive = 8, auc = 0.7,
                auc_lower = 0.4, auc_upper = 0.9, auc_averaged = 0.75, auc_averaged_lower = 0.5,
                auc_averaged_upper = 0.95)
  row <- of(compare_published(list(models = list(model))), "auc_primary_prone")
  expect_identical(unlist(row[c("study", "study_lower", "study_upper")], use.names = FALSE),
                   c(0.75, 0.5, 0.95))
})
