# Two repeats of two folds of four patients, with fits written by hand.
table <- list(patient_id = c("a", "b", "c", "d"), y = factor(c("low", "high", "low", "high")))
task <- function(repeat_, fold, held_out) {
  list(repeat_ = repeat_, fold = fold, train = !table$patient_id %in% held_out)
}
tasks <- list(
  task(1L, 1L, c("a", "b")), task(1L, 2L, c("c", "d")),
  task(2L, 1L, c("a", "d")), task(2L, 2L, c("b", "c"))
)
fit <- function(probability, selected, flags = character(), boosting = list(eta = 0.1)) {
  list(probability = probability, selected = selected, kept = 5, screened = length(selected),
       flags = flags, boosting = boosting)
}
fits <- list(
  fit(c(0.2, 0.6), c("x", "y")), fit(c(0.4, 0.8), "x"),
  fit(c(0.4, 1), c("y", "x"), "one flag"), fit(c(0.8, 0.2), character(), boosting = NULL)
)

test_that("every patient is held out once a repeat, and the mean is over repeats", {
  predictions <- held_out_predictions(table, tasks, fits)
  expect_identical(predictions$patient_id, rep(c("a", "b", "c", "d"), 2))
  expect_identical(predictions[["repeat"]], rep(1:2, each = 4))
  expect_equal(predictions$probability, c(0.2, 0.6, 0.4, 0.8, 0.4, 0.8, 0.2, 1))
  averaged <- averaged_predictions(predictions, table)
  expect_equal(averaged$probability, c(0.3, 0.7, 0.3, 0.9))
  expect_identical(averaged$truth, c("low", "high", "low", "high"))
})

test_that("the folds count patients and features, and keep their flags", {
  folds <- fold_table(tasks, fits)
  expect_identical(folds$n_train + folds$n_test, rep(4L, 4))
  expect_identical(folds$selected, c(2L, 1L, 2L, 0L))
  expect_identical(folds$flag, c("", "", "one flag", ""))
})

test_that("features are counted over all models, the most frequent first", {
  frequency <- feature_frequency(selection_table(tasks, fits), length(fits))
  expect_identical(frequency$feature, c("x", "y"))
  expect_identical(frequency$frequency, c(3L, 2L))
  expect_equal(frequency$share, c(0.75, 0.5))
  expect_equal(frequency$mean_rank, c(4 / 3, 1.5))
})

test_that("a fold without a boosting fit has no row of its parameters", {
  expect_identical(nrow(boosting_table(tasks, fits)), 3L)
})
