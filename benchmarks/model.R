# The nested chain against the same chain written with caret's rfe, caret's findCorrelation and a
# loop of wilcox.test, the permutation null on one process and on two, and against the clock.
#
#   Rscript benchmarks/model.R                 everything
#   Rscript benchmarks/model.R 24 ranger null  only these parts (24, 300, ranger, two, null, bootstrap)
#
# Every comparison is paired: the two sides run in turn, on the same folds and seeds, and the ratio
# is that of the medians. CPU seconds are the process's own, so a busy machine changes them little.

suppressPackageStartupMessages({
  library(radiotmb)
  library(caret)
})

chain <- asNamespace("radiotmb")

# A radiomics-like table: correlated blocks of features, some of them shifted in one class.
synthetic_table <- function(patients, features = 1037, seed = 1) {
  set.seed(seed)
  status <- rep(c("high", "low"), c(round(patients / 3), patients - round(patients / 3)))
  blocks <- matrix(rnorm(patients * 300), patients)
  blocks[status == "high", 1:20] <- blocks[status == "high", 1:20] + 0.5
  x <- blocks[, sample(300, features, replace = TRUE)] + 0.35 * rnorm(patients * features)
  colnames(x) <- sprintf("feature_%04d", seq_len(features))
  list(
    features = data.frame(patient_id = sprintf("P%04d", seq_len(patients)), x),
    labels = data.frame(patient_id = sprintf("P%04d", seq_len(patients)), status = status)
  )
}

# The peer: the published chain as one writes it with the packages it names.
caret_chain <- function(data, trees, seed) {
  x <- as.matrix(data$features[-1])
  y <- factor(data$labels$status, levels = c("low", "high"))
  lapply(chain$outer_tasks(y, 5, 1, seed), function(task) {
    training <- x[task$train, ]
    y_train <- y[task$train]
    gone <- findCorrelation(cor(training), cutoff = 0.9)
    if (length(gone) > 0) training <- training[, -gone]
    p_value <- apply(training, 2, function(column) {
      suppressWarnings(wilcox.test(column[y_train == "low"], column[y_train == "high"])$p.value)
    })
    training <- training[, p_value < 0.05, drop = FALSE]
    sizes <- sort(unique(c(intersect(1:20, seq_len(ncol(training))), ncol(training))))
    plan <- chain$elimination_plan(
      y_train, 5, length(sizes), chain$derive_seed(task$seed, "elimination")
    )
    fit <- rfe(training, y_train,
      sizes = sizes, ntree = trees,
      rfeControl = rfeControl(
        functions = rfFuncs, method = "cv", number = 5, index = plan$train, seeds = plan$seeds
      )
    )
    boosted <- chain$fit_boosting(
      x[task$train, fit$optVariables, drop = FALSE], y_train, chain$boosting_defaults
    )
    chain$predict_boosting(boosted, x[!task$train, fit$optVariables, drop = FALSE])
    fit$optVariables
  })
}

our_chain <- function(data, trees, seed, forest = "randomForest") {
  fit <- nested_cv(data$features, data$labels, trees = trees, seed = seed, forest = forest)
  split(fit$selections$feature, fit$selections$fold)
}

cpu_seconds <- function(code) {
  gc()
  used <- system.time(selections <- code)
  list(cpu = used[["user.self"]] + used[["sys.self"]], wall = used[["elapsed"]], value = selections)
}

# `work` in each of the plan's processes at once.
in_every_process <- function(workers, work) {
  unlist(future.apply::future_lapply(seq_len(workers), function(i) work()))
}

# Processes with the package loaded, which is one line of a user's `future::plan()` and lasts a
# session: their start belongs to no one run. One process is one beside this one too, because this
# one holds caret and its garbage collector has more to look through.
start_processes <- function(workers) {
  future::plan(future::cluster, workers = workers)
  in_every_process(workers, function() is.environment(chain))
}

wall_over <- function(workers, code) {
  start_processes(workers)
  on.exit(future::plan(future::sequential))
  system.time(code)[["elapsed"]]
}

paired <- function(patients, rounds, wanted, forest = "randomForest", trees = 500) {
  data <- synthetic_table(patients)
  rows <- lapply(seq_len(rounds), function(round) {
    peer <- cpu_seconds(caret_chain(data, trees, round))
    ours <- cpu_seconds(our_chain(data, trees, round, forest))
    data.frame(
      peer_cpu = peer$cpu, ours_cpu = ours$cpu, peer_wall = peer$wall, ours_wall = ours$wall,
      same = identical(unname(peer$value), unname(ours$value))
    )
  })
  rows <- do.call(rbind, rows)
  cat(sprintf(
    paste0(
      "%d x 1037, %s, %d trees, %d rounds: caret chain %.2f s, radiotmb %.2f s CPU ",
      "(wall %.2f and %.2f), %.2f times as fast (wanted %.1f); %s\n"
    ),
    patients, forest, trees, rounds, median(rows$peer_cpu), median(rows$ours_cpu),
    median(rows$peer_wall), median(rows$ours_wall), median(rows$peer_cpu) / median(rows$ours_cpu),
    wanted,
    if (forest == "ranger") {
      "its own subsets"
    } else if (all(rows$same)) {
      "same subsets in every fold"
    } else {
      "SUBSETS DIFFER"
    }
  ))
  if (patients > 100) {
    seconds <- wall_over(2, our_chain(data, trees, 1, forest))
    cat(sprintf(
      "  over two processes: %.2f s of wall time, %.2f times as fast as caret's one\n", seconds,
      median(rows$peer_wall) / seconds
    ))
  }
}

noise_table <- function() {
  data <- synthetic_table(24, seed = 1)
  data$features[-1] <- matrix(rnorm(24 * 1037), 24)
  data
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
    if (identical(null_of$one, null_of$two)) "same areas" else "AREAS DIFFER"
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
if (length(parts) == 0) parts <- c("24", "300", "ranger", "two", "null", "bootstrap")
if ("24" %in% parts) paired(24, rounds = 5, wanted = 2.2)
if ("300" %in% parts) paired(300, rounds = 1, wanted = 1.4)
if ("ranger" %in% parts) paired(300, rounds = 1, wanted = 1.8, forest = "ranger")
if ("two" %in% parts) null_scaling()
if ("null" %in% parts) null_run()
if ("bootstrap" %in% parts) bootstrap_run()
