quick <- function(data, resamples = 4, ...) {
  chain_bootstrap(data$features, data$labels, resamples,
    outer = 3, inner = 2, trees = 5, sizes = c(1, 2), xgboost = list(nrounds = 10), ...
  )
}

test_that("all copies of a patient are in one fold, outer and inner, and each class keeps its size", {
  y <- factor(rep(c("high", "low"), c(8, 16)), levels = c("low", "high"))
  for (seed in 1:30) {
    drawn <- resampled_patients(y, seed)
    expect_identical(as.vector(table(y[drawn])), c(16L, 8L))
    fold <- grouped_folds(y[drawn], drawn, 5, seed)
    expect_true(all(tapply(fold, drawn, \(one) length(unique(one))) == 1))
    expect_true(all(tapply(y[drawn], fold, \(one) length(unique(one))) == 2))
    plan <- elimination_plan(y[drawn], 3, 2, seed, drawn)
    for (train in plan$train) expect_length(intersect(drawn[train], drawn[-train]), 0)
  }
})

test_that("copies of held-out patients do not lift the areas of noise", {
  # With 60 columns a model that saw a copy knows the patient again.
  found <- chain_bootstrap(study_table(16, 60, 8)$features, study_table(16, 60, 8)$labels, 12,
    outer = 4, inner = 2, trees = 10, sizes = c(1, 5), repeats = 1, xgboost = list(nrounds = 20)
  )
  expect_lt(mean(found$resampled$auc), 0.65)
})

test_that("the estimate is that of nested_cv with the same options, given or run", {
  data <- study_table(18, 10, 6, shift = 1)
  fit <- nested_cv(data$features, data$labels,
    outer = 3, inner = 2, trees = 5, sizes = c(1, 2), xgboost = list(nrounds = 10), repeats = 2,
    seed = 4, bootstrap = 20
  )
  own <- quick(data, repeats = 2, seed = 4)
  given <- chain_bootstrap(data$features, data$labels, 4, observed = fit)
  expect_equal(own$auc, fit$measures$estimate[1])
  expect_equal(given[c("auc", "lower", "upper")], own[c("auc", "lower", "upper")])
  youden <- own$measures$estimate[own$measures$measure == "youden_corrected"]
  expect_equal(youden, fit$measures$estimate[fit$measures$measure == "youden_corrected"])
})

test_that("blocks, the order of rows and the number of workers do not change the answer", {
  data <- study_table(14, 8, 6)
  whole <- quick(data, repeats = 1)
  blocks <- lapply(c(1, 3), \(first) quick(data, 2, repeats = 1, first = first))
  same <- setdiff(names(whole), "call")
  expect_equal(combine_bootstraps(blocks)[same], whole[same])
  shuffled <- list(features = data$features[14:1, ], labels = data$labels[c(3:14, 1:2), ])
  expect_equal(quick(shuffled, repeats = 1)[same], whole[same])
  expect_error(combine_bootstraps(blocks[c(1, 1)]), "resample 1 twice",
    class = "radiotmb_data_error"
  )
  skip_if_not_installed("future")
  skip_if_not(future::supportsMulticore(), "forked processes")
  previous <- future::plan(future::multicore, workers = 2)
  on.exit(future::plan(previous))
  expect_equal(quick(data, repeats = 1)[same], whole[same])
})

test_that("the noise of the folds is taken out of the resamples and left in the estimate", {
  # Two splits that differ by much within a resample whose means are all the same.
  many <- c(1e9, 1e9)
  found <- resampled_measure(c(0.6, 0.6), rep(c(0.5, 0.7), 10), many, c(0, 1), 0.95)
  expect_equal(found$se, 0)
  found <- resampled_measure(c(0.5, 0.7), rep(c(0.5, 0.7), 10), many, c(0, 1), 0.95)
  expect_equal(found$se, sqrt(stats::var(c(0.5, 0.7)) / 2))
  apart <- rep(c(0.4, 0.8), each = 2)
  found <- resampled_measure(c(0.6, 0.6), rep(apart, 5), many, c(0, 1), 0.95)
  expect_equal(found$se, stats::sd(rep(c(0.4, 0.8), 5)), tolerance = 1e-7)
})

test_that("few patients widen the interval as Hesterberg and Satterthwaite say", {
  # One class: the variance of n - 1 instead of n, and n - 1 degrees of freedom.
  expect_equal(narrowness(8), 8 / 7)
  expect_equal(degrees_of_freedom(8, Inf), 7)
  # Two classes of one size: Welch's degrees of freedom of equal variances, 2 (n - 1).
  expect_equal(degrees_of_freedom(c(9, 9), Inf), 16)
  expect_equal(degrees_of_freedom(c(1e9, 1e9), 30), 29, tolerance = 1e-6)
  resampled <- rep(c(0.4, 0.5, 0.6, 0.7), each = 2)
  width <- function(classes) {
    found <- resampled_measure(c(0.55, 0.55), resampled, classes, c(0, 1), 0.95)
    found$upper - found$lower
  }
  expect_gt(width(c(4, 8)), width(c(8, 16)))
  expect_gt(width(c(8, 16)), width(c(800, 1600)))
})

