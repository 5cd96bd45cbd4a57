# Do the intervals hold the truth as often as they say, and do the tests reject no more often than
# they may? Every number is counted in simulated cohorts of known truth.
#
#   Rscript benchmarks/validity.R                 everything, on two processes
#   Rscript benchmarks/validity.R auc24 chance    only these parts
#
# Parts: auc24, auc60, auc200, measures, chance, null, high, exact. Each prints a table of Markdown;
# benchmarks/VALIDITY.md is what they printed.

suppressPackageStartupMessages(library(radiotmb))

radiotmb_internal <- asNamespace("radiotmb")

# Each cohort has a seed of its own, so the counts do not depend on the number of processes.
over_cohorts <- function(cohorts, work) {
  future.apply::future_lapply(seq_len(cohorts), function(cohort) {
    set.seed(cohort)
    work(cohort)
  }, future.seed = NULL)
}

share <- function(hits) sprintf("%.3f", mean(hits))

print_table <- function(title, rows) {
  rows <- do.call(rbind, rows)
  cat("\n## ", title, "\n\n| ", paste(names(rows), collapse = " | "), " |\n", sep = "")
  cat("|", strrep("---|", ncol(rows)), "\n", sep = "")
  cat(paste0("| ", do.call(paste, c(rows, sep = " | ")), " |\n"), sep = "")
  flush(stdout())
}

# A chain small enough to run ten thousand times: 20 features, of which 5 differ by `shift` standard
# deviations; 3 outer and 2 inner folds, 5 trees, 10 rounds of boosting.
small_chain <- list(
  outer = 3, inner = 2, trees = 5, sizes = c(1, 2, 5), xgboost = list(nrounds = 10)
)

simulated_patients <- function(n_high, n_low, shift) {
  status <- rep(c("high", "low"), c(n_high, n_low))
  x <- matrix(rnorm(length(status) * 20), ncol = 20)
  x[status == "high", 1:5] <- x[status == "high", 1:5] + shift
  list(x = x, status = status)
}

cohort_of <- function(n, shift) {
  found <- simulated_patients(round(n / 3), n - round(n / 3), shift)
  id <- sprintf("P%04d", seq_len(n))
  list(
    features = data.frame(patient_id = id, found$x),
    labels = data.frame(patient_id = id, status = found$status)
  )
}

# The area on 1500 new patients of one model that the chain trains in the cohort, on as many
# patients as a fold leaves.
area_on_new_patients <- function(cohort, parameters, shift, seed) {
  table <- radiotmb_internal$modelling_table(cohort$features, cohort$labels, "high")
  train <- radiotmb_internal$stratified_folds(table$y, 3, seed) != 1
  new <- simulated_patients(500, 1000, shift)
  y <- factor(new$status, levels = levels(table$y))
  colnames(new$x) <- colnames(table$x)
  both <- list(
    x = rbind(table$x[train, ], new$x),
    y = factor(c(as.character(table$y[train]), new$status), levels = levels(table$y))
  )
  fit <- radiotmb_internal$fit_fold(
    both, rep(c(TRUE, FALSE), c(sum(train), length(y))), parameters, seed
  )
  radiotmb_internal$auc_by_ranks(y == "high", fit$probability)
}

auc_cohort <- function(n, shift, resamples, seed) {
  cohort <- cohort_of(n, shift)
  arguments <- c(cohort, list(repeats = 5, seed = seed), small_chain)
  fit <- do.call(nested_cv, c(arguments, list(bootstrap = 20)))
  found <- do.call(chain_bootstrap, c(arguments, list(resamples = resamples, observed = fit)))
  data.frame(
    lower = found$lower, upper = found$upper, estimate = found$auc, delong_lower = fit$roc$auc_lower,
    delong_upper = fit$roc$auc_upper, averaged = fit$roc$auc,
    new = area_on_new_patients(cohort, found$parameters, shift, seed)
  )
}

auc_row <- function(n, shift, cohorts, resamples) {
  found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
    auc_cohort(n, shift, resamples, seed)
  }))
  saveRDS(found, file.path(tempdir(), sprintf("auc-%d-%.1f.rds", n, shift)))
  truth <- if (shift == 0) 0.5 else mean(found$new)
  holds <- function(lower, upper) lower <= truth & truth <= upper
  data.frame(
    patients = n, truth = sprintf(if (shift == 0) "noise, %.2f" else "signal, %.3f", truth),
    cohorts = cohorts, resamples = resamples, "mean estimate" = share(found$estimate),
    "SD of it" = sprintf("%.3f", sd(found$estimate)),
    "chain bootstrap holds it" = share(holds(found$lower, found$upper)),
    "lower > 0.5" = share(found$lower > 0.5),
    "mean width" = share(found$upper - found$lower),
    "DeLong of averaged output" = share(holds(found$delong_lower, found$delong_upper)),
    "its lower > 0.5" = share(found$delong_lower > 0.5), check.names = FALSE
  )
}

auc_part <- function(n, cohorts, resamples = 30) {
  print_table(
    sprintf("AUC of the modelling chain, %d patients (a third high)", n),
    list(auc_row(n, 0, cohorts, resamples), auc_row(n, 0.8, cohorts, resamples))
  )
}
