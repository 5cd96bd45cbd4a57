# The permutation null and the bootstrap of the whole chain: on one process and on two, and against
# the clock.
#
#   Rscript benchmarks/resampling.R                 everything
#   Rscript benchmarks/resampling.R null bootstrap  only these parts (two, null, bootstrap)

suppressPackageStartupMessages(library(radiotmb))

# 24 patients, 8 of them high, and 1037 features that know nothing of it.
noise_table <- function() {
  set.seed(1)
  id <- sprintf("P%04d", 1:24)
  x <- matrix(rnorm(24 * 1037), 24, dimnames = list(NULL, sprintf("feature_%04d", 1:1037)))
  list(
    features = data.frame(patient_id = id, x),
    labels = data.frame(patient_id = id, status = rep(c("high", "low"), c(8, 16)))
  )
}

# `work` in each of the plan's processes at once.
in_every_process <- function(workers, work) {
  unlist(future.apply::future_lapply(seq_len(workers), function(i) work()))
}

# Processes with the package loaded, which is one line of a user's `future::plan()` and lasts a
# session: their start belongs to no one run. One process is one beside this one too, so that both
# sides of a comparison are alike.
start_processes <- function(workers) {
  future::plan(future::cluster, workers = workers)
  in_every_process(workers, function() is.environment(asNamespace("radiotmb")))
}

wall_over <- function(workers, code) {
  start_processes(workers)
  on.exit(future::plan(future::sequential))
  system.time(code)[["elapsed"]]
}

# One process and two in turn: a machine that is slower for a minute is so for both.
null_scaling <- function(rounds = 3, permutations = 200, trees = 500) {
  data <- noise_table()
  null <- function() {
    permutation_null(data$features, data$labels, permutations = permutations, trees = trees)
  }
  null_of <- list()
  seconds <- vapply(seq_len(rounds), function(round) {
    c(
      one = wall_over(1, null_of$one <<- null()),
      two = wall_over(2, null_of$two <<- null())
    )
  }, numeric(2))
  middle <- apply(seconds, 1, median)
  cat(sprintf(
    paste0(
      "null: %d permutations, 24 x 1037, %d trees, %d rounds: one process %.1f s, two %.1f s, ",
      "%.2f times as fast (wanted 1.8; in single rounds %s); %s\n"
    ),
    permutations, trees, rounds, middle[["one"]], middle[["two"]],
    middle[["one"]] / middle[["two"]],
    paste(sprintf("%.2f", seconds["one", ] / seconds["two", ]), collapse = ", "),
    if (identical(null_of$one, null_of$two)) "same AUCs" else "AUCS DIFFER"
  ))
}

null_run <- function(permutations = 1000, workers = 2, trees = 500) {
  data <- noise_table()
  start_processes(workers)
  on.exit(future::plan(future::sequential))
  used <- system.time(
    null <- permutation_null(data$features, data$labels, permutations = permutations, trees = trees)
  )
  cpu <- sum(in_every_process(workers, function() {
    sum(proc.time()[c("user.self", "sys.self")])
  }))
  cat(sprintf(
    paste0(
      "null: %d permutations, 24 x 1037, 5 x 5 folds, %d trees, %d processes: %.1f min ",
      "(wanted at most 4), %.1f min of CPU; mean AUC %.3f, SD %.3f\n"
    ),
    permutations, trees, workers, used[["elapsed"]] / 60, cpu / 60, mean(null$null$auc),
    sd(null$null$auc)
  ))
}

bootstrap_run <- function(resamples = 200, workers = 2, trees = 500) {
  data <- noise_table()
  start_processes(workers)
  on.exit(future::plan(future::sequential))
  seconds <- system.time(
    found <- chain_bootstrap(data$features, data$labels, resamples, repeats = 5, trees = trees)
  )[["elapsed"]]
  cat(sprintf(
    paste0(
      "chain bootstrap: %d resamples, 24 x 1037, 5 repeats, %d trees, %d processes: %.1f min ",
      "(wanted at most 5); AUC %.3f (%.3f to %.3f)\n"
    ),
    resamples, trees, workers, seconds / 60, found$auc, found$lower, found$upper
  ))
}

parts <- commandArgs(trailingOnly = TRUE)
if (length(parts) == 0) parts <- c("two", "null", "bootstrap")
if ("two" %in% parts) null_scaling()
if ("null" %in% parts) null_run()
if ("bootstrap" %in% parts) bootstrap_run()