test_that("what pooling the folds loses is added to the upper limit alone", {
  resampled <- rep(c(0.5, 0.6, 0.7), each = 2)
  measure <- function(lost) resampled_measure(0.6, resampled, c(8, 16), c(0, 1), 0.95, lost)
  expect_equal(measure(0.04)[c("estimate", "lower", "se")], measure(0)[c("estimate", "lower", "se")])
  expect_gt(measure(0.04)$upper, measure(0)$upper)
  # Ranked within their own folds both pairs are right, together one of four is wrong.
  expect_equal(
    area_within_folds(c(TRUE, FALSE, TRUE, FALSE), c(0.3, 0.1, 0.9, 0.5), c(1, 1, 2, 2)), 1
  )
  expect_equal(auc_by_ranks(c(TRUE, FALSE, TRUE, FALSE), c(0.3, 0.1, 0.9, 0.5)), 0.75)
  points <- data.frame(auc = c(0.7, 0.5), auc_within_folds = c(0.72, 0.56))
  expect_equal(lost_by_pooling(points), 0.04)
  expect_equal(lost_by_pooling(data.frame(auc = 0.7, auc_within_folds = 0.6)), 0)
})

test_that("the limits are Wilson's for as many patients as the standard error amounts to", {
  wilson <- stats::prop.test(14, 20, correct = FALSE)$conf.int
  found <- wilson_limits(0.7, sqrt(0.7 * 0.3 / 20), 0.7, stats::qnorm(0.975))
  expect_equal(found, as.vector(wilson), tolerance = 1e-10)
})

test_that("the interval holds the true area of noise more often than DeLong's of the output", {
  held <- vapply(1:24, function(seed) {
    data <- study_table(18, 10, 6, seed = seed)
    fit <- nested_cv(data$features, data$labels,
      outer = 3, inner = 2, trees = 5, sizes = c(1, 2), xgboost = list(nrounds = 5), repeats = 3,
      seed = seed, bootstrap = 20
    )
    found <- chain_bootstrap(data$features, data$labels, 12, observed = fit)
    c(found$lower <= 0.5 && 0.5 <= found$upper, fit$roc$auc_lower <= 0.5 && 0.5 <= fit$roc$auc_upper)
  }, logical(2))
  expect_gte(mean(held[1, ]), 0.9)
  expect_gt(sum(held[1, ]), sum(held[2, ]))
})

test_that("bad arguments are refused with their name", {
  data <- study_table(12, 5, 6)
  refused <- function(message, ...) {
    expect_error(chain_bootstrap(data$features, data$labels, ...), message,
      class = "radiotmb_argument_error"
    )
  }
  refused("`resamples` must be", resamples = 1)
  refused("`observed` must be NULL or a nested_cv", observed = 0.7)
  refused("`conf_level`", conf_level = 95)
  refused("named arguments of nested_cv\\(\\), not \"fold\"", fold = 3)
})

test_that("a result prints, tidies, glances and plots", {
  found <- quick(study_table(12, 5, 6), repeats = 2)
  expect_output(print(found), "4 resamples of the patients, 2 repeats, 5 trees")
  expect_output(print(found), "AUC, mean of the repeats +0\\.[0-9]{3} \\(95% CI ")
  expect_named(tidy(found), c("term", "estimate", "std.error", "conf.low", "conf.high"))
  expect_identical(glance(found)$estimate, found$auc)
  expect_s3_class(autoplot(found), "ggplot")
  expect_output(print(summary(found)), "Measures")
})

test_that("the shares of simulated cohorts are told of 95% intervals alone", {
  data <- study_table(12, 5, 6)
  expect_match(quick(data, repeats = 2)$flags, "the 95% interval held .* 94 to 99%", all = FALSE)
  other <- quick(data, repeats = 2, conf_level = 0.8)
  expect_false(any(grepl("94 to 99%", other$flags)))
  expect_match(other$flags, "how often the 80% interval holds the AUC was not counted",
               all = FALSE)
})

test_that("without settings five repeats are run, and those of a control object otherwise", {
  data <- study_table(12, 5, 6)
  few <- list(trees = 5, outer = 2, inner = 2)
  run <- function(...) chain_bootstrap(data$features, data$labels, 2, ...)$parameters$repeats
  expect_equal(do.call(run, few), 5)
  expect_equal(run(control = do.call(nested_cv_control, few)), 1)
})
