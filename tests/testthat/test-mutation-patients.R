# Two patients: a carries mutation 1 in both lesions and 2 in the primary; b carries 1 in the
# metastasis alone.
variants_of_two <- function() {
  data.frame(
    patient_id = c("a", "a", "a", "b", "b"),
    lesion = c("primary", "metastasis", "primary", "metastasis", "primary"),
    gene = c("APC", "APC", "TP53", "APC", "KRAS"), chrom = c("5", "chr5", "17", "5", "12"),
    pos = c(100, 100, 200, 100, 300), ref = "C", alt = "T"
  )
}

test_that("each mutation is counted once a patient, as shared or of one lesion", {
  found <- tabulate_mutations(variants_of_two())
  expect_identical(found$gene, c("APC", "KRAS", "TP53"))
  expect_identical(found$patients, c(2L, 1L, 1L))
  expect_identical(found$shared, c(1L, 0L, 0L))
  expect_identical(found$primary_only, c(0L, 1L, 1L))
  expect_identical(found$metastasis_only, c(1L, 0L, 0L))
  expect_equal(found$discordant, c(0.5, 1, 1))
  # Clopper-Pearson: 1 of 2 is 1.26 % to 98.74 %, 1 of 1 is 2.5 % to 100 %
  expect_equal(found$lower[1:2], c(1 - sqrt(0.975), 0.025), tolerance = 1e-8)
})

test_that("the shared mutations of all patients are those of compare_variants()", {
  variants <- variants_of_two()
  pairs <- compare_variants(variants)$patients
  found <- tabulate_mutations(variants)
  expect_equal(sum(found$shared), sum(pairs$shared))
  expect_equal(sum(found$primary_only), sum(pairs$primary_private))
  expect_equal(sum(found$metastasis_only), sum(pairs$metastasis_private))
})

test_that("patients with one lesion do not count", {
  variants <- rbind(
    variants_of_two(),
    data.frame(patient_id = "c", lesion = "primary", gene = "APC", chrom = "5", pos = 100,
               ref = "C", alt = "T")
  )
  expect_identical(tabulate_mutations(variants), tabulate_mutations(variants_of_two()))
})
