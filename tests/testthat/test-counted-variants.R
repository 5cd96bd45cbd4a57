variants <- data.frame(
  patient_id = c(7, 7, 8), lesion = c("primary", "metastasis", "primary"),
  verdict = c("counted", "germline", "counted")
)

test_that("only counted variants are kept, and all where there is no verdict", {
  expect_identical(counted_variants(variants)$patient_id, c("7", "8"))
  expect_identical(nrow(counted_variants(variants[c("patient_id", "lesion")])), 3L)
})
