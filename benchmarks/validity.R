# Do the intervals hold the truth as often as they say, and do the tests reject no more often than
# they may? Every number is counted in simulated cohorts of known truth.
#
#   Rscript benchmarks/validity.R                 everything, on two processes
#   Rscript benchmarks/validity.R auc24 chance    only these parts
#   MC_CORES=1 Rscript benchmarks/validity.R      on one process
#   FIRST_COHORT=1001 Rscript benchmarks/validity.R auc24   other cohorts: 1001 and those after it
#
# Parts: auc24, auc60, auc200, measures, chance, null, high, exact, validation, sets, added,
# added_again, compare, compare_again, centres.
# Each prints a table of Markdown; benchmarks/VALIDITY.md is what they printed.

suppressPackageStartupMessages(library(radiotmb))

radiotmb_internal <- asNamespace("radiotmb")

first_cohort <- as.integer(Sys.getenv("FIRST_COHORT", "1"))

# Each cohort has a seed of its own, so the counts do not depend on the number of processes.
over_cohorts <- function(cohorts, work) {
  future.apply::future_lapply(first_cohort - 1L + seq_len(cohorts), function(cohort) {
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
  at_cutoffs <- unlist(found$measures[-1, c("estimate", "lower", "upper")])
  data.frame(
    lower = found$lower, upper = found$upper, estimate = found$auc, delong_lower = fit$roc$auc_lower,
    delong_upper = fit$roc$auc_upper, averaged = fit$roc$auc, as.list(at_cutoffs),
    new = area_on_new_patients(cohort, found$parameters, shift, seed)
  )
}

auc_row <- function(n, shift, cohorts, resamples) {
  found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
    auc_cohort(n, shift, resamples, seed)
  }))
  new <- if (shift == 0) 0.5 else mean(found$new)
  mean_area <- mean(found$estimate)
  holds <- function(lower, upper, truth = mean_area) lower <= truth & truth <= upper
  data.frame(
    patients = n, features = if (shift == 0) "noise" else "signal", cohorts = cohorts,
    resamples = resamples, "mean area, cross-validated" = sprintf("%.3f", mean_area),
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

# Net benefit, Brier score and precision-recall area of calibrated probabilities.
measures_part <- function(cohorts = 500, bootstrap = 200) {
  thresholds <- c(0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
  draw <- function(n) {
    p <- plogis(rnorm(n, -0.8, 1.2))
    list(p = p, high = runif(n) < p)
  }
  set.seed(7)
  population <- draw(1e6)
  truth <- c(
    vapply(thresholds, function(t) {
      mean(radiotmb_internal$net_benefit(population$high, population$p >= t, t))
    }, numeric(1)),
    mean((population$p - population$high)^2),
    radiotmb_internal$average_precision(population$high, population$p)
  )
  rows <- lapply(c(24, 60, 200), function(n) {
    held <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      repeat {
        one <- draw(n)
        if (any(one$high) && !all(one$high)) break
      }
      status <- ifelse(one$high, "high", "low")
      curve <- decision_curve(status, one$p, thresholds, bootstrap = bootstrap, seed = seed)
      measures <- calibration_measures(status, one$p, bootstrap = bootstrap, seed = seed)[2:1, ]
      c(curve$lower, measures$lower) <= truth & truth <= c(curve$upper, measures$upper)
    }))
    found <- as.list(sprintf("%.3f", colMeans(held)))
    names(found) <- c(paste("net benefit at", thresholds), "Brier", "average precision")
    data.frame(patients = n, cohorts = cohorts, found, check.names = FALSE)
  })
  print_table("Measures that depend on prevalence: how often the 95% interval holds the truth", rows)
}

