test_that("names of PyRadiomics become the words of a paper", {
  expect_identical(
    feature_label(c(
      "original_shape_Sphericity", "wavelet-LLH_glszm_SmallAreaEmphasis",
      "wavelet.LLH_glszm_SmallAreaEmphasis", "log-sigma-3-0-mm-3D_firstorder_90Percentile",
      "log.sigma.2.5.mm.3D_glcm_Idmn", "prone.original_glrlm_LongRunHighGrayLevelEmphasis",
      "original_shape_Maximum2DDiameterSlice", "squareroot_ngtdm_Coarseness",
      "CT_original_glcm_Contrast"
    )),
    c(
      "Shape sphericity", "GLSZM small area emphasis, wavelet LLH",
      "GLSZM small area emphasis, wavelet LLH", "First-order 90th percentile, LoG 3 mm",
      "GLCM normalised inverse difference moment, LoG 2.5 mm",
      "GLRLM long run high grey level emphasis (prone)",
      "Shape maximum 2D diameter slice", "NGTDM coarseness, squareroot", "GLCM contrast (CT)"
    )
  )
})

test_that("other names, and none, stay as they are", {
  expect_identical(feature_label(c("age", "x_y_Z", NA)), c("age", "x_y_Z", NA))
  expect_identical(feature_label(character()), character())
})

test_that("no two features of a real extraction share a label", {
  names <- utils::read.csv(shared_data("radiomics", "lung1_features_pyradiomics_2.2.0.csv"))$feature
  expect_false(anyDuplicated(feature_label(names)) > 0)
})
