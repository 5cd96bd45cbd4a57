test_that("on noise the screen before the inner folds sees their patients, inside it does not", {
  best <- vapply(1:4, function(seed) {
    x <- with_local_seed(seed, matrix(stats::rnorm(48 * 600), 48))
    colnames(x) <- sprintf("f%03d", 1:600)
    y <- factor(rep(c("high", "low"), 24), levels = c("low", "high"))
    parameters <- chain_parameters("high", nested_cv_control(trees = 40, sizes = c(1, 5)))
    passed <- which(screen_wilcoxon(x, y)$selected)
    before <- eliminate(x[, passed], y, 5, parameters, 1, profile = TRUE)
    inside <- eliminate_with_screen(x, y, passed, parameters, 1)
    c(max(before$profile$accuracy), max(inside$profile$accuracy))
  }, numeric(2))
  expect_gt(mean(best[1, ]), 0.75)
  expect_lt(mean(best[2, ]), 0.62)
})

test_that("a feature that tells the classes apart is kept alone", {
  data <- study_table(40, 60, 16)
  data$x[, 5] <- data$x[, 5] + 4 * (data$y == "high")
  parameters <- chain_parameters("high", nested_cv_control(trees = 40, screen = "inside"))
  found <- select_features(data$x, data$y, parameters, 3)
  expect_identical(found$selected[1], "feature_005")
  expect_lte(length(found$selected), 3)
})

test_that("the order is an option of the chain, and the published one is named in the result", {
  data <- study_table(16, 12, 6)
  run <- function(...) {
    nested_cv(data$features, data$labels, outer = 2, inner = 2, trees = 5, bootstrap = 20, ...)
  }
  expect_match(run()$flags, "screened before elimination's inner folds, as published", all = FALSE)
  expect_no_match(run(screen = "inside")$flags, "as published")
  expect_error(run(screen = "inside", engine = "caret"), "`engine` must be \"direct\"",
    class = "radiotmb_argument_error"
  )
})
