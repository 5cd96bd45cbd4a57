burden <- data.frame(
  patient_id = c("a", "a", "a", "b", "b", "c"),
  lesion = c("primary", "liver", "lung", "primary", "liver", "primary"),
  role = c("primary", "metastasis", "metastasis", "primary", "metastasis", "primary"),
  mutations = c(30, 9, 15, 5, 6, 12), megabases = 1
)

variants <- data.frame(
  patient_id = c(rep("a", 7), "b", "b"),
  lesion = c("primary", "liver", "lung", "primary", "lung", "liver", "lung", "primary", "liver"),
  gene = c("APC", "APC", "APC", "TP53", "TP53", "KRAS", "KRAS", "APC", "TP53"),
  chrom = "1", pos = c(5, 5, 5, 9, 9, 20, 21, 7, 8), ref = "C", alt = "T", verdict = "counted"
)

test_that("ranges and statuses of a patient's lesions are told", {
  found <- lesion_heterogeneity(burden, draws = 999)
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
  found <- lesion_heterogeneity(burden, variants, draws = 99)
  expect_identical(found$distinct, c(4L, 2L))
  expect_identical(found$in_all, c(1L, 0L))
  expect_identical(found$in_some, c(1L, 0L))
  expect_identical(found$private, c(2L, 2L))
  # primary and liver 1/3, primary and lung 2/3, liver and lung 1/4
  expect_equal(found$jaccard, c(mean(c(1 / 3, 2 / 3, 1 / 4)), 0))
})

test_that("a table of presence names the lesions with and without a mutation", {
  found <- tabulate_presence(variants, burden)
  expect_identical(found$pattern[1:4], c("all lesions", "some lesions", "one lesion", "one lesion"))
  expect_identical(found$present_in[2], "primary; lung")
  expect_identical(found$absent_from[2], "liver")
  expect_identical(found$absent_from[1], "")
  genes <- tabulate_presence(variants, burden, by = "gene")
  expect_identical(genes$present_in[genes$gene == "KRAS"], "liver; lung")
  expect_null(genes$pos)
})

test_that("patients with one lesion each have no rows, in the same columns", {
  primary <- \(x) x[x$lesion == "primary", ]
  found <- lesion_heterogeneity(primary(burden), primary(variants))
  expect_identical(nrow(found), 0L)
  expect_identical(names(found), names(lesion_heterogeneity(burden, variants, draws = 9)))
})

test_that("genes are tested over the placements of their mutated lesions", {
  ranking <- rank_genes(variants, samples = burden)
  genes <- ranking$genes
  # TP53: a in primary and lung of (2, -1, -1): 1, 1 or -2; b in the metastasis: 1 or -1
  tp53 <- genes[genes$gene == "TP53", ]
  expect_equal(tp53$p_value, mean(abs(c(2, 2, -1, 0, 0, -3)) >= 0))
  # KRAS: a in both metastases alone: -2 is one placement of three
  expect_equal(genes$p_value[genes$gene == "KRAS"], 1 / 3)
  expect_match(ranking$flags, "1 patient with several lesions of a role", all = FALSE)
})
