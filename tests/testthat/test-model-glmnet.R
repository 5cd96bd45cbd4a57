ridge <- function(...) chain_parameters(
  "high", nested_cv_control(outer = 3, inner = 3, learner = "glmnet", ...)
)

quick_ridge <- function(data, ...) {
  nested_cv(
    data$features, data$labels, outer = 3, inner = 3, learner = "glmnet", bootstrap = 20, ...
  )
}

# The gradient of the mean negative log-likelihood and of the ridge, which is 0 at the minimum.
ridge_gradient <- function(regression, x, y) {
  z <- sweep(sweep(x, 2, regression$columns$mean), 2, regression$columns$sd, `/`)
  residual <- predict_regression(regression, x) - as.numeric(y == "high")
  c(mean(residual), drop(crossprod(z, residual)) / nrow(z) +
      regression$lambda * regression$columns$coefficient)
}

test_that("the ridge is at the minimum of its penalised likelihood", {
  skip_if_not_installed("glmnet")
  data <- study_table(40, 12, 16, shift = 1)
  table <- modelling_table(data$features, data$labels, "high")
  learned <- learn_chain(table, ridge(), 1)
  x <- table$x[, learned$selected]
  expect_lt(max(abs(ridge_gradient(learned$regression, x, table$y))), 1e-6)
  expect_identical(learned$regression$columns$name, learned$selected)
  expect_equal(predict_chain(learned, table), predict_regression(learned$regression, x))
})

test_that("the lasso's coefficients are 0 or at the limit of its gradient", {
  skip_if_not_installed("glmnet")
  data <- study_table(60, 30, 24, shift = 0.7)
  table <- modelling_table(data$features, data$labels, "high")
  learned <- learn_chain(table, ridge(glmnet = list(alpha = 1), alpha = 0.5), 1)
  regression <- learned$regression
  x <- table$x[, learned$selected]
  z <- sweep(sweep(x, 2, regression$columns$mean), 2, regression$columns$sd, `/`)
  residual <- as.numeric(table$y == "high") - predict_regression(regression, x)
  gradient <- drop(crossprod(z, residual)) / nrow(z)
  expect_true(all(regression$columns$coefficient != 0))
  expect_equal(
    unname(gradient), regression$lambda * sign(regression$columns$coefficient), tolerance = 1e-4
  )
  expect_true(all(diff(abs(regression$columns$coefficient)) <= 0))
  # No feature that was left out would lower the deviance.
  screened <- select_features(table$x, table$y, ridge(alpha = 0.5), 1)$selected
  left <- setdiff(screened, learned$selected)
  expect_gt(length(left), 0)
  other <- standardised(table$x[, left, drop = FALSE])
  expect_lte(max(abs(crossprod(other, residual))) / nrow(z), regression$lambda * (1 + 1e-6))
})

test_that("held-out patients change nothing that is learned, and appended absurd ones neither", {
  skip_if_not_installed("glmnet")
  data <- study_table(24, 40, 8, shift = 1)
  table <- modelling_table(data$features, data$labels, "high")
  train <- rep(c(TRUE, TRUE, FALSE), 8)
  for (screen in c("before", "inside")) {
    parameters <- ridge(screen = screen)
    before <- fit_fold(table, train, parameters, 3)
    absurd <- table
    absurd$x <- rbind(table$x, matrix(c(1e30, -1e30, NA, 0), 4, ncol(table$x)))
    absurd$y <- factor(c(as.character(table$y), rep("high", 4)), levels = levels(table$y))
    absurd$y[which(!train)[1]] <- "high"
    after <- fit_fold(absurd, c(train, rep(FALSE, 4)), parameters, 3)
    expect_identical(after$probability[1:8], before$probability)
    expect_identical(after[names(after) != "probability"], before[names(before) != "probability"])
  }
})

test_that("the units of a feature and the order of rows do not matter", {
  skip_if_not_installed("glmnet")
  data <- study_table(30, 20, 12, shift = 1)
  found <- quick_ridge(data)
  scaled <- data
  scaled$features[-1] <- Map(
    \(x, k) 10^k * x + k, data$features[-1], rep(c(-3, 0, 4), length.out = 20)
  )
  other <- quick_ridge(scaled)
  expect_equal(other$averaged$probability, found$averaged$probability, tolerance = 1e-6)
  expect_identical(other$selections, found$selections)
  shuffled <- list(
    features = data$features[with_local_seed(1, sample(30)), ], labels = data$labels[30:1, ]
  )
  expect_identical(without_call(quick_ridge(shuffled)), without_call(found))
})

