test_that("texts, factors and few numbers are groups of their own, in their order", {
  sex <- clinical_groups(c("m", NA, "f", ""))
  expect_identical(sex$group, c("m", NA, "f", NA))
  expect_identical(names(sex$colours), c("f", "m"))
  stage <- clinical_groups(factor(c("II", "I"), levels = c("II", "I", "IV")))
  expect_identical(names(stage$colours), c("II", "I"))
  expect_identical(names(clinical_groups(c(10, 2, NA, 2))$colours), c("2", "10"))
})

test_that("many numbers are quarters of the patients, darker upwards", {
  # Quartiles of 1 to 9 are 3, 5 and 7; a value on an edge belongs to the quarter below.
  found <- clinical_groups(c(1:9, NA))
  quarters <- c("1 to 3", "3 to 5", "5 to 7", "7 to 9")
  expect_identical(found$group, c(rep(quarters, c(3, 2, 2, 2)), NA))
  expect_identical(names(found$colours), quarters)
  light <- colSums(grDevices::col2rgb(found$colours))
  expect_false(is.unsorted(-light))
})

test_that("more texts than colours leave the rarest to one group", {
  values <- rep(letters[1:10], 10:1)
  found <- clinical_groups(values)
  expect_identical(names(found$colours), c(letters[1:7], "other"))
  expect_identical(sum(found$group == "other"), 3L + 2L + 1L)
  expect_false(anyDuplicated(unname(found$colours)) > 0)
})
