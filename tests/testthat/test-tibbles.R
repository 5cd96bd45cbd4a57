# Whoever keeps tables as tibbles gets the same numbers as from data frames: a tibble's `[` never
# drops to a vector and takes no row names.
skip_if_not_installed("tibble")

same_for_tibbles <- function(f, ...) {
  tables <- list(...)
  expect_equal(
    without_call(do.call(f, lapply(tables, as_tibble_if_frame))), without_call(do.call(f, tables))
  )
}

as_tibble_if_frame <- function(x) if (is.data.frame(x)) tibble::as_tibble(x) else x

patients <- sprintf("P%02d", 1:12)
burden <- data.frame(
  patient_id = rep(patients, 2), lesion = rep(c("primary", "metastasis"), each = 12),
  mutations = c(14, 3, 5, 20, 7, 2, 13, 9, 30, 4, 6, 8, 3, 5, 15, 22, 6, 2, 4, 9, 28, 3, 7, 10),
  megabases = 1.2
)

test_that("burdens and variants", {
  same_for_tibbles(compare_lesions, burden)
  variants <- data.frame(
    patient_id = rep(patients, 2), lesion = burden$lesion, chrom = "1", pos = rep(1:12, 2),
    ref = "A", alt = "T", gene = rep(c("APC", "TP53", "KRAS"), 8), verdict = "counted",
    consequence = "missense_variant"
  )
  same_for_tibbles(rank_genes, variants)
  same_for_tibbles(compare_variants, variants)
})

test_that("features", {
  data <- study_table(shift = 1)
  x <- data$features[setdiff(names(data$features), c("patient_id", "lesion", "phase"))]
  y <- data$labels$status
  same_for_tibbles(drop_correlated, x)
  same_for_tibbles(screen_wilcoxon, x, y)
  same_for_tibbles(rfe_forest, x[1:5], factor(y), trees = 20)
})

test_that("predictions, survival and groups", {
  scores <- data.frame(patient_id = patients, probability = seq(0.05, 0.95, length.out = 12))
  truth <- data.frame(
    patient_id = patients, primary_status = rep(c("high", "low"), 6),
    metastasis_status = rep(c("low", "low", "high"), 4)
  )
  same_for_tibbles(judge_discordance, scores, scores, truth,
    primary_cutoff = 0.5, metastasis_cutoff = 0.4
  )
  clinical <- data.frame(
    patient_id = patients, os_days = seq(100, 1200, by = 100), os_event = rep(c(1, 0, 1), 4),
    sex = rep(c("f", "m"), 6), age = 51:62, concordance = rep(c("a", "b"), each = 6)
  )
  same_for_tibbles(compare_survival, clinical, "concordance")
  same_for_tibbles(compare_groups, clinical, "concordance", variables = c("sex", "age"))
  same_for_tibbles(table_one, clinical, "concordance", variables = c("sex", "age"))
})