test_that("folds are the boosting's, the flags say what has no part", {
  skip_if_not_installed("glmnet")
  data <- study_table(30, 20, 12, shift = 1)
  found <- quick_ridge(data, repeats = 2)
  boosted <- nested_cv(
    data$features, data$labels, outer = 3, inner = 3, repeats = 2, trees = 10, bootstrap = 20
  )
  expect_identical(found$predictions[1:4], boosted$predictions[1:4])
  expect_identical(found$folds$screened, boosted$folds$screened)
  expect_named(found$boosting, c("repeat", "fold", "alpha", "lambda"))
  expect_match(found$flags, "no forest eliminates any", all = FALSE)
  expect_match(found$flags, "before the inner folds that choose the penalty", all = FALSE)
  expect_output(print(found), "ridge logistic regression \\(glmnet, alpha 0\\)")
  inside <- quick_ridge(data, screen = "inside")
  expect_no_match(inside$flags, "before the inner folds")
})

test_that("few patients of a class fall back to the strongest penalty, then to their share", {
  skip_if_not_installed("glmnet")
  data <- study_table(12, 10, 4, shift = 1)
  table <- modelling_table(data$features, data$labels, "high")
  fit <- function(highs, parameters = ridge()) {
    rows <- c(seq_len(highs), 5:12)
    learn_chain(table_rows(table, rows), parameters, 1)
  }
  two <- fit(2)
  expect_match(two$flags, "the strongest of the path", all = FALSE)
  path <- penalty_path(
    cbind(table$x[c(1:2, 5:12), two$selected]), table$y[c(1:2, 5:12)], ridge()
  )
  expect_equal(two$boosting$lambda, max(path))
  one <- fit(1)
  expect_match(one$flags, "everyone has the training patients' share", all = FALSE)
  expect_equal(predict_chain(one, table_rows(table, 11:12)), rep(1 / 9, 2))
})

test_that("one feature alone, weights and covariates are taken", {
  skip_if_not_installed("glmnet")
  data <- study_table(40, 1, 12, shift = 1.5)
  covariates <- data.frame(
    patient_id = data$features$patient_id, age = 1:40 %% 7, sex = rep(c("f", "m"), 20)
  )
  alone <- quick_ridge(data)
  expect_gt(alone$roc$auc, 0.7)
  found <- quick_ridge(data, covariates = covariates, class_weights = "balanced")
  # The prior correction gives back the share of positive patients.
  expect_lt(abs(mean(found$averaged$probability) - 12 / 40), 0.06)
  table <- modelling_table(data$features, data$labels, "high", covariates = covariates)
  learned <- learn_chain(table, ridge(), 1)
  expect_identical(learned$regression$columns$name, c("feature_001", "age", "sexm"))
})

test_that("a bootstrap and a null run the regression, and belong to it alone", {
  skip_if_not_installed("glmnet")
  data <- study_table(30, 20, 12, shift = 1)
  found <- quick_ridge(data)
  interval <- chain_bootstrap(data$features, data$labels, observed = found, resamples = 4)
  null <- permutation_null(data$features, data$labels, observed = found, permutations = 3)
  expect_identical(interval$parameters$learner, "glmnet")
  expect_output(print(interval), "ridge logistic")
  expect_output(print(null), "ridge logistic")
  expect_equal(null$observed, found$measures$estimate[1])
  boosted <- nested_cv(
    data$features, data$labels, outer = 3, inner = 3, trees = 10, bootstrap = 20
  )
  expect_error(
    fit_model(data$features, data$labels, performance = list(boosted, interval)), "another chain",
    class = "radiotmb_data_error"
  )
})

test_that("options of the other learner are refused, not passed over", {
  skip_if_not_installed("glmnet")
  refused <- function(message, ...) {
    expect_error(nested_cv_control(...), message, class = "radiotmb_argument_error")
  }
  refused("`learner` must be \"xgboost\" where `tune`", learner = "glmnet",
          tune = data.frame(eta = 0.1))
  refused("`learner` must be \"xgboost\" where `xgboost`", learner = "glmnet",
          xgboost = list(eta = 0.2))
  refused("`learner` must be \"glmnet\" where `glmnet`", glmnet = list(alpha = 1))
  refused("`glmnet` must be", learner = "glmnet", glmnet = list(alpha = 2))
  refused("`glmnet` must be", learner = "glmnet", glmnet = list(lambda = 1))
  refused("`learner` must be one of", learner = "lasso")
})

test_that("on noise the regression finds nothing, whatever the screen", {
  skip_if_not_installed("glmnet")
  areas <- vapply(1:20, function(seed) {
    data <- study_table(24, 60, 8, seed = seed)
    quick_ridge(data)$measures$estimate[1]
  }, numeric(1))
  expect_lt(mean(areas), 0.55)
  expect_gt(mean(areas), 0.4)
})
