refused <- function(covariates, message) {
  expect_error(covariate_matrix(covariates, c("1", "2", "3"), NULL), message,
    class = "radiotmb_data_error"
  )
}

covariates <- data.frame(patient_id = 1:3, age = c(60, 71, 55))

test_that("covariates that cannot be are refused with the patient or the column", {
  refused(rbind(covariates, data.frame(patient_id = 1, age = 999)), "patient_id '1' twice")
  refused(transform(covariates, age = c(Inf, 2, 3)), "Inf in column 'age' for patient_id '1'")
  refused(transform(covariates, age = c(1e39, 2, 3)), "beyond single precision")
  refused(covariates[-2, ], "not complete for patient_id '2'")
  refused(transform(covariates, age = 5), "no column that differs")
  doubled <- stats::setNames(cbind(covariates, 1:3), c("patient_id", "age", "age"))
  refused(doubled, "two columns named 'age'")
})

test_that("a constant column is left out and said, others become numbers", {
  found <- covariate_matrix(
    cbind(covariates, site = "A", sex = c("f", "m", "f")), c("3", "1", "2"), NULL
  )
  expect_identical(colnames(found$matrix), c("age", "sexm"))
  expect_equal(unname(found$matrix[, "age"]), c(55, 60, 71))
  expect_identical(found$flags, "covariates left out, the same in every patient: site")
})
