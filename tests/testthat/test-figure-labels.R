test_that("given words take the place of an id's own", {
  expect_identical(label_ids(c("a", "b"), c(b = "second")), c("a", "second"))
  expect_identical(label_ids(c("os_days", "x"), NULL, column_words),
                   c("Overall survival (days)", "X"))
  expect_error(label_ids("a", "second"), class = "radiotmb_argument_error", "named vector")
})

test_that("a column becomes words, and an axis of counts has whole marks", {
  expect_identical(column_words(c("venous_invasion", "age", "ppv")),
                   c("Venous invasion", "Age (years)", "Positive predictive value"))
  expect_identical(words_of_column(c("original_shape_Sphericity", "feature_01")),
                   c("Shape sphericity", "Feature 01"))
  expect_identical(whole_breaks(c(0, 2.3)), c(0, 1, 2))
  expect_identical(p_with_sign(c(0.0421, 1e-5)), c("= 0.042", "< 0.001"))
})
