#' Combine blocks of a permutation null
#'
#' Joins permutations that were computed apart into one null with its p-value.
#'
#' @param nulls List of [permutation_null()] results of the same chain, labels and seed, with
#'   different permutation numbers.
#' @return One `permutation_null` with all of their permutations in order.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:16), matrix(rnorm(16 * 10), 16))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 8))
#' blocks <- lapply(c(1, 3), function(first) {
#'   permutation_null(features, labels,
#'     permutations = 2, first = first, trees = 10, outer = 2, inner = 2, observed = 0.6
#'   )
#' })
#' combine_nulls(blocks)
#' @export
combine_nulls <- function(nulls) {
  check_nulls(nulls)
  same <- vapply(nulls, function(block) {
    isTRUE(all.equal(block$observed, nulls[[1]]$observed)) &&
      identical(block$parameters, nulls[[1]]$parameters)
  }, logical(1))
  if (!all(same)) {
    abort_data(
      "Block %d of `nulls` has another observed AUC or other parameters than block 1.",
      which(!same)[1]
    )
  }
  null <- do.call(rbind, lapply(nulls, `[[`, "null"))
  if (anyDuplicated(null$permutation)) {
    abort_data(
      "`nulls` holds permutation %d twice; give each block its own `first`.",
      null$permutation[anyDuplicated(null$permutation)]
    )
  }
  null <- null[order(null$permutation), ]
  rownames(null) <- NULL
  new_permutation_null(
    null, nulls[[1]]$observed, nulls[[1]]$parameters, nulls[[1]]$call
  )
}

#' Permutation null of the largest AUC of several phases
#'
#' Compares the largest observed AUC of several models with the largest permuted AUC, permutation
#' by permutation, which accounts for having tried several phases.
#'
#' Phases with the same patients and the same seed share the permuted labels of each number, so the
#' maximum keeps the dependence between them; other phases enter as independent.
#'
#' @param nulls List of [permutation_null()] results, one for each phase, with the same permutation
#'   numbers.
#'   The phases must be of one chain: other options of [nested_cv()] than those of the first are
#'   refused, as is a null with covariates beside one without.
#' @return A `permutation_null`; `$observed` is the largest observed AUC, and `$parameters$best_of`
#'   the number of phases.
#' @examples
#' set.seed(1)
#' labels <- data.frame(patient_id = sprintf("P%02d", 1:16), status = rep(c("high", "low"), 8))
#' nulls <- lapply(1:2, function(phase) {
#'   features <- data.frame(patient_id = labels$patient_id, matrix(rnorm(16 * 10), 16))
#'   permutation_null(features, labels, permutations = 2, trees = 10, outer = 2, inner = 2)
#' })
#' max_of(nulls)
#' @export
max_of <- function(nulls) {
  check_nulls(nulls)
  numbers <- lapply(nulls, \(null) null$null$permutation)
  if (!all(vapply(numbers, identical, logical(1), numbers[[1]]))) {
    abort_data("`nulls` must hold the same permutation numbers for every phase.")
  }
  for (other in nulls[-1]) check_same_options(nulls[[1]]$parameters, other$parameters)
  areas <- vapply(nulls, \(null) null$null$auc, numeric(length(numbers[[1]])))
  areas <- matrix(areas, ncol = length(nulls))
  new_permutation_null(
    data.frame(permutation = numbers[[1]], auc = apply(areas, 1, max)),
    max(vapply(nulls, `[[`, numeric(1), "observed")),
    c(nulls[[1]]$parameters, list(best_of = length(nulls)))
  )
}

# Phases may differ in their patients, and so in the folds that these allow.
check_same_options <- function(first, other, call = rlang::caller_env()) {
  for (name in setdiff(union(names(first), names(other)), "outer")) {
    if (!isTRUE(all.equal(first[[name]], other[[name]], check.attributes = FALSE))) {
      abort_data(
        "`nulls` must be of one chain: their `%s` differ (%s and %s).", name,
        describe_value(first[[name]]), describe_value(other[[name]]), call = call
      )
    }
  }
}

check_nulls <- function(nulls, call = rlang::caller_env()) {
  valid <- is.list(nulls) && length(nulls) > 0 &&
    all(vapply(nulls, inherits, logical(1), "permutation_null"))
  if (!valid) abort_argument("nulls", "a list of permutation_null() results", nulls, call)
}
