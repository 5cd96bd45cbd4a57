#' Methods of model comparisons
#'
#' @param x,object A [compare_models()] result.
#' @param type Figure: the AUCs of each repeat, or both decision curves.
#' @param ... Not used.
#' @param theme `NULL`, or a ggplot2 theme laid over [theme_paper()].
#' @return As [modelling-methods]; `tidy()` gives the difference as one row, `glance()` it with the
#'   AUCs.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:24), matrix(rnorm(24 * 10), 24))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 12))
#' run <- function(alpha) nested_cv(features, labels, outer = 3, inner = 2, trees = 10,
#'   bootstrap = 20, alpha = alpha
#' )
#' found <- compare_models(run(0.05), run(0.5), permutations = 100, names = c("strict", "loose"))
#' tidy(found)
#' autoplot(found, "decision")
#' @name model_comparison-methods
NULL

#' @rdname model_comparison-methods
#' @export
format.model_comparison <- function(x, ...) {
  limits <- if (is.na(x$se)) "no interval" else sprintf(
    "%s%% CI %.3f to %.3f, whole chains", format(100 * x$conf_level), x$lower, x$upper
  )
  c(
    sprintf(
      "Two chains on the same folds: %d patients (%d positive), %d repeat%s", x$n, x$n_positive,
      nrow(x$each), if (nrow(x$each) > 1) "s" else ""
    ),
    sprintf("  %-18s AUC %.3f, Brier score %.3f", x$areas$model, x$areas$auc, x$areas$brier),
    sprintf(
      "Difference (%s less %s) %.3f (%s)", x$names[2], x$names[1], x$difference, limits
    ),
    sprintf(
      "Exchange test: p = %s (%d permutations, of these predictions)", format_p_value(x$p_value),
      x$permutations
    ),
    if (nrow(x$options) > 0) {
      sprintf("Differ in %s: %s, %s", x$options$option, x$options$first, x$options$second)
    },
    format_flags(x$flags)
  )
}

#' @rdname model_comparison-methods
#' @export
print.model_comparison <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname model_comparison-methods
#' @export
summary.model_comparison <- function(object, ...) {
  new_summary(
    object, format(object)[1], areas = object$areas, difference = tidy(object),
    each = object$each, options = object$options, flags = object$flags
  )
}

#' @rdname model_comparison-methods
#' @export
tidy.model_comparison <- function(x, ...) {
  data.frame(
    term = sprintf("%s - %s", x$names[2], x$names[1]), estimate = x$difference,
    std.error = x$se, p.value = x$p_value, conf.low = x$lower, conf.high = x$upper,
    method = "difference of AUCs, exchange test"
  )
}

#' @rdname model_comparison-methods
#' @export
glance.model_comparison <- function(x, ...) {
  data.frame(
    n = x$n, n_positive = x$n_positive, first = x$areas$auc[1], second = x$areas$auc[2],
    difference = x$difference, conf.low = x$lower, conf.high = x$upper, p.value = x$p_value,
    repeats = nrow(x$each), permutations = x$permutations,
    flags = paste(x$flags, collapse = "; ")
  )
}
