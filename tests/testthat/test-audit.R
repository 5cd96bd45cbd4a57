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
  expect_identical(of("auc_metastasis_enhanced", "auc_split")$recomputed, "4/18, 5/17")
})

test_that("four means are impossible over a fixed 1.2 Mb", {
  rows <- found[found$check == "mean_of_counts", ]
  expect_identical(rows$verdict, rep("inconsistent", 4))
})

test_that("the ratio is not the ratio of the means", {
  row <- of("primary_only_ratio", "ratio_of_means")
  expect_identical(c(row$recomputed, row$verdict), c("4.32", "inconsistent"))
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
  expect_identical(of("period_start_results", "same_as")$verdict, "inconsistent")
  expect_identical(of("period_end_results", "same_as")$verdict, "inconsistent")
  expect_identical(of("contrast_volume_again", "same_as")$verdict, "inconsistent")
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
  expect_identical(verdict("primary_only_ratio", "ratio_of_means"), "reproduced")
  expect_identical(verdict("grey_levels", "discretisation"), "reproduced")
  expect_identical(verdict("mean_tmb_p", "p_from_pairs"), "reproduced")
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
  expect_true(all(c("logrank_p", "top_genes_shared") %in% found$claim[found$check == "none"]))
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
