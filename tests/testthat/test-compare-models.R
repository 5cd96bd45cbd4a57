small <- function(data, ...) nested_cv(
  data$features, data$labels, outer = 3, inner = 2, trees = 5, sizes = c(1, 2),
  xgboost = list(nrounds = 10), bootstrap = 20, ...
)

# Predictions of two made-up models, a row a patient and repeat.
made_up <- function(n, repeats, seed, shift = 0) {
  with_local_seed(seed, {
    truth <- rep(c("high", "low"), c(n / 2, n / 2))
    table <- expand.grid(patient_id = sprintf("P%03d", seq_len(n)), r = seq_len(repeats))
    table$fold <- rep_len(1:3, n)[match(table$patient_id, unique(table$patient_id))]
    table$truth <- rep(truth, repeats)
    table$probability <- stats::plogis(stats::rnorm(n * repeats, shift * (table$truth == "high")))
    names(table)[2] <- "repeat"
    table
  })
}

test_that("areas, difference and decision curves are those of the two results", {
  data <- study_table(24, 20, 8, shift = 1)
  first <- small(data, repeats = 2)
  second <- small(data, repeats = 2, alpha = 0.5)
  found <- compare_models(first, second, permutations = 50, names = c("strict", "loose"))
  expect_equal(found$areas$auc, c(first$measures$estimate[1], second$measures$estimate[1]))
  expect_equal(found$difference, diff(found$areas$auc))
  expect_equal(found$areas$brier[1], mean((first$averaged$probability -
    (first$averaged$truth == "high"))^2))
  curve <- decision_curve(first$averaged$truth, first$averaged$probability, bootstrap = 1)
  own <- found$decision[found$decision$model == "strict", ]
  expect_equal(own$net_benefit, curve$model)
  expect_equal(own$all, curve$all)
  expect_identical(found$options$option, "alpha")
  expect_match(found$flags, "has no interval", all = FALSE)
  expect_match(found$flags, "is of these predictions", all = FALSE)
  expect_identical(
    compare_models(first$predictions, second$predictions, permutations = 50)$p_value,
    found$p_value
  )
})

test_that("a chain beside itself differs by nothing, and exchanging the two turns the sign", {
  first <- made_up(24, 2, 1, 1)
  second <- made_up(24, 2, 2)
  same <- compare_models(first, first, permutations = 50)
  expect_identical(same$difference, 0)
  expect_identical(same$p_value, 1)
  one <- compare_models(first, second, permutations = 200)
  other <- compare_models(second, first, permutations = 200)
  expect_equal(one$difference, -other$difference)
  expect_equal(one$p_value, other$p_value)
  # Ranks alone count.
  scaled <- transform(first, probability = probability^3, check.names = FALSE)
  names(scaled) <- names(first)
  expect_equal(compare_models(scaled, second, permutations = 200)$p_value, one$p_value)
})

test_that("the p-value is that of all exchanges where these are few", {
  # 4 patients of one repeat: 16 exchanges, counted by hand.
  first <- data.frame(
    patient_id = letters[1:4], "repeat" = 1, fold = 1, truth = rep(c("high", "low"), each = 2),
    probability = c(0.9, 0.8, 0.2, 0.1), check.names = FALSE
  )
  second <- first
  second$probability <- c(0.1, 0.9, 0.8, 0.2)
  rank_of <- function(p) rank(p)
  exact <- apply(expand.grid(rep(list(c(TRUE, FALSE)), 4)), 1, function(swap) {
    one <- ifelse(swap, rank_of(second$probability), rank_of(first$probability))
    other <- ifelse(swap, rank_of(first$probability), rank_of(second$probability))
    auc_by_ranks(c(TRUE, TRUE, FALSE, FALSE), other) -
      auc_by_ranks(c(TRUE, TRUE, FALSE, FALSE), one)
  })
  found <- compare_models(first, second, permutations = 4000)
  expect_equal(found$difference, 2 / 4 - 1)
  expect_equal(found$p_value, mean(abs(exact) >= 0.5 - 1e-12), tolerance = 0.06)
})

test_that("the exchange test rejects equally good models as often as it says", {
  rejects <- function(n, shift, cohorts) mean(vapply(seq_len(cohorts), function(seed) {
    found <- compare_models(
      made_up(n, 1, 2 * seed, shift), made_up(n, 1, 2 * seed + 1, shift), permutations = 99
    )
    found$p_value <= 0.05
  }, logical(1)))
  # 400 cohorts: a standard error of 0.011.
  expect_lt(rejects(24, 0, 400), 0.085)
  expect_lt(rejects(24, 1, 400), 0.085)
  # A better model is found.
  better <- compare_models(made_up(60, 1, 1), made_up(60, 1, 2, 2), permutations = 999)
  expect_lt(better$p_value, 0.01)
})

test_that("the interval is that of the paired resamples", {
  data <- study_table(24, 20, 8, shift = 1)
  first <- small(data, repeats = 2)
  second <- small(data, repeats = 2, alpha = 0.5)
  draws <- lapply(list(first, second), \(fit) chain_bootstrap(
    data$features, data$labels, resamples = 6, observed = fit
  ))
  found <- compare_models(first, second, draws, permutations = 20)
  expected <- resampled_measure(
    found$each$difference, draws[[2]]$resampled$auc - draws[[1]]$resampled$auc, c(8, 16), c(-1, 1),
    0.95
  )
  expect_equal(found[c("lower", "upper", "se")], as.list(expected[c("lower", "upper", "se")]))
  expect_lt(found$lower, found$difference)
  expect_gt(found$upper, found$difference)
  expect_error(
    compare_models(first, second, rev(draws), permutations = 5), "number 1 is not of the chain",
    class = "radiotmb_data_error"
  )
  fewer <- chain_bootstrap(data$features, data$labels, resamples = 4, observed = second)
  expect_error(
    compare_models(first, second, list(draws[[1]], fewer), permutations = 5), "other resamples",
    class = "radiotmb_data_error"
  )
})

test_that("what is not paired is refused with what differs", {
  data <- study_table(24, 20, 8, shift = 1)
  first <- small(data)
  refused <- function(second, message, class = "radiotmb_data_error", ...) {
    expect_error(compare_models(first, second, permutations = 5, ...), message, class = class)
  }
  refused(small(data, seed = 2), "of other folds")
  refused(small(data, repeats = 2), "of other folds")
  fewer <- lapply(data[c("features", "labels")], \(x) x[-1, ])
  refused(small(fewer), "of other patients: 'P001'")
  refused(1, "`second` must be a data frame", "radiotmb_argument_error")
  refused(first, "`names` must be two different names", "radiotmb_argument_error",
          names = c("a", "a"))
  turned <- first$predictions
  turned$truth <- ifelse(turned$truth == "high", "low", "high")
  refused(turned, "other statuses")
})

test_that("the learner names the two, and the result prints, summarises, tidies and draws", {
  skip_if_not_installed("glmnet")
  data <- study_table(24, 20, 8, shift = 1)
  ridge <- nested_cv(
    data$features, data$labels, outer = 3, inner = 2, learner = "glmnet", bootstrap = 20
  )
  found <- compare_models(small(data), ridge, permutations = 20)
  expect_identical(found$names, c("xgboost", "glmnet"))
  expect_output(print(found), "Difference \\(glmnet less xgboost\\)")
  expect_output(print(summary(found)), "learner")
  expect_identical(tidy(found)$term, "glmnet - xgboost")
  expect_identical(glance(found)$n, 24L)
  for (type in c("areas", "decision")) expect_s3_class(autoplot(found, type), "ggplot")
})
