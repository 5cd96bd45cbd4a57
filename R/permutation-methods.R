#' @rdname modelling-methods
#' @export
format.permutation_null <- function(x, ...) {
  p <- x$parameters
  c(
    sprintf(
      "Permutation null: %d permutations, %s selection, %s, %d repeat%s%s", nrow(x$null),
      p$selection, learner_words(p), as.integer(p$repeats), if (p$repeats > 1) "s" else "",
      if (is.null(p$best_of)) "" else sprintf(", best of %d", p$best_of)
    ),
    sprintf(
      "Chance gives AUC %.3f on average (SD %.3f, 95%% from %.3f to %.3f)", mean(x$null$auc),
      stats::sd(x$null$auc), x$interval[1], x$interval[2]
    ),
    sprintf("Observed AUC %.3f, p = %.4f", x$observed, x$p_value),
    if (identical(p$within, "centre")) "Labels permuted within centres",
    if (length(p$covariates) > 0) {
      sprintf("Tests features and covariates together (%s)", name_some(p$covariates))
    }
  )
}

#' @rdname modelling-methods
#' @export
print.permutation_null <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname modelling-methods
#' @export
summary.permutation_null <- function(object, ...) {
  new_summary(object, format(object), counts = null_counts(object))
}

#' @rdname modelling-methods
#' @export
tidy.permutation_null <- function(x, ...) {
  broom_names(x$null, term = "permutation", estimate = "auc")
}

#' @rdname modelling-methods
#' @export
glance.permutation_null <- function(x, ...) {
  # lower and upper are the null's, not an interval of the observed AUC.
  broom_names(null_counts(x), statistic = "observed", own = c("lower", "upper"))
}

null_counts <- function(x) {
  data.frame(
    permutations = nrow(x$null), mean = mean(x$null$auc), sd = stats::sd(x$null$auc),
    lower = x$interval[1], upper = x$interval[2], observed = x$observed, p_value = x$p_value,
    selection = x$parameters$selection, trees = x$parameters$trees
  )
}
