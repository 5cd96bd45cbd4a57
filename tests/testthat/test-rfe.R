test_that("both engines select the same features in the same order, at every size of table", {
  cases <- list(c(12, 3, 4), c(24, 35, 8), c(24, 12, 5), c(40, 8, 20))
  for (case in cases) {
    data <- study_table(case[1], case[2], case[3], shift = 0.5, seed = sum(case))
    for (seed in 1:2) {
      caret <- rfe_forest(data$x, data$y, trees = 40, engine = "caret", seed = seed)
      direct <- rfe_forest(data$x, data$y, trees = 40, engine = "direct", seed = seed)
      short <- rfe_forest(
        data$x, data$y,
        trees = 40, engine = "direct", seed = seed, profile = FALSE
      )
      expect_identical(direct$selected, caret$selected)
      expect_identical(direct$ranking, caret$ranking)
      expect_equal(direct$profile$accuracy, caret$profile$accuracy, tolerance = 1e-12)
      expect_identical(short$selected, caret$selected)
      expect_lte(sum(short$profile$folds), sum(direct$profile$folds))
    }
  }
})

test_that("the caret engine is caret's rfe with rfFuncs on the same folds and seeds", {
  data <- study_table(24, 15, 8, shift = 0.8)
  ours <- rfe_forest(data$x, data$y, trees = 50, engine = "caret", seed = 4)
  plan <- elimination_plan(data$y, 5, 15, 4)
  suppressPackageStartupMessages(
    theirs <- caret::rfe(
      data$x, data$y,
      sizes = 1:15, ntree = 50,
      rfeControl = caret::rfeControl(
        functions = caret::rfFuncs, method = "cv", number = 5, index = plan$train,
        seeds = plan$seeds
      )
    )
  )
  expect_identical(ours$selected, theirs$optVariables)
  expect_identical(ours$size, as.integer(theirs$bestSubset))
})

test_that("the engines agree with ranger, with class weights and with chosen sizes", {
  skip_if_not_installed("ranger")
  data <- study_table(24, 14, 8, shift = 0.5)
  for (options in list(
    list(forest = "ranger"), list(class_weights = "balanced"), list(sizes = c(2, 5, 99)),
    list(forest = "ranger", class_weights = "balanced")
  )) {
    fits <- lapply(c("caret", "direct"), function(engine) {
      do.call(rfe_forest, c(list(data$x, data$y, trees = 40, engine = engine, seed = 2), options))
    })
    expect_identical(fits[[1]]$selected, fits[[2]]$selected)
  }
})

same_in_every_fold <- function(data) {
  runs <- lapply(c("caret", "direct"), function(engine) {
    nested_cv(
      data$features, data$labels,
      outer = 3, inner = 3, trees = 25, sizes = c(2, 4, 8, 16), engine = engine, bootstrap = 50
    )
  })
  expect_identical(runs[[1]]$selections, runs[[2]]$selections)
  expect_identical(runs[[1]]$predictions, runs[[2]]$predictions)
}

test_that("the engines agree in every outer fold of 24 patients with 1037 features", {
  same_in_every_fold(study_table(24, 1037, 8))
})

test_that("the engines agree in every outer fold of real radiomics tables", {
  for (name in shared_tables) same_in_every_fold(shared_table(name))
})

test_that("giving up a size never changes the one that wins", {
  # Random accuracies of 4 folds, coarse so that ties abound; the search sees them one at a time.
  with_local_seed(1, for (trial in 1:200) {
    truth <- matrix(sample(0:5, 8 * 4, TRUE) / 5, 8)
    seen <- truth
    seen[-1, ] <- NA
    repeat {
      step <- next_size(seen, profile = FALSE)
      if (is.na(step)) break
      fold <- which(is.na(seen[step, ]))[1]
      seen[step, fold] <- truth[step, fold]
    }
    smallest_first <- rev(apply(truth, 1, mean))
    expect_identical(which.max(rev(apply(seen, 1, mean))), which.max(smallest_first))
  })
})

test_that("a strong feature is ranked first", {
  data <- study_table(30, 10, 15)
  data$x[, 6] <- ifelse(data$y == "high", 5, -5) + data$x[, 6] / 10
  found <- rfe_forest(data$x, data$y, trees = 100, engine = "direct", seed = 1)
  expect_identical(found$selected[1], "feature_006")
  expect_identical(found$ranking$feature[found$ranking$selected], found$selected)
})

test_that("the caller's random stream and search path stay as they were", {
  data <- study_table(16, 5, 8)
  set.seed(10)
  before <- .Random.seed
  attached <- search()
  rfe_forest(data$x, data$y, trees = 10, engine = "caret")
  rfe_forest(data$x, data$y, trees = 10, engine = "direct")
  expect_identical(.Random.seed, before)
  expect_identical(search(), attached)
})

test_that("few patients of a class give fewer folds, flagged, or a refusal", {
  data <- study_table(14, 5, 3)
  found <- rfe_forest(data$x, data$y, trees = 10, engine = "direct")
  expect_identical(found$parameters$folds, 3L)
  expect_match(found$flags, "3 inner folds instead of 5")
  one <- study_table(14, 5, 1)
  expect_error(rfe_forest(one$x, one$y), "at least 2 of each", class = "radiotmb_data_error")
})

test_that("bad arguments are refused with their name", {
  data <- study_table(14, 5, 6)
  refused <- function(message, ...) {
    expect_error(rfe_forest(data$x, data$y, ...), message, class = "radiotmb_argument_error")
  }
  refused("`folds` must be one whole number of at least 2", folds = 1)
  refused("`sizes` must be", sizes = 0.5)
  refused("`trees` must be", trees = 0)
  refused("`engine` must be", engine = "fast")
  refused("`forest` must be", forest = "grf")
  refused("`class_weights` must be", class_weights = "yes")
  refused("`profile` must be", profile = NA)
  refused("`seed` must be", seed = -1)
  expect_error(rfe_forest(data$x[, 0], data$y), "at least one column")
})

test_that("an elimination prints, tidies, glances and plots", {
  data <- study_table(16, 5, 3)
  found <- rfe_forest(data$x, data$y, trees = 10)
  expect_output(print(found), "of 5 features")
  expect_output(print(found), "Note: 3 inner folds")
  expect_identical(summary(found)$profile, found$profile)
  expect_identical(tidy(found)[names(found$ranking)], found$ranking)
  expect_identical(glance(found)$size, found$size)
  expect_s3_class(autoplot(found), "ggplot")
})
