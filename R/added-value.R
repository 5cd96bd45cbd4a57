#' What images add to clinical columns
#'
#' Three models of the same patients in the same folds: the clinical columns, the image (the chain
#' of
#' [nested_cv()]), and both. Is the image worth it?
#'
#' * **clinical**: logistic regression by Firth's penalised likelihood, which is finite where the
#'   statuses are separated, its intercept set to the share of positive patients (Puhr et al. 2017).
#' * **image**: the chain, as everywhere.
#' * **both**: the same regression on the clinical columns and the log-odds of the image's
#'   probability. The regression of a fold is trained on probabilities from models that have seen
#'   neither that fold nor the patient's own: for every two folds the chain is trained without both,
#'   so that no step sees a held-out patient. With \eqn{K} folds these are \eqn{K (K + 1) / 2} runs
#'   of the chain in place of \eqn{K}.
#'
#' **Differences of AUCs** have intervals from the whole chain run again on resampled patients, all
#' three models in each resample, as in [chain_bootstrap()]; the difference replaces the AUC in its
#' formula.
#'
#' **The likelihood ratio** is that of the image's held-out log-odds (averaged over repeats) added
#' to the clinical columns in all patients, with the sign of its coefficient, judged one-sidedly: a
#' model that helps has a positive coefficient, and on noise held-out predictions lean against the
#' status. What is tested is whether the held-out prediction tells the status beyond the clinical
#' columns; not whether these patients' best possible image model does. The held-out predictions of
#' different patients are not independent, since they share training patients (Hoefling and
#' Tibshirani 2008), and the chi-square form is that of large samples: `p_value` is an approximation
#' whose size `benchmarks/VALIDITY.md` gives. `p_permutation` is not: it runs the chain on images
#' dealt to other patients, whose statuses and clinical columns stay together, and is exact where
#' the image has to do with neither. Where the centres are known, images stay within them. Give
#' `permutations` for a claim.
#'
#' **Decision curves** stand side by side. There is no net reclassification improvement: it is
#' raised by a useless marker when the models are not calibrated, has no proper scoring rule behind
#' it and no valid standard error (Pepe et al. 2015, Hilden and Gerds 2014); the difference in net
#' benefit answers its question.
#'
#' @inheritParams chain_bootstrap
#' @param clinical Data frame: patient_id and the clinical columns, complete; texts and factors
#'   become indicators. Choose them beforehand, not by their p-values in these patients.
#' @param resamples Number of resamples of the patients for the intervals of the AUCs and their
#'   differences, at least 2, or 0 for none.
#' @param permutations Number of times that the images are dealt to other patients; 0 for none.
#' @param ... Further arguments of [nested_cv()] by name (trees, learner, seed, phase, lesion, icc
#'   ...), but `covariates`, folds of centres and ComBat; `repeats` is 5 where neither they nor
#'   `control` say otherwise. There must be at least 3 outer folds.
#' @return An object of class `added_value`, a list:
#'   * `areas`: model (clinical, image, both), auc (mean of repeats), lower, upper, se, brier (of
#'     the probabilities averaged over repeats)
#'   * `differences`: second, first, difference of the AUCs, lower, upper, se
#'   * `test`: term, log_odds (for one unit of the image's log-odds) with lower and upper (profile
#'     likelihood), statistic (signed root of the likelihood ratio), p_value, p_permutation
#'   * `decision`: model, threshold, net_benefit, all, none
#'   * `averaged`: patient_id, truth, clinical, image, both (held-out probabilities)
#'   * `resampled`: resample, split, clinical, image, both (AUCs); `null`: permutation, statistic
#'   * `columns` (of the clinical model), `parameters`, `conf_level`, `n`, `n_positive`, `flags`
#'
#'   Methods: print, summary, plot and autoplot (`type` `"decision"` or `"areas"`), tidy (the
#'   differences), glance (one row).
#' @section Errors: As [nested_cv()]; `radiotmb_data_error` for several lesions a patient, fewer
#'   than 3 folds, clinical columns that are not complete or tell the outcome.
#' @references Firth D (1993). Bias reduction of maximum likelihood estimates. Biometrika 80:27-38.
#'   Heinze G, Schemper M (2002). A solution to the problem of separation in logistic regression.
#'   Stat Med 21:2409-2419. \doi{10.1002/sim.1047}. Puhr R, et al. (2017). Firth's logistic
#'   regression with rare events. Stat Med 36:2302-2317. \doi{10.1002/sim.7273}. Hoefling H,
#'   Tibshirani R (2008). A study of pre-validation. Ann Appl Stat 2:643-664.
#'   \doi{10.1214/07-AOAS152}. Pepe MS, et al. (2015). The net reclassification index (NRI): a
#'   misleading measure of prediction improvement even with independent test data sets. Stat Biosci
#'   7:282-295. Hilden J, Gerds TA (2014). A note on the evaluation of novel biomarkers. Stat Med
#'   33:3405-3414. Vickers AJ, Elkin EB (2006). Med Decis Making 26:565-574.
#' @seealso [compare_models()] for two image chains.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:24), matrix(rnorm(24 * 10), 24))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 12))
#' clinical <- data.frame(patient_id = features$patient_id, age = rnorm(24, 65, 8))
#' added_value(features, labels, clinical, resamples = 3, repeats = 1, trees = 10, outer = 3,
#'   inner = 2
#' )
#' @export
added_value <- function(features, labels, clinical, resamples = 100, permutations = 0,
                        conf_level = 0.95, control = NULL, positive = NULL, ...) {
  call <- rlang::current_env()
  check_whole(resamples, "resamples", 0)
  if (resamples == 1) abort_argument("resamples", "0, or at least 2", resamples)
  check_whole(permutations, "permutations", 0)
  check_conf_level(conf_level)
  settings <- added_value_settings(features, labels, list(...), control, positive, call)
  table <- settings$table
  parameters <- settings$parameters
  columns <- clinical_columns(clinical, table$patient_id, call)
  table$clinical <- columns$matrix
  tasks <- c(
    lapply(seq_len(parameters$repeats), \(number) c(1, number)),
    lapply(seq_len(resamples), \(number) c(2, number)),
    lapply(seq_len(permutations), \(number) c(3, number))
  )
  found <- run_tasks(tasks, function(task) {
    switch(task[1],
      three_models(table, parameters, task[2], parameters$seed),
      resampled_three_models(table, parameters, task[2]),
      permuted_statistic(table, parameters, task[2])
    )
  })
  kind <- vapply(tasks, `[`, numeric(1), 1)
  new_added_value(
    table, parameters, found[kind == 1], do.call(rbind, found[kind == 2]),
    unlist(found[kind == 3]), conf_level,
    c(settings$flags, learner_flags(parameters), columns$flags), stored_call(match.call())
  )
}

