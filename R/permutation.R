#' Permutation null of the modelling chain
#'
#' Runs the whole chain, screening included, on permuted labels, and compares the observed AUC
#' under the ROC curve with the AUCs of the permutations.
#'
#' Permutation number `i` depends on `seed` and `i` only, so blocks of permutations computed apart
#' (with `first`) and combined by [combine_nulls()] equal one run. They are spread over the
#' processes of the user's `future::plan()`.
#'
#' Where patients have several lesions (see [nested_cv()]) labels move between patients with as many
#' lesions, so that few patients of a number of lesions allow few permutations.
#'
#' `selection = "leaky"` selects features once, on all patients, before the folds. This is an error
#' (the held-out patients influence the selection); it is offered to measure the bias it causes.
#'
#' The AUC is the mean of single repeats' AUCs, as `nested_cv()`'s `auc`. With `covariates` the
#' null
#' is that of features and covariates together: both are kept from the permuted labels, so a small
#' p-value does not say which of the two predicts.
#'
#' @inheritParams nested_cv
#' @param permutations Number of permutations.
#' @param first Number of the first permutation.
#' @param selection `"nested"` or `"leaky"`.
#' @param observed `NULL` to run the chain once on the labels as they are, an AUC already known, or
#'   a [nested_cv()] result. The last gives its options to the null; another value of one of them,
#'   other patients, labels, features or covariates are refused.
#' @param control `NULL`, or the options of the chain as one [nested_cv_control()].
#' @param ... Further arguments of [nested_cv()] by name: single options of the chain such as
#'   `trees`, `seed` or `alpha` (they replace those in `control`), and `phase`, `lesion`,
#'   `covariates`, `icc`, `centre`, `batch` and `keep`.
#' @return An object of class `permutation_null`: a list with `null` (permutation, auc, and
#'   `sensitivity_05` to `sensitivity_95`: the sensitivity of the output averaged over repeats where
#'   at most 5% to 95% of the others are called positive), `p_value` ((1 + number at least as
#'   large) / (1 + permutations)), `observed`, `interval` (central 95% of the null), `parameters`.
#'   Methods: print, summary, plot, autoplot, tidy, glance.
#' @references Ojala M, Garriga GC (2010). Permutation tests for studying classifier performance.
#'   J Mach Learn Res 11:1833-1863. Phipson B, Smyth GK (2010). Permutation p-values should never be
#'   zero. Stat Appl Genet Mol Biol 9:39. \doi{10.2202/1544-6115.1585}
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:16), matrix(rnorm(16 * 10), 16))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 8))
#' permutation_null(features, labels, permutations = 3, trees = 10, outer = 2, inner = 2)
#' @export
permutation_null <- function(features, labels, positive = "high", permutations = 200, first = 1,
                             selection = "nested", observed = NULL, control = NULL, ...) {
  check_whole(permutations, "permutations", 1)
  check_whole(first, "first", 1)
  check_choice(selection, "selection", c("nested", "leaky"))
  settings <- chain_settings(
    features, labels, list(...), control, observed, rlang::current_env(),
    if (!missing(positive)) positive
  )
  table <- settings$table
  parameters <- settings$parameters
  seed <- parameters$seed
  known <- known_area(observed)
  check_permutable(table)
  numbers <- seq(first, length.out = permutations)
  # The labels as they are count as number 0: one more task beside the others, not a wait before.
  curves <- run_tasks(c(if (is.null(known)) 0, numbers), function(number) {
    if (number == 0) return(chain_curve(table, parameters, selection, seed))
    permuted_curve(table, parameters, selection, derive_seed(seed, "permutation", number))
  })
  curves <- do.call(rbind, curves)
  permuted <- curves[nrow(curves) - permutations + seq_len(permutations), , drop = FALSE]
  new_permutation_null(
    data.frame(permutation = as.integer(numbers), permuted),
    if (is.null(known)) curves[[1, "auc"]] else known,
    c(parameters, list(
      selection = selection, covariates = colnames(table$covariates),
      within = if (!is.null(table$centre)) "centre"
    )),
    stored_call(match.call())
  )
}

# Labels that stay within centres need a centre of both statuses.
check_permutable <- function(table, call = rlang::caller_env()) {
  if (is.null(table$centre)) return(invisible())
  if (all(rowSums(table(table$centre, table$y) > 0) < 2)) {
    abort_data(
      "Labels are permuted within centres, and no centre has patients of both statuses.",
      call = call
    )
  }
}

known_area <- function(observed, call = rlang::caller_env()) {
  if (is.null(observed)) return(NULL)
  if (inherits(observed, "nested_cv")) {
    return(observed$measures$estimate[observed$measures$measure == "auc"])
  }
  check_number(observed, "observed", 0, 1, call)
}

permuted_curve <- function(table, parameters, selection, seed) {
  table$y <- with_local_seed(
    derive_seed(seed, "labels"), permuted_labels(table$y, table$copies_of, table$centre)
  )
  chain_curve(table, parameters, selection, seed)
}

# False positive rates at which the curve of a permutation is kept.
null_rates <- seq(0.05, 0.95, by = 0.05)

# The mean AUC of single repeats, and the curve of their average.
chain_curve <- function(table, parameters, selection, seed) {
  table <- leak_harmonisation(table, parameters)
  leaked <- if (selection == "leaky") {
    select_features(
      learn_harmonisation(impute_medians(table$x, table$x), table, parameters)$x, table$y,
      parameters, derive_seed(seed, "leaky elimination"), table$copies_of
    )
  }
  probability <- matrix(0, length(table$y), parameters$repeats)
  fold <- integer(length(table$y))
  for (task in tasks_of_table(table, parameters, seed)) {
    fit <- fit_fold(table, task$train, parameters, task$seed, leaked)
    probability[!task$train, task$repeat_] <- fit$probability
    fold[!task$train] <- task$fold
  }
  is_positive <- table$y == parameters$positive
  c(
    # Folds of centres are the same in every repeat; others do not matter to the AUC.
    auc = mean(apply(probability, 2, \(one) held_out_area(is_positive, one, fold, parameters))),
    stats::setNames(
      sensitivity_at(is_positive, rowMeans(probability), null_rates),
      sprintf("sensitivity_%02.0f", 100 * null_rates)
    )
  )
}

# The share of positives above every cutoff that calls at most this share of the negatives.
sensitivity_at <- function(is_positive, score, rates) {
  negative <- sort(score[!is_positive], decreasing = TRUE)
  called <- floor(rates * length(negative) + 1e-9)
  vapply(called, \(k) mean(score[is_positive] > negative[k + 1]), numeric(1))
}

new_permutation_null <- function(null, observed, parameters, call = NULL) {
  structure(
    list(
      null = null,
      p_value = (1 + sum(null$auc >= observed - 1e-12)) / (1 + nrow(null)),
      observed = observed,
      interval = percentile_interval(null$auc, 0.95),
      parameters = parameters,
      call = call
    ),
    class = "permutation_null"
  )
}
