chain_of <- function(...) chain_parameters(
  "high", nested_cv_control(outer = 3, inner = 3, trees = 25, ...)
)

test_that("the steps of a selection are the public functions in turn", {
  data <- study_table(24, 60, 8, shift = 1.5)
  parameters <- chain_of()
  found <- select_features(data$x, data$y, parameters, seed = 7)
  kept <- drop_correlated(data$x, 0.9)$kept
  tests <- screen_wilcoxon(data$x[, kept], data$y)
  passed <- tests$feature[tests$selected]
  eliminated <- rfe_forest(
    data$x[, passed], data$y,
    folds = 3, trees = 25, engine = "caret", seed = 7
  )
  expect_identical(found$kept, length(kept))
  expect_identical(found$screened, length(passed))
  expect_identical(found$selected, eliminated$selected)
})

test_that("where nothing passes the screen the two smallest p are used and flagged", {
  data <- study_table(12, 5, 4)
  found <- select_features(data$x, data$y, chain_of(alpha = 1e-6), seed = 1)
  expected <- screen_wilcoxon(data$x, data$y)
  expect_identical(found$selected, expected$feature[order(expected$p_value)][1:2])
  expect_identical(found$screened, 0L)
  expect_match(found$flags, "no feature passed the screen")
})

test_that("one training patient of a class means no elimination, flagged", {
  data <- study_table(40, 6, 1)
  data$x[1, 2] <- 50
  found <- select_features(data$x, data$y, chain_of(alpha = 0.2), seed = 1)
  expect_identical(found$selected[1], "feature_002")
  if (found$screened > 1) expect_match(found$flags, "no elimination")
})

test_that("constant training columns leave nothing to select, flagged", {
  data <- study_table(12, 3, 4)
  data$x[] <- 1
  found <- select_features(data$x, data$y, chain_of(), seed = 1)
  expect_identical(found$selected, character())
  expect_match(found$flags, "constant in the training patients")
  table <- list(x = data$x, y = data$y, covariates = NULL)
  train <- rep(c(TRUE, TRUE, FALSE), 4)
  fit <- fit_fold(table, train, chain_of(), 1)
  expect_equal(fit$probability, rep(mean(data$y[train] == "high"), 4))
})

test_that("held-out patients cannot change what is selected or fitted", {
  data <- study_table(24, 40, 8, shift = 1)
  table <- modelling_table(data$features, data$labels, "high")
  train <- rep(c(TRUE, TRUE, FALSE), 8)
  changed <- table
  changed$x[which(!train)[1], ] <- 1e6
  changed$y[which(!train)[2:3]] <- "high"
  before <- fit_fold(table, train, chain_of(), 3)
  after <- fit_fold(changed, train, chain_of(), 3)
  expect_identical(after$selected, before$selected)
  expect_identical(after$probability[-1], before$probability[-1])
})

test_that("appended held-out patients with absurd values change no prediction", {
  data <- study_table(24, 40, 8, shift = 1)
  table <- modelling_table(data$features, data$labels, "high")
  train <- rep(c(TRUE, TRUE, FALSE), 8)
  before <- fit_fold(table, train, chain_of(), 3)
  absurd <- table
  absurd$x <- rbind(table$x, matrix(c(1e30, -1e30, NA, 0), 4, ncol(table$x)))
  absurd$y <- factor(c(as.character(table$y), rep("high", 4)), levels = levels(table$y))
  after <- fit_fold(absurd, c(train, rep(FALSE, 4)), chain_of(), 3)
  expect_identical(after$probability[1:8], before$probability)
  expect_identical(after[names(after) != "probability"], before[names(before) != "probability"])
})

test_that("what is learned predicts as the fold that learned it", {
  data <- study_table(24, 40, 8, shift = 1)
  table <- modelling_table(data$features, data$labels, "high")
  train <- rep(c(TRUE, TRUE, FALSE), 8)
  learned <- learn_chain(table_rows(table, train), chain_of(), 3)
  expect_identical(
    predict_chain(learned, table_rows(table, !train)),
    fit_fold(table, train, chain_of(), 3)$probability
  )
})

test_that("folds are fewer where the smaller class is, or refused", {
  y <- factor(rep(c("high", "low"), c(3, 10)))
  expect_identical(as.integer(outer_folds(y, 5)), 3L)
  expect_error(outer_folds(y[3:13], 5), "Only one patient has status \"high\"",
    class = "radiotmb_data_error"
  )
  expect_error(
    outer_folds(y[1:4], 5), "`outer` must be at most the number of patients \\(4\\), not 5",
    class = "radiotmb_argument_error"
  )
})