added_value_settings <- function(features, labels, given, control, positive, call) {
  if ("covariates" %in% names(given)) {
    abort_argument("covariates", "left out: clinical columns are `clinical`", given$covariates,
                   call)
  }
  if (is.null(given$repeats) && is.null(control)) given$repeats <- 5
  settings <- chain_settings(features, labels, given, control, NULL, call, positive)
  check_plain_folds(settings$parameters, "added_value()", call)
  if (!is.null(settings$table$copies_of)) {
    abort_data(
      paste(
        "`labels` has several lesions of a patient, whose clinical columns are one: give one",
        "lesion with `lesion`."
      ),
      call = call
    )
  }
  if (settings$parameters$outer < 3) {
    abort_data(
      paste(
        "At least 3 outer folds are needed, since the model of both is trained without two: there",
        "are %d, with %d patients of the rarer status."
      ),
      as.integer(settings$parameters$outer), as.integer(smaller_class(settings$table$y)),
      call = call
    )
  }
  settings
}

# AUCs of centres left out are of other pairs, and a fold's ComBat may lack a batch.
check_plain_folds <- function(parameters, of, call) {
  if (leaves_centres_out(parameters)) {
    abort_argument("folds", sprintf("\"patients\" in %s", of), parameters$folds, call)
  }
  if (!identical(parameters$harmonise, "none")) {
    abort_argument("harmonise", sprintf("\"none\" in %s", of), parameters$harmonise, call)
  }
}

