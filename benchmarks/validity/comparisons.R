# Images of noise beside clinical columns that tell the status (`clinical` standard deviations) or
# do not.
noise_value <- function(seed, n, clinical, chain, ...) {
  cohort <- cohort_of(n, 0)
  of_patients <- data.frame(
    patient_id = cohort$labels$patient_id,
    age = rnorm(n) + clinical * (cohort$labels$status == "high"),
    sex = sample(rep(c("f", "m"), length.out = n))
  )
  do.call(added_value, c(cohort, list(of_patients, repeats = 1, seed = seed, ...), chain))
}

noise_row <- function(n, clinical, learner, cohorts, found) {
  data.frame(
    patients = n, "clinical columns" = if (clinical > 0) "tell" else "noise", learner = learner,
    cohorts = cohorts, found, check.names = FALSE
  )
}

# How often is the image said to add something, and does both do better than it should?
added_part <- function(cohorts = 200) {
  row <- function(n, clinical, chain, learner) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      one <- noise_value(seed, n, clinical, chain, resamples = 0)
      c(one$test$p_value, one$test$statistic, one$differences$difference[1])
    }))
    noise_row(n, clinical, learner, cohorts, list(
      "p <= 0.05" = share(found[, 1] <= 0.05), "p <= 0.10" = share(found[, 1] <= 0.1),
      "two-sided p <= 0.05" = share(abs(found[, 2]) >= qnorm(0.975)),
      "mean difference of AUCs, both less clinical" = sprintf("%+.3f", mean(found[, 3]))
    ))
  }
  print_table("Images of noise beside clinical columns", list(
    row(24, 1, small_ridge, "glmnet"), row(60, 1, small_ridge, "glmnet"),
    row(24, 0, small_ridge, "glmnet"), row(24, 1, small_chain, "xgboost")
  ))
}

# The permutation's size, and the interval of the difference.
added_again_part <- function(cohorts = 60) {
  row <- function(n, clinical, chain, learner) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      one <- noise_value(seed, n, clinical, chain, resamples = 20, permutations = 19)
      gain <- one$differences[1, ]
      c(one$test$p_permutation, gain$difference, gain$lower, gain$upper)
    }))
    truth <- mean(found[, 2])
    noise_row(n, clinical, learner, cohorts, list(
      "p_permutation <= 0.05" = share(found[, 1] <= 0.05 + 1e-9),
      "interval holds the mean difference" = share(found[, 3] <= truth & truth <= found[, 4]),
      "lower > 0" = share(found[, 3] > 0)
    ))
  }
  print_table("Images of noise beside clinical columns: permutations and intervals", list(
    row(24, 1, small_ridge, "glmnet"), row(60, 1, small_ridge, "glmnet")
  ))
}

# Two chains that are equally good: the same chain on two feature tables of the same strength.
equal_chains <- function(seed, n, shift, chain, resamples) {
  pair <- list(cohort_of(n, shift), cohort_of(n, shift))
  fits <- lapply(pair, \(one) do.call(nested_cv, c(one, list(seed = seed, bootstrap = 2), chain)))
  draws <- if (resamples > 0) Map(\(one, fit) chain_bootstrap(
    one$features, one$labels, resamples = resamples, observed = fit
  ), pair, fits)
  compare_models(fits[[1]], fits[[2]], draws, permutations = 199)
}

compare_part <- function(cohorts = 200) {
  row <- function(n, shift, chain, learner) {
    p <- unlist(over_cohorts(cohorts, \(seed) equal_chains(seed, n, shift, chain, 0)$p_value))
    data.frame(
      patients = n, features = if (shift == 0) "noise" else "signal", learner = learner,
      cohorts = cohorts, "p <= 0.05" = share(p <= 0.05), "p <= 0.10" = share(p <= 0.1),
      check.names = FALSE
    )
  }
  print_table("Two equally good chains on the same folds", list(
    row(24, 0.8, small_ridge, "glmnet"), row(60, 0.8, small_ridge, "glmnet"),
    row(24, 0, small_ridge, "glmnet"), row(60, 0.8, small_chain, "xgboost")
  ))
}

compare_again_part <- function(cohorts = 60) {
  row <- function(n, shift, chain, learner) {
    held <- unlist(over_cohorts(cohorts, function(seed) {
      found <- equal_chains(seed, n, shift, chain, 20)
      found$lower <= 0 && 0 <= found$upper
    }))
    data.frame(
      patients = n, features = if (shift == 0) "noise" else "signal", learner = learner,
      cohorts = cohorts, "interval holds 0" = share(held), check.names = FALSE
    )
  }
  print_table("Two equally good chains: the interval of the difference", list(
    row(24, 0.8, small_ridge, "glmnet"), row(60, 0.8, small_ridge, "glmnet")
  ))
}
