# The nested chain against the same chain written with caret's rfe, caret's findCorrelation and a
# loop of wilcox.test.
#
#   Rscript benchmarks/model.R                 everything
#   Rscript benchmarks/model.R 24 ranger       only these parts (24, 300, ranger)
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

parts <- commandArgs(trailingOnly = TRUE)
if (length(parts) == 0) parts <- c("24", "300", "ranger")
if ("24" %in% parts) paired(24, rounds = 5, wanted = 2.2)
if ("300" %in% parts) paired(300, rounds = 1, wanted = 1.4)
if ("ranger" %in% parts) paired(300, rounds = 1, wanted = 1.8, forest = "ranger")
