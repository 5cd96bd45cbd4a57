variants <- data.frame(
  patient_id = c(rep("a", 6), "b", "b", "c"),
  lesion = c("primary", "metastasis", "primary", "metastasis", "metastasis", "primary",
             "primary", "metastasis", "primary"),
  gene = c("APC", "APC", "TP53", "TP53", "TP53", "KRAS", "APC", "APC", "APC"),
  chrom = c("chr5", "5", "17", "17", "17", "12", "5", "5", "5"),
  pos = c(10, 10, 20, 20, 21, 30, 10, 11, 10), ref = "C", alt = "T"
)

test_that("each gene of each patient has its pattern over both lesions", {
  found <- tabulate_genes(variants)
  expect_identical(found$gene, c("APC", "APC", "KRAS", "TP53"))
  expect_identical(found$patient_id, c("a", "b", "a", "a"))
  expect_identical(found$primary, c(1L, 1L, 1L, 1L))
  expect_identical(found$metastasis, c(1L, 1L, 0L, 2L))
  expect_identical(found$shared, c(1L, 0L, 0L, 1L))
  expect_identical(found$pattern,
                   c("shared", "different variants", "primary only", "partly shared"))
})

test_that("its counts are those of rank_genes and compare_variants", {
  found <- tabulate_genes(variants)
  pairs <- variants[variants$patient_id != "c", ]
  genes <- rank_genes(pairs)$genes
  counted <- tapply(found$primary > 0, found$gene, sum)
  expect_identical(as.integer(counted[genes$gene]), genes$primary)
  shared <- compare_variants(pairs)$patients
  expect_identical(as.integer(tapply(found$shared, found$patient_id, sum)), shared$shared)
})

test_that("a lesion without any variant counts where the samples name it", {
  samples <- data.frame(patient_id = "c", lesion = c("primary", "metastasis"))
  expect_identical(tabulate_genes(variants, samples)$pattern, "primary only")
  expect_identical(nrow(tabulate_genes(variants[0, ])), 0L)
  expect_identical(names(tabulate_genes(variants[0, ])), names(tabulate_genes(variants)))
})
