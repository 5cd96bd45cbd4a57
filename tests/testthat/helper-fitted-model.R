# A model that takes a second to fit, and patients of another hospital.
quick_model <- function(data = study_table(40, 30, 16, shift = 1.5), ...) {
  fit_model(
    data$features, data$labels, outer = 3, inner = 3, trees = 20, bootstrap = 20, ...
  )
}

other_hospital <- function(patients = 60, high = 20, shift = 1, seed = 5) {
  data <- study_table(patients, 30, high, shift = shift, seed = seed)
  id <- sprintf("Q%04d", seq_len(patients))
  data$features$patient_id <- data$labels$patient_id <- id
  data
}
