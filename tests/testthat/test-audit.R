found <- audit_published()$checks
of <- function(claim, check) {
  row <- found[found$claim == claim & found$check == check, ]
  stopifnot(nrow(row) == 1)
  row
}

test_that("the totals and the discordant cells agree", {
  row <- of("metastasis_only", "marginals")
  expect_identical(row$verdict, "reproduced")
  expect_identical(row$recomputed, "3 both, 5 first only, 2 second only, 14 neither")
})

test_that("one table gives the three rates of discordance, no better than chance", {
  row <- of("discordance_accuracy", "confusion")
  expect_identical(row$verdict, "reproduced")
  expect_identical(row$recomputed, "n 22: TP 6 FN 1 TN 9 FP 6")
  expect_match(row$sentence, "p = 0.074: not better than chance", fixed = TRUE)
})

test_that("the AUCs give the class splits", {
  expect_identical(of("auc_primary_prone", "auc_split")$recomputed, "8/14")
  expect_identical(of("auc_primary_supine", "auc_split")$recomputed, "8/14")
  expect_identical(of("auc_metastasis_plain", "auc_split")$recomputed, "5/19")
  expect_identical(of("auc_metastasis_enhanced", "auc_split")$recomputed, "5/17")
})

test_that("half-steps say what they need", {
  half <- "tied predictions, or a mean over folds or repeats"
  expect_identical(of("auc_primary_prone", "auc_split")$assumption, half)
  expect_match(of("auc_primary_prone", "auc_split")$sentence, "half-step (157/224)", fixed = TRUE)
  expect_identical(of("auc_metastasis_plain", "auc_split")$assumption, half)
  expect_match(of("auc_metastasis_plain", "auc_split")$sentence, "149/190", fixed = TRUE)
  expect_match(of("auc_primary_supine", "auc_split")$assumption, "one curve")
})

test_that("four means are impossible over a fixed 1.2 Mb, and odd for other sizes", {
  rows <- found[found$check == "mean_of_counts", ]
  expect_identical(rows$verdict, rep("odd", 4))
  expect_match(rows$assumption, "differs from sample to sample")
  # Only 10.93 could also be a mean of rounded values.
  rounded <- grepl("rounded before averaging$", rows$assumption)
  expect_identical(rows$claim[rounded], "mean_tmb_primary")
})

test_that("the ratio is not the ratio of the means", {
  row <- of("primary_only_ratio", "ratio_of_means")
  expect_identical(c(row$recomputed, row$verdict), c("4.32", "odd"))
  expect_match(row$assumption, "the patients' own ratios")
})

test_that("0.48 cannot be metastasis over primary where only the metastasis is high", {
  row <- of("metastasis_only_ratio", "ratio_across")
  expect_identical(row$verdict, "inconsistent")
  expect_match(row$sentence, "the other way round it is")
  expect_identical(of("primary_only_ratio", "ratio_across")$verdict, "consistent")
})

test_that("only what no reading allows is inconsistent", {
  expect_setequal(found$claim[found$verdict == "inconsistent"],
                  c("metastasis_only_ratio", "cutoff_abstract"))
  expect_setequal(unique(found$claim[found$verdict == "odd"]), c(
    "mean_tmb_primary", "mean_tmb_metastasis", "primary_only_tmb_primary",
    "primary_only_tmb_metastasis", "primary_only_ratio", "age_median", "grey_levels",
    "period_start_results"
  ))
  expect_true(all(found$assumption[found$verdict == "odd"] != ""))
})

test_that("0.296 is none of the six p-values of the counts", {
  row <- of("mean_tmb_p", "p_from_pairs")
  expect_identical(row$verdict, "not derivable")
  expect_identical(row$recomputed, "0.330, 0.516, 0.517, 0.257, 0.450, 0.453")
})

test_that("the remaining findings come out", {
  expect_identical(of("discordant_percent", "percentage")$recomputed, "29.2")
  expect_identical(of("features", "feature_count")$recomputed, "k = 2")
  expect_identical(of("grey_levels", "discretisation")$recomputed, "33 bins")
  expect_match(of("grey_levels", "discretisation")$sentence, "64 levels would be 10.16 wide")
  expect_identical(of("cutoff_abstract", "same_as")$verdict, "inconsistent")
  expect_identical(of("period_start_results", "not_before")$verdict, "odd")
  expect_identical(of("period_end_results", "not_before")$verdict, "consistent")
  expect_identical(of("contrast_volume_again", "same_as")$verdict, "consistent")
  expect_match(of("contrast_volume_again", "same_as")$assumption, "below the weight limit")
  expect_identical(of("age_median", "median_of_whole")$verdict, "odd")
  expect_identical(
    of("discordant", "counting_noise")$recomputed,
    "25% at 7, 38% at 8, 50% at 10, 35% at 12, 10% at 15"
  )
})

test_that("no verdict is typed in: corrected numbers change it", {
  claims <- published_results()
  corrected <- c(mean_tmb_primary = "10.94", primary_only_ratio = "4.32", grey_levels = "33",
                 mean_tmb_p = "0.330")
  claims$text[match(names(corrected), claims$id)] <- corrected
  claims$value <- ifelse(is.na(claims$value), NA, suppressWarnings(as.numeric(claims$text)))
  checks <- audit_published(claims)$checks
  verdict <- function(claim, check) checks$verdict[checks$claim == claim & checks$check == check]
  expect_identical(verdict("mean_tmb_primary", "mean_of_counts"), "consistent")
  expect_identical(verdict("primary_only_ratio", "ratio_of_means"), "consistent")
  expect_identical(verdict("grey_levels", "discretisation"), "reproduced")
  expect_identical(verdict("mean_tmb_p", "p_from_pairs"), "consistent")
})

test_that("the order of the claims changes nothing", {
  claims <- published_results()
  turned <- audit_published(claims[rev(seq_len(nrow(claims))), ])$checks
  by_claim <- function(checks) {
    checks <- checks[order(checks$claim, checks$check, checks$method), ]
    rownames(checks) <- NULL
    checks
  }
  expect_identical(by_claim(turned), by_claim(found))
})

test_that("numbers that only the patients could tell are listed as such", {
  expect_true(all(c("logrank_p", "stage_iv") %in% found$claim[found$check == "none"]))
  expect_true(all(found$verdict[found$check == "none"] == "not derivable"))
  expect_true(all(nzchar(found$sentence)))
})

test_that("the invented example has the four inconsistencies it was given", {
  file <- system.file("extdata", "example-claims.csv", package = "radiotmb")
  checks <- audit_published(file)$checks
  expect_setequal(
    checks$claim[checks$verdict == "inconsistent"],
    c("response_abstract", "score", "accuracy", "p")
  )
})

test_that("the table fits 80 columns", {
  lines <- format(audit_published(), width = 80)
  expect_lte(max(nchar(lines)), 80)
  expect_snapshot(print(audit_published(), sentences = FALSE))
})
