# The results given as `performance`, in any order.
sorted_evidence <- function(performance, call) {
  if (is.null(performance)) return(list())
  kinds <- c(nested = "nested_cv", interval = "chain_bootstrap", null = "permutation_null")
  if (inherits(performance, kinds)) performance <- list(performance)
  found <- if (is.list(performance)) {
    vapply(performance, \(one) match(class(one)[1], kinds, 0L), integer(1))
  }
  if (length(found) == 0 || any(found == 0) || anyDuplicated(found) || !1 %in% found) {
    abort_argument(
      "performance",
      paste(
        "NULL, a nested_cv() result, or a list of one and of its chain_bootstrap() and",
        "permutation_null()"
      ),
      performance, call
    )
  }
  stats::setNames(unname(performance), names(kinds)[found])
}

# An interval or a p-value must belong to the chain. Forests and repeats of a null may be smaller.
check_evidence <- function(evidence, nested, settings, call) {
  differ <- function(other, names) {
    theirs <- other$parameters
    named <- Filter(function(name) {
      !isTRUE(all.equal(theirs[[name]], settings$parameters[[name]], check.attributes = FALSE))
    }, intersect(names, names(theirs)))
    if (length(named) > 0) {
      abort_data(
        "`performance`: the %s is of another chain: its %s is another.",
        class(other)[1], sQuote(named[1], FALSE), call = call
      )
    }
  }
  whole <- c(
    "positive", "correlation", "alpha", "screen", "order", "class_weights", "inner", "learner",
    "glmnet"
  )
  if (!is.null(evidence$interval)) differ(evidence$interval, c(whole, "trees", "seed", "repeats"))
  if (!is.null(evidence$null)) {
    differ(evidence$null, whole)
    if (!identical(evidence$null$parameters$selection, "nested")) {
      abort_data("`performance`: the null is that of a leaky selection.", call = call)
    }
  }
}

# Named numbers, NA where they were not computed.
held_out_performance <- function(nested, evidence) {
  measure <- function(name, column = "estimate") {
    nested$measures[[column]][nested$measures$measure == name]
  }
  interval <- evidence$interval
  or_na <- function(x) if (is.null(x)) NA_real_ else as.numeric(x)
  list(
    auc = measure("auc"), auc_lower = or_na(interval$lower), auc_upper = or_na(interval$upper),
    auc_se = or_na(interval$se),
    resamples = or_na(if (!is.null(interval)) length(unique(interval$resampled$resample))),
    auc_averaged = nested$roc$auc, auc_averaged_lower = nested$roc$auc_lower,
    auc_averaged_upper = nested$roc$auc_upper,
    conf_level = nested$roc$conf_level,
    p_permutation = or_na(evidence$null$p_value),
    permutations = or_na(if (!is.null(evidence$null)) nrow(evidence$null$null)),
    brier = measure("brier"), calibration_intercept = measure("calibration_intercept"),
    calibration_slope = measure("calibration_slope"),
    sensitivity = nested$roc$sensitivity, specificity = nested$roc$specificity,
    youden = measure("youden"), youden_corrected = measure("youden_corrected"),
    stability = nested$stability$estimate, folds = max(nested$folds$fold),
    repeats = nested$parameters$repeats
  )
}

# A null may run fewer trees or repeats than the chain it is of.
smaller_chain <- function(null, chain) {
  if (is.null(null) || identical(as.numeric(c(null$trees, null$repeats)),
                                 as.numeric(c(chain$trees, chain$repeats)))) {
    return(NULL)
  }
  sprintf(
    "the p-value is that of a chain of %d trees and %d %s", as.integer(null$trees),
    as.integer(null$repeats), ngettext(as.integer(null$repeats), "repeat", "repeats")
  )
}