# Equal true burdens, eight scenarios: does chance alone give as many discordant pairs as expected?
chance_part <- function(cohorts = 300) {
  scenario <- function(name, n, rate, m1 = 1.2, m2 = 1.2) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      r <- rate(n)
      one <- chance_discordance(rpois(n, r * m1), rpois(n, r * m2), m1, m2)[1, ]
      cutoff <- radiotmb_internal$disagreement(r, rep(m1, n), rep(m2, n), 10, 0)
      c(one$expected, sum(cutoff), one$p_at_least <= 0.05, one$p_at_most <= 0.05,
        one$lower <= one$observed && one$observed <= one$upper)
    }))
    data.frame(
      pairs = n, "true burdens" = name, megabases = sprintf("%.1f and %.1f", m1, m2),
      cohorts = cohorts, "true expected" = sprintf("%.2f", mean(found[, 2])),
      "mean of `expected`" = sprintf("%.2f", mean(found[, 1])),
      bias = sprintf("%+.1f %%", 100 * (mean(found[, 1]) / mean(found[, 2]) - 1)),
      "p_at_least <= 0.05" = share(found[, 3]), "p_at_most <= 0.05" = share(found[, 4]),
      "range holds the number" = share(found[, 5]), check.names = FALSE
    )
  }
  all_at <- function(rate) function(n) rep(rate, n)
  between <- function(n) runif(n, 5, 15)
  skewed <- function(n) rgamma(n, 2, 0.25)
  print_table("Discordance by counting alone, independent Poisson", list(
    scenario("all 10/Mb", 24, all_at(10)), scenario("all 5/Mb", 24, all_at(5)),
    scenario("all 12/Mb", 24, all_at(12)), scenario("5 to 15/Mb", 24, between),
    scenario("5 to 15/Mb", 200, between), scenario("gamma, mean 8/Mb", 66, skewed),
    scenario("5 to 15/Mb", 60, between, 1.2, 0.8), scenario("all 10/Mb", 24, all_at(10), 0.6, 1.2)
  ))
  sharing_part()
}

# Half of the mutations in common; the sharing given, or estimated from the counts.
sharing_part <- function(cohorts = 400) {
  scenario <- function(n, sharing, given, m2 = 1.2) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      r <- runif(n, 5, 15)
      common <- sharing * r * pmin(1.2, m2)
      shared <- rpois(n, common)
      first <- shared + rpois(n, r * 1.2 - common)
      second <- shared + rpois(n, r * m2 - common)
      one <- chance_discordance(first, second, 1.2, m2, shared = if (given) shared)[2, ]
      truth <- radiotmb_internal$disagreement(r, rep(1.2, n), rep(m2, n), 10, sharing)
      c(one$expected, sum(truth), one$sharing_lower <= sharing && sharing <= one$sharing_upper,
        one$lower <= one$observed && one$observed <= one$upper, one$p_at_least <= 0.05)
    }))
    data.frame(
      pairs = n, sharing = sharing, "shared variants" = if (given) "given" else "not given",
      megabases = sprintf("1.2 and %.1f", m2), cohorts = cohorts,
      "true expected" = sprintf("%.2f", mean(found[, 2])),
      "mean of `expected`" = sprintf("%.2f", mean(found[, 1])),
      "interval holds the sharing" = share(found[, 3]),
      "range holds the number" = share(found[, 4]), "p_at_least <= 0.05" = share(found[, 5]),
      check.names = FALSE
    )
  }
  print_table("Discordance by counting alone, shared plus private", list(
    scenario(24, 0.5, FALSE), scenario(24, 0.5, TRUE), scenario(60, 0.5, FALSE, 0.8),
    scenario(60, 0.5, TRUE, 0.8), scenario(24, 0.8, FALSE), scenario(24, 0.2, FALSE)
  ))
}

# The permutation p-value on noise, of one phase and of the best of two. Areas of few patients tie,
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
      test = c("one phase", "best of two phases")[k], cohorts = cohorts, permutations = permutations,
      "p <= 0.05" = share(found[, k] <= 0.05), "p <= 0.10" = share(found[, k] <= 0.1),
      "p <= 0.50" = share(found[, k] <= 0.5), check.names = FALSE
    )
  }))
}

# Of the samples to which a probability of being high is given, how many are?
high_part <- function(cohorts = 100) {
  row <- function(name, draw, n) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      rate <- draw(n)
      counts <- rpois(n, rate * 1.2)
      data.frame(
        cohort = tmb_probability_in_cohort(counts, 1.2), alone = tmb_probability(counts, 1.2),
        high = rate >= 10
      )
    }))
    gap <- function(p) {
      bin <- cut(p, seq(0, 1, 0.1), include.lowest = TRUE)
      size <- tabulate(bin, 10)
      each <- tapply(p - found$high, bin, mean)
      sum(abs(each) * size, na.rm = TRUE) / sum(size)
    }
    doubtful <- found$alone > 0.5 & found$alone < 0.8
    data.frame(
      "true burdens" = name, samples = n, cohorts = cohorts,
      "calibration error, cohort" = sprintf("%.3f", gap(found$cohort)),
      "calibration error, p_high" = sprintf("%.3f", gap(found$alone)),
      "where p_high is 0.5 to 0.8: p_high" = sprintf("%.2f", mean(found$alone[doubtful])),
      "cohort" = sprintf("%.2f", mean(found$cohort[doubtful])),
      "truly high" = sprintf("%.2f", mean(found$high[doubtful])), check.names = FALSE
    )
  }
  print_table("Probability of a high burden (error: mean over tenths, weighted by samples)", list(
    row("gamma, mean 6/Mb, SD 2", function(n) rgamma(n, 9, 1.5), 24),
    row("gamma, mean 6/Mb, SD 2", function(n) rgamma(n, 9, 1.5), 100),
    row("gamma, mean 9/Mb, SD 3", function(n) rgamma(n, 9, 1), 24),
    row("lognormal, median 6/Mb", function(n) exp(rnorm(n, log(6), 0.5)), 24),
    row("gamma, mean 10/Mb, SD 7", function(n) rgamma(n, 2, 0.2), 24),
    row("12 % hypermutated among gamma, mean 6/Mb", function(n) {
      ifelse(runif(n) < 0.12, rgamma(n, 8, 0.2), rgamma(n, 9, 1.5))
    }, 24)
  ))
}

