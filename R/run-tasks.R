# The work on every task, over the processes of the user's future::plan(), a step of progress each.
#
# Tasks seed themselves, so the answer does not depend on the plan. Asking a hundred times a second
# whether a process has finished, as future does by default, takes 7% of a core, which two processes
# on two cores feel; five times a second is enough for tasks of this length. A user's own
# `future.wait.interval` stays.
#' @importFrom future.apply future_lapply
#' @importFrom progressr progressor
run_tasks <- function(tasks, work) {
  rlang::local_options(future.wait.interval = getOption("future.wait.interval", 0.2))
  step <- progressor(steps = length(tasks))
  future_lapply(tasks, function(task) {
    done <- work(task)
    step()
    done
  }, future.seed = NULL)
}
