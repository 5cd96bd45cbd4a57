test_that("boosting depends on nothing but data and parameters", {
  data <- study_table(24, 4, 8, shift = 1)
  set.seed(1)
  first <- predict_boosting(fit_boosting(data$x, data$y, boosting_defaults), data$x)
  set.seed(2)
  second <- predict_boosting(fit_boosting(data$x, data$y, boosting_defaults), data$x)
  expect_identical(first, second)
  expect_true(all(first > 0 & first < 1))
  expect_gt(auc_by_ranks(data$y == "high", first), 0.8)
})

test_that("one tree of one split is the Newton step by hand", {
  # Base score 0.5: gradients are 0.5 - y, hessians 0.25; leaf = -G / (H + lambda) * eta.
  x <- cbind(f = c(1, 2, 3, 4, 5, 6, 7, 8))
  y <- factor(rep(c("low", "high"), each = 4), levels = c("low", "high"))
  parameters <- utils::modifyList(
    boosting_defaults, list(nrounds = 1, eta = 0.3, max_depth = 1, lambda = 1)
  )
  found <- predict_boosting(fit_boosting(x, y, parameters), x)
  leaf <- 0.3 * (4 * 0.5) / (4 * 0.25 + 1)
  expect_equal(found, stats::plogis(rep(c(-leaf, leaf), each = 4)), tolerance = 1e-6)
})

test_that("balanced weights lift the probability of the rare class", {
  data <- study_table(40, 3, 8)
  plain <- predict_boosting(fit_boosting(data$x, data$y, boosting_defaults), data$x)
  balanced <- predict_boosting(fit_boosting(data$x, data$y, boosting_defaults, "balanced"), data$x)
  expect_gt(mean(balanced), mean(plain))
  expect_equal(class_weight_values(data$y, "balanced"), c(low = 40 / 64, high = 40 / 16))
})

test_that("tuning takes the candidate with the smallest log loss", {
  data <- study_table(30, 3, 15, shift = 3)
  grid <- data.frame(nrounds = c(1, 60), eta = c(0.001, 0.3))
  found <- tune_boosting(data$x, data$y, boosting_defaults, grid, 3, 1, "none")
  expect_identical(found$nrounds, 60)
  expect_identical(found$max_depth, boosting_defaults$max_depth)
  expect_identical(tune_boosting(data$x, data$y, boosting_defaults, NULL, 3, 1, "none"),
    boosting_defaults
  )
})

test_that("unknown or unusable parameters are refused", {
  expect_error(boosting_parameters(list(depth = 3)), "`xgboost` must be a list",
    class = "radiotmb_argument_error"
  )
  expect_error(boosting_parameters(list(eta = "a")), class = "radiotmb_argument_error")
  expect_error(boosting_parameters(3), class = "radiotmb_argument_error")
  expect_error(check_grid(data.frame(depth = 1)), "`tune`", class = "radiotmb_argument_error")
  expect_identical(boosting_parameters(list(eta = 0.3))$eta, 0.3)
})

test_that("balanced weights do not shift the probabilities", {
  data <- study_table(60, 3, 10)
  plain <- fit_boosting(data$x, data$y, boosting_defaults)
  weighted <- fit_boosting(data$x, data$y, boosting_defaults, "balanced")
  raw <- predict_boosting(weighted, data$x)
  corrected <- unweighted_probability(raw, mean(data$y == "high"), "balanced")
  share <- mean(data$y == "high")
  expect_equal(stats::qlogis(corrected) - stats::qlogis(raw), rep(stats::qlogis(share), 60))
  expect_gt(abs(mean(raw) - share), abs(mean(corrected) - share))
  expect_lt(abs(mean(corrected) - share), 0.045)
  expect_identical(
    unweighted_probability(predict_boosting(plain, data$x), 0.5, "none"),
    predict_boosting(plain, data$x)
  )
})

test_that("trees that XGBoost itself refuses are one message", {
  refused <- expect_error(booster_of_json('{"learner": {"gradient_booster": 1}}'),
                          "XGBoost cannot use the trees", class = "radiotmb_data_error")
  expect_no_match(conditionMessage(refused), "\n", fixed = TRUE)
})