# Exact intervals hold at least what they say, by summing the distribution itself.
exact_part <- function() {
  rows <- lapply(c(2, 6, 10, 20), function(mean) {
    counts <- 0:200
    interval <- tmb_interval(counts, 1)
    holds <- interval$tmb_lower <= mean & mean <= interval$tmb_upper
    data.frame(
      "true burden" = mean, "Garwood holds it" = sprintf("%.4f", sum(dpois(counts[holds], mean))),
      "its lower limit above it" = sprintf(
        "%.4f", sum(dpois(counts[interval$tmb_lower > mean], mean))
      ), check.names = FALSE
    )
  })
  print_table("Exact intervals of a burden over 1 Mb, computed", rows)
}

new_patients <- function(n, shift) {
  high <- round(n / 3)
  found <- simulated_patients(high, n - high, shift)
  id <- sprintf("N%06d", seq_len(n))
  list(
    features = data.frame(patient_id = id, found$x),
    labels = data.frame(patient_id = id, status = found$status)
  )
}

kept_model <- function(n, shift, seed) {
  do.call(fit_model, c(cohort_of(n, shift), list(seed = seed, bootstrap = 2), small_chain))
}

# A model fitted once, judged by many independent cohorts; its area is that in 20000 new patients.
validation_part <- function(models = 20, cohorts = 25, shift = 0.8) {
  rows <- lapply(c(60, 200), function(n) {
    held <- do.call(rbind, over_cohorts(models, function(seed) {
      model <- kept_model(60, shift, seed)
      many <- new_patients(20000, shift)
      area <- radiotmb_internal$auc_by_ranks(
        many$labels$status == "high", predict(model, many$features)$probability
      )
      do.call(rbind, lapply(seq_len(cohorts), function(i) {
        one <- new_patients(n, shift)
        found <- validate_model(model, one$features, one$labels, bootstrap = 1)
        c(area, found$auc, found$auc_lower <= area && area <= found$auc_upper)
      }))
    }))
    data.frame(
      patients = n, models = models, cohorts = nrow(held),
      "mean area" = sprintf("%.3f", mean(held[, 1])),
      "mean of the validations" = sprintf("%.3f", mean(held[, 2])),
      "DeLong's interval holds it" = share(held[, 3]), check.names = FALSE
    )
  })
  print_table("A fixed model on independent cohorts", rows)
}

# Conformal sets: calibrated by the held-out predictions of the development, or by patients of a new
# hospital (recalibrate_model()).
sets_part <- function(cohorts = 100, new = 200) {
  covered <- function(predictions, truth) {
    holds <- predictions$set == "either" | predictions$set == truth
    one <- predictions$set %in% c("high", "low")
    c(mean(holds), mean(holds[truth == "high"]), mean(holds[truth == "low"]), mean(one))
  }
  row <- function(n, shift, error, calibration = 0) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      model <- kept_model(n, shift, seed)
      if (calibration > 0) {
        there <- new_patients(calibration, shift)
        model <- tryCatch(
          recalibrate_model(model, there$features, there$labels),
          radiotmb_data_error = function(error) NULL
        )
        if (is.null(model)) return(NULL)
      }
      one <- new_patients(new, shift)
      covered(predict(model, one$features, error = error), one$labels$status)
    }))
    shares <- as.list(sprintf("%.3f", colMeans(found)))
    names(shares) <- c("sets that hold the status", "of the high", "of the low", "of one status")
    data.frame(
      "fitted to" = n, features = if (shift == 0) "noise" else "signal", error = error,
      "calibrated by" = if (calibration > 0) sprintf("%d others", calibration) else "cross",
      cohorts = nrow(found), shares, check.names = FALSE
    )
  }
  print_table(sprintf("Conformal sets of %d new patients a cohort", new), list(
    row(24, 0.8, 0.1), row(60, 0.8, 0.1), row(200, 0.8, 0.1), row(60, 0, 0.1), row(24, 0.8, 0.2),
    row(60, 0.8, 0.2), row(60, 0.8, 0.1, 60), row(60, 0.8, 0.1, 200)
  ))
}

