test_that("arguments are refused before anything is started", {
  expect_snapshot(error = TRUE, extract_radiomics(image = "scan.nii.gz"))
})

test_that("a real scan has its 1037 features, under PyRadiomics' names", {
  image <- shared_data("radiomics", "lung1_image.nrrd")
  skip_without_command()
  mask <- shared_data("radiomics", "lung1_label.nrrd")
  reference <- utils::read.csv(
    shared_data("radiomics", "lung1_features_pyradiomics_2.2.0.csv"), check.names = FALSE
  )
  found <- extract_radiomics(image = image, mask = mask, quiet = TRUE)
  expect_identical(nrow(found), 1L)
  expect_equal(sum(grepl("^(original|wavelet|log-sigma)", names(found))), 1037)
  value <- reference[reference[[1]] == "original_firstorder_Mean", 2]
  expect_equal(found$original_firstorder_Mean, value, tolerance = 1e-12)
})
