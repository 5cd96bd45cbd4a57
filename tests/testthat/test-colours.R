used <- function(plot, aesthetic) {
  built <- ggplot2::ggplot_build(plot)
  unique(unlist(lapply(built$data, \(layer) as.character(layer[[aesthetic]]))))
}

test_that("a role has one colour in every plot", {
  patients <- data.frame(
    patient_id = sprintf("P%02d", 1:12), os_days = seq(100, 1200, by = 100),
    os_event = rep(c(1, 0, 1), 4), status = rep(c("high", "low"), 6),
    concordance = rep(c("concordant", "discordant"), each = 6)
  )
  by_status <- autoplot(compare_survival(patients, "status"))
  expect_true(all(role_colours(c("high", "low")) %in% used(by_status, "colour")))
  by_concordance <- autoplot(compare_survival(patients, "concordance"))
  expect_true(all(role_colours(c("concordant", "discordant")) %in% used(by_concordance, "fill")))
  burden <- data.frame(
    patient_id = rep(patients$patient_id, 2), lesion = rep(c("primary", "metastasis"), each = 12),
    mutations = c(14, 3, 5, 20, 7, 2, 13, 9, 30, 4, 6, 8, 3, 5, 15, 22, 6, 2, 4, 9, 28, 3, 7, 10),
    megabases = 1.2
  )
  pairs <- autoplot(compare_lesions(burden))
  expect_true(all(role_colours(directions) %in% used(pairs, "colour")))
  variants <- data.frame(
    patient_id = "a", lesion = c("primary", "metastasis", "primary"), chrom = "1", pos = c(1, 1, 2),
    ref = "A", alt = "T", gene = c("APC", "APC", "TP53"), verdict = "counted"
  )
  genes <- autoplot(rank_genes(variants))
  expect_setequal(used(genes, "fill"), role_colours(c("primary", "metastasis")))
  sharing <- autoplot(compare_variants(variants))
  expect_setequal(used(sharing, "fill"),
                  role_colours(c("primary only", "shared", "metastasis only")))
})

test_that("a lesion has the colour of what is its alone, a status that of both lesions", {
  colours <- role_colours()
  expect_identical(colours[["primary"]], colours[["primary only"]])
  expect_identical(colours[["metastasis"]], colours[["metastasis only"]])
  expect_identical(colours[["high"]], colours[["both high"]])
  expect_identical(colours[["low"]], colours[["both low"]])
})

test_that("groups that are no role have colours of their own", {
  colours <- group_colours(c("A", "high", "B"))
  expect_identical(colours[["high"]], role_colours("high")[[1]])
  expect_identical(anyDuplicated(colours), 0L)
})