# Noise whose level differs between centres as their share of high patients does.
centres_of_noise <- function(features) {
  high <- c(A = 21, B = 21, C = 4, D = 4)
  centre <- rep(names(high), each = 25)
  status <- unlist(lapply(high, \(n) rep(c("high", "low"), c(n, 25 - n))), use.names = FALSE)
  x <- matrix(rnorm(100 * features), 100)
  x <- x + c(A = 1, B = 1.2, C = -1, D = -0.8)[centre] %o% rnorm(features)
  id <- sprintf("P%03d", seq_len(100))
  list(
    features = data.frame(patient_id = id, x),
    labels = data.frame(patient_id = id, status = status, centre = centre)
  )
}

centres_part <- function(cohorts = 20, studies = 2000) {
  ways <- list(
    "as they are" = list(), "ComBat in the folds" = list(harmonise = "combat"),
    "ComBat leaking" = list(harmonise = "leaky"), "one centre left out" = list(folds = "centre"),
    "the same, with ComBat" = list(folds = "centre", harmonise = "combat", unseen = "unchanged")
  )
  found <- over_cohorts(cohorts, function(seed) {
    cohort <- centres_of_noise(150)
    vapply(ways, function(way) {
      fit <- do.call(nested_cv, c(cohort, way, list(outer = 4, bootstrap = 5), small_chain[-1]))
      fit$measures$estimate[1]
    }, numeric(1))
  })
  found <- do.call(rbind, found)
  print_table("Noise in four centres of different shares of high patients: the area claimed", list(
    data.frame(
      features = names(ways), cohorts = cohorts, "mean area" = sprintf("%.3f", colMeans(found)),
      "standard error" = sprintf("%.3f", apply(found, 2, sd) / sqrt(cohorts)), check.names = FALSE
    )
  ))
  print_table("Areas of k centres of 60 patients, 20 high, a true logit area of 1", unlist(
    lapply(c(3, 5, 10), \(k) lapply(c(0, 0.3), \(tau) centres_row(k, tau, studies))),
    recursive = FALSE
  ))
}

# Scores of two normal distributions have the area pnorm(distance / sqrt(2)).
centres_row <- function(k, tau, studies) {
  area_of_scores <- function(logit) {
    is_high <- rep(c(TRUE, FALSE), c(20, 40))
    score <- plogis(rnorm(60) + is_high * sqrt(2) * qnorm(plogis(logit)))
    radiotmb_internal$centre_area(is_high, score, seq_len(60), 0.95)
  }
  held <- do.call(rbind, over_cohorts(studies, function(seed) {
    logits <- rnorm(k + 1, 1, tau)
    each <- do.call(rbind, lapply(logits[-1], area_of_scores))
    one <- radiotmb_internal$random_effects(each$logit, each$logit_se^2)
    c(
      each$lower[1] <= plogis(logits[2]) && plogis(logits[2]) <= each$upper[1],
      one$lower <= 1 && 1 <= one$upper,
      one$prediction_lower <= logits[1] && logits[1] <= one$prediction_upper
    )
  }))
  data.frame(
    centres = k, "SD between centres" = tau, studies = studies,
    "a centre's interval holds its area" = share(held[, 1]),
    "Hartung-Knapp holds the mean" = share(held[, 2]),
    "prediction interval holds a new centre" = share(held[, 3]), check.names = FALSE
  )
}

small_ridge <- list(outer = 3, inner = 2, learner = "glmnet")

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
      "mean difference of areas, both less clinical" = sprintf("%+.3f", mean(found[, 3]))
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

given <- commandArgs(trailingOnly = TRUE)
parts <- list(
  auc24 = function() auc_part(24, 160), auc60 = function() auc_part(60, 80),
  auc200 = function() auc_part(200, 80), measures = measures_part, chance = chance_part,
  null = null_part, high = high_part, exact = exact_part, validation = validation_part,
  sets = sets_part, added = added_part, added_again = added_again_part, compare = compare_part,
  compare_again = compare_again_part, centres = centres_part
)
unknown <- setdiff(given, names(parts))
if (length(unknown) > 0) stop("no such part: ", unknown[1], "; there are ", toString(names(parts)))
workers <- min(2, future::availableCores())
future::plan(future::cluster, workers = workers)
for (part in if (length(given) > 0) given else names(parts)) {
  seconds <- system.time(parts[[part]]())[["elapsed"]]
  cat(sprintf("\n%s: %.0f seconds on %d processes\n", part, seconds, workers))
}
future::plan(future::sequential)
