variants <- data.frame(
  patient_id = c(7, 7, 8), lesion = c("primary", "metastasis", "primary"),
  gene = c("APC", "TP53", "APC"), verdict = c("counted", "germline", NA)
)

test_that("only counted variants are kept, and all where there is no verdict", {
  found <- read_counted_variants(variants, "gene")
  expect_identical(found$counted$gene, "APC")
  expect_identical(found$counted$patient_id, "7")
  expect_identical(nrow(read_counted_variants(variants[1:3], "gene")$counted), 3L)
})

test_that("a filtered variant still says that its lesion was sequenced, a missing one does not", {
  expect_identical(read_counted_variants(variants, "gene")$patients, "7")
  samples <- data.frame(patient_id = rep(7:9, each = 2), lesion = c("primary", "metastasis"))
  expect_identical(read_counted_variants(variants, "gene", samples)$patients, c("7", "8", "9"))
})

test_that("rank_genes and compare_variants refuse the same tables in the same words", {
  wrong <- transform(variants, lesion = c("primary", "liver", "primary"), chrom = "1", pos = 1,
                     ref = "C", alt = "T")
  for (f in list(rank_genes, compare_variants)) {
    expect_error(f(wrong), "`variants` has lesion \"liver\" in row 2",
                 class = "radiotmb_data_error")
    expect_error(f(wrong[-1]), "`variants` has no column 'patient_id'",
                 class = "radiotmb_data_error")
  }
})
