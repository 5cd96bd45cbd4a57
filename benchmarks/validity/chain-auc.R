# The AUC on 1500 new patients of one model that the chain trains in the cohort, on as many
# patients as a fold leaves.
auc_on_new_patients <- function(cohort, parameters, shift, seed) {
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
  at_cutoffs <- unlist(found$measures[-1, c("estimate", "lower", "upper")])
  data.frame(
    lower = found$lower, upper = found$upper, estimate = found$auc,
    delong_lower = fit$roc$auc_lower, delong_upper = fit$roc$auc_upper, averaged = fit$roc$auc,
    as.list(at_cutoffs), new = auc_on_new_patients(cohort, found$parameters, shift, seed)
  )
}

auc_row <- function(n, shift, cohorts, resamples) {
  found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
    auc_cohort(n, shift, resamples, seed)
  }))
  new <- if (shift == 0) 0.5 else mean(found$new)
  mean_auc <- mean(found$estimate)
  holds <- function(lower, upper, truth = mean_auc) lower <= truth & truth <= upper
  data.frame(
    patients = n, features = if (shift == 0) "noise" else "signal", cohorts = cohorts,
    resamples = resamples, "mean AUC, cross-validated" = sprintf("%.3f", mean_auc),
    "SD" = sprintf("%.3f", sd(found$estimate)), "on new patients" = sprintf("%.3f", new),
    "chain bootstrap holds the first" = share(holds(found$lower, found$upper)),
    "the second" = share(holds(found$lower, found$upper, new)),
    "lower > 0.5" = share(found$lower > 0.5),
    "mean width" = share(found$upper - found$lower),
    "Youden index, sensitivity, specificity hold theirs" = paste(vapply(1:3, function(k) {
      at <- function(name) found[[paste0(name, k)]]
      share(holds(at("lower"), at("upper"), mean(at("estimate"))))
    }, character(1)), collapse = ", "),
    "DeLong of averaged output holds the first" = share(
      holds(found$delong_lower, found$delong_upper)
    ),
    "its lower > 0.5" = share(found$delong_lower > 0.5), check.names = FALSE
  )
}

auc_part <- function(n, cohorts, resamples = 30) {
  print_table(
    sprintf("AUC of the modelling chain, %d patients (a third high)", n),
    list(auc_row(n, 0, cohorts, resamples), auc_row(n, 0.8, cohorts, resamples))
  )
}

# The permutation p-value on noise, of one phase and of the best of two. AUCs of few patients tie,
# which makes p larger, never smaller.
null_part <- function(cohorts = 200, permutations = 39) {
  found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
    null <- function() {
      cohort <- cohort_of(18, 0)
      do.call(permutation_null, c(cohort, list(permutations = permutations, seed = seed), list(
        outer = 2, inner = 2, trees = 5, sizes = 1, alpha = 0.2, xgboost = list(nrounds = 5)
      )))
    }
    phases <- list(null(), null())
    c(phases[[1]]$p_value, max_of(phases)$p_value)
  }))
  print_table("Permutation p-values on noise, 18 patients", lapply(1:2, function(k) {
    data.frame(
      test = c("one phase", "best of two phases")[k], cohorts = cohorts,
      permutations = permutations,
      "p <= 0.05" = share(found[, k] <= 0.05), "p <= 0.10" = share(found[, k] <= 0.1),
      "p <= 0.50" = share(found[, k] <= 0.5), check.names = FALSE
    )
  }))
}