clinical_columns <- function(clinical, patient_id, call) {
  clinical <- check_columns(clinical, "clinical", "patient_id", call)
  check_outcome_columns(setdiff(names(clinical), "patient_id"), call, "clinical")
  covariate_matrix(clinical, patient_id, call, "clinical")
}

# The held-out probabilities of the three models in the folds of one split, which are those of
# nested_cv() and chain_bootstrap() with the same seed.
three_models <- function(table, parameters, split, seed) {
  fold <- grouped_folds(
    table$y, table$copies_of, parameters$outer, derive_seed(seed, "outer folds", split)
  )
  folds <- seq_len(max(fold))
  image <- numeric(length(fold))
  for (k in folds) {
    fit <- fit_fold(table, fold != k, parameters, derive_seed(seed, "outer fold", split, k))
    image[fold == k] <- fit$probability
  }
  # Column k: for the patients of other folds the probability of a model that saw neither their fold
  # nor fold k.
  without <- matrix(NA_real_, length(fold), max(fold))
  for (k in folds) {
    for (m in folds[folds > k]) {
      fit <- fit_fold(
        table, !fold %in% c(k, m), parameters, derive_seed(seed, "two folds", split, k, m)
      )
      of_two <- fit$probability
      held_out <- which(fold %in% c(k, m))
      without[held_out[fold[held_out] == m], k] <- of_two[fold[held_out] == m]
      without[held_out[fold[held_out] == k], m] <- of_two[fold[held_out] == k]
    }
  }
  is_positive <- table$y == parameters$positive
  found <- data.frame(clinical = numeric(length(fold)), image = image, both = 0, fold = fold)
  for (k in folds) {
    train <- fold != k
    for (model in c("clinical", "both")) {
      columns <- function(rows, score) {
        of_rows <- table$clinical[rows, , drop = FALSE]
        if (model == "both") cbind(of_rows, image = log_odds(score)) else of_rows
      }
      learned <- learn_clinical(columns(train, without[train, k]), is_positive[train])
      found[[model]][!train] <- predict_clinical(learned, columns(!train, image[!train]))
    }
  }
  found
}

log_odds <- function(probability) stats::qlogis(pmin(pmax(probability, 1e-6), 1 - 1e-6))

added_models <- c("clinical", "image", "both")

areas_of <- function(found, is_positive) {
  vapply(found[added_models], \(p) auc_by_ranks(is_positive, p), numeric(1))
}

resampled_three_models <- function(table, parameters, number) {
  seed <- derive_seed(parameters$seed, "resample", number)
  drawn <- resampled_patients(table$y, derive_seed(seed, "patients"))
  resampled <- table_rows(table, drawn)
  resampled$clinical <- table$clinical[drawn, , drop = FALSE]
  resampled$copies_of <- drawn
  is_positive <- resampled$y == parameters$positive
  rows <- lapply(1:2, function(split) {
    found <- three_models(resampled, parameters, split, seed)
    c(
      resample = number, split = split, areas_of(found, is_positive),
      within_folds = area_within_folds(is_positive, found$image, found$fold)
    )
  })
  as.data.frame(do.call(rbind, rows))
}

# The likelihood ratio where each patient has another's image. The statuses are dealt as those of
# permutation_null(), and the clinical columns with them.
permuted_statistic <- function(table, parameters, number) {
  seed <- derive_seed(parameters$seed, "permutation", number)
  dealt <- with_local_seed(
    derive_seed(seed, "labels"), permuted_labels(seq_along(table$y), NULL, table$centre)
  )
  table$y <- table$y[dealt]
  image <- 0
  for (task in outer_tasks(table$y, parameters$outer, parameters$repeats, seed)) {
    fit <- fit_fold(table, task$train, parameters, task$seed)
    image <- image + replace(numeric(length(table$y)), !task$train, fit$probability)
  }
  columns <- cbind(
    table$clinical[dealt, , drop = FALSE], image = log_odds(image / parameters$repeats)
  )
  root <- firth_root(columns, table$y == parameters$positive)
  if (is.na(root)) 0 else root
}

