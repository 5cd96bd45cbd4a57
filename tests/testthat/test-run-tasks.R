test_that("answers come in the order of the tasks, a step of progress each", {
  skip_if_not_installed("withr")
  withr::local_options(progressr.enable = TRUE)
  steps <- 0
  answers <- withCallingHandlers(
    run_tasks(3:1, function(task) task^2),
    progression = function(p) if (p$type == "update" && p$amount > 0) steps <<- steps + 1
  )
  expect_identical(answers, list(9, 4, 1))
  expect_identical(steps, 3)
})

test_that("a user's own interval of asking rules, and another lasts for the work only", {
  skip_if_not_installed("withr")
  interval <- function(task) getOption("future.wait.interval")
  withr::local_options(future.wait.interval = NULL)
  expect_gt(run_tasks(1, interval)[[1]], 0.01)
  expect_null(getOption("future.wait.interval"))
  withr::local_options(future.wait.interval = 0.05)
  expect_identical(run_tasks(1, interval)[[1]], 0.05)
})
