test_that("ranges and statuses of a patient's lesions are told", {
  found <- lesion_heterogeneity(burden_of_three, draws = 999)
  expect_identical(found$patient_id, c("a", "b"))
  expect_identical(attr(found, "single"), "c")
  expect_equal(found$tmb_range, c(21, 1))
  expect_equal(found$tmb_ratio, c(30 / 9, 6 / 5))
  expect_identical(found$metastases, c(2L, 1L))
  expect_identical(found$high, c(2L, 0L))
  expect_identical(found$mixed, c(TRUE, FALSE))
  expect_equal(found$p_equal[2], stats::binom.test(5, 11)$p.value)
  # chi-square of 30, 9, 15 on 2 df is 13: hardly any draw is as far
  expect_lt(found$p_equal[1], 0.01)
})

test_that("mutations are in all, in some or in one of the lesions", {
  found <- lesion_heterogeneity(burden_of_three, variants_of_three, draws = 99)
  expect_identical(found$distinct, c(4L, 2L))
  expect_identical(found$in_all, c(1L, 0L))
  expect_identical(found$in_some, c(1L, 0L))
  expect_identical(found$private, c(2L, 2L))
  # primary and liver 1/3, primary and lung 2/3, liver and lung 1/4
  expect_equal(found$jaccard, c(mean(c(1 / 3, 2 / 3, 1 / 4)), 0))
})

test_that("patients with one lesion each have no rows, in the same columns", {
  primary <- \(x) x[x$lesion == "primary", ]
  found <- lesion_heterogeneity(primary(burden_of_three), primary(variants_of_three))
  expect_identical(nrow(found), 0L)
  several <- lesion_heterogeneity(burden_of_three, variants_of_three, draws = 9)
  expect_identical(names(found), names(several))
})

test_that("genes are tested over the placements of their mutated lesions", {
  ranking <- rank_genes(variants_of_three, samples = burden_of_three)
  genes <- ranking$genes
  # TP53: a in primary and lung of (2, -1, -1): 1, 1 or -2; b in the metastasis: 1 or -1
  tp53 <- genes[genes$gene == "TP53", ]
  expect_equal(tp53$p_value, mean(abs(c(2, 2, -1, 0, 0, -3)) >= 0))
  # KRAS: a in both metastases alone: -2 is one placement of three
  expect_equal(genes$p_value[genes$gene == "KRAS"], 1 / 3)
  expect_match(ranking$flags, "1 patient with several lesions of a role", all = FALSE)
})