new_added_value <- function(table, parameters, splits, resampled, null, conf_level, flags, call) {
  is_positive <- table$y == parameters$positive
  each <- do.call(rbind, lapply(splits, areas_of, is_positive))
  averaged <- as.data.frame(
    lapply(stats::setNames(nm = added_models), \(model) rowMeans(sapply(splits, `[[`, model)))
  )
  classes <- c(sum(is_positive), sum(!is_positive))
  test <- firth_last_column(
    cbind(table$clinical, image = log_odds(averaged$image)), is_positive, conf_level
  )
  p_permutation <- if (length(null) > 0 && !is.na(test$statistic)) {
    (1 + sum(null >= test$statistic - 1e-9)) / (1 + length(null))
  } else {
    NA_real_
  }
  columns <- ncol(table$clinical) + 1
  structure(
    list(
      areas = cbind(
        model = added_models, area_intervals(each, resampled, classes, conf_level),
        brier = unname(vapply(averaged, \(p) mean((p - is_positive)^2), numeric(1)))
      ),
      differences = difference_intervals(each, resampled, classes, conf_level),
      test = data.frame(
        term = "log-odds of the image model, held out", log_odds = test$estimate,
        lower = test$lower, upper = test$upper, statistic = test$statistic,
        p_value = test$p_value, p_permutation = p_permutation
      ),
      decision = decision_curves(averaged, is_positive),
      averaged = data.frame(
        patient_id = table$patient_id, truth = as.character(table$y), averaged
      ),
      resampled = resampled,
      null = if (length(null) > 0) data.frame(permutation = seq_along(null), statistic = null),
      columns = colnames(table$clinical), parameters = parameters, conf_level = conf_level,
      n = length(is_positive), n_positive = sum(is_positive),
      flags = c(
        flags,
        if (is.null(resampled)) "AUCs and differences have no intervals: resamples = 0",
        if (length(null) == 0) {
          "p of the likelihood ratio is an approximation: permutations = 0"
        },
        if (is.na(test$statistic)) "no likelihood ratio: the image tells the same of everyone",
        if (min(classes) < 10 * columns) {
          sprintf(
            paste(
              "%d patients of the rarer status for the %d columns of both: fewer than 10 a column,",
              "so that the clinical model is itself uncertain"
            ),
            min(classes), columns
          )
        }
      ),
      call = call
    ),
    class = "added_value"
  )
}

area_intervals <- function(each, resampled, classes, conf_level) {
  rows <- lapply(added_models, function(model) {
    found <- if (is.null(resampled)) no_interval(mean(each[, model])) else resampled_measure(
      each[, model], resampled[[model]], classes, c(0, 1), conf_level,
      if (model == "image") max(mean(resampled$within_folds) - mean(resampled$image), 0) else 0
    )
    stats::setNames(found, c("auc", "lower", "upper", "se"))
  })
  do.call(rbind, rows)
}

no_interval <- function(estimate) {
  data.frame(estimate = estimate, lower = NA_real_, upper = NA_real_, se = NA_real_)
}

difference_intervals <- function(each, resampled, classes, conf_level) {
  pairs <- list(c("both", "clinical"), c("both", "image"), c("image", "clinical"))
  rows <- lapply(pairs, function(pair) {
    estimates <- each[, pair[1]] - each[, pair[2]]
    found <- if (is.null(resampled)) no_interval(mean(estimates)) else resampled_measure(
      estimates, resampled[[pair[1]]] - resampled[[pair[2]]], classes, c(-1, 1), conf_level
    )
    names(found)[1] <- "difference"
    cbind(second = pair[1], first = pair[2], found)
  })
  do.call(rbind, rows)
}
