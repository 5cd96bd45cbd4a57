test_that("a role is the lesion's own where it names one, and is asked for elsewhere", {
  x <- data.frame(patient_id = 1, lesion = c("primary", "liver"), role = c(NA, "metastasis"))
  expect_identical(check_lesions(x, "x")$role, c("primary", "metastasis"))
  expect_error(check_lesions(x[1:2], "x"), "or has one of them in a column `role`",
               class = "radiotmb_data_error")
  x$role[1] <- "metastasis"
  expect_error(check_lesions(x, "x"), "the lesion \"primary\" has the role \"metastasis\"",
               class = "radiotmb_data_error")
  x$role <- c(NA, "node")
  expect_error(check_lesions(x, "x"), "not \"node\"", class = "radiotmb_data_error")
})

test_that("roles of a table of variants are those of its samples", {
  samples <- check_lesions(
    data.frame(patient_id = "a", lesion = "liver", role = "metastasis"), "samples"
  )
  variants <- data.frame(patient_id = c("a", "a"), lesion = c("liver", "primary"))
  expect_identical(check_lesions(variants, "v", samples = samples)$role, c("metastasis", "primary"))
})
