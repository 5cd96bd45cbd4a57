test_that("VCF and MAF spellings of an indel are one variant", {
  # A deletion of the A at 102: with the base before it, with two, and with a dash.
  keys <- variant_key("1", c(100, 102, 101), c("CAA", "A", "AA"), c("CA", "-", "A"))
  expect_identical(unique(keys), "1:102:A:")
  # An insertion of TT before 201.
  keys <- variant_key("1", c(200, 200, 199), c("C", "-", "GC"), c("CTT", "TT", "GCTT"))
  expect_identical(unique(keys), "1:201::TT")
  # A substitution inside a longer stretch.
  expect_identical(variant_key("7", 10, "ACGT", "ATGT"), variant_key("7", 11, "C", "T"))
})

test_that("chromosomes are compared without chr, the mitochondrion by either name", {
  expect_identical(plain_chromosome(c("chr7", "7", "Chr7", "CHRX", "chrM", "M", "MT", "chrMT")),
                   c("7", "7", "7", "X", "MT", "MT", "MT", "MT"))
  expect_identical(plain_chromosome(7L), "7")
})

test_that("case of the bases does not matter, other places and alleles do", {
  expect_identical(variant_key("1", 5, "c", "t"), variant_key("1", 5, "C", "T"))
  keys <- c(
    variant_key("1", 5, "C", "T"), variant_key("1", 6, "C", "T"), variant_key("2", 5, "C", "T"),
    variant_key("1", 5, "C", "G"), variant_key("1", 5, "CC", "TT")
  )
  expect_identical(anyDuplicated(keys), 0L)
})

test_that("a position of any size is written in full", {
  expect_identical(variant_key("1", 1e5, "C", "T"), "1:100000:C:T")
  expect_identical(variant_key("1", 248956422L, "C", "T"), "1:248956422:C:T")
})

test_that("no variant has no key", {
  expect_identical(variant_key(character(), numeric(), character(), character()), character())
})
