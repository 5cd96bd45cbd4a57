#' Methods of the modelling results
#'
#' Every result prints as a table and holds plain data, and the lists their call: `tidy()` gives its
#' main table, `glance()` one row, both with broom's names (term, estimate, std.error, statistic,
#' p.value, conf.low, conf.high, method) and, in this version, with the names of the object's own
#' tables beside them; `augment()` the patients with their predicted status,
#' `autoplot()` a ggplot to add to or save, `plot()` draws it.
#' `predict()` of a [nested_cv()] is an error that names [fit_model()].
#'
#' @param x,object A result of [drop_correlated()], [rfe_forest()], [roc_youden()],
#'   [decision_curve()], [calibration_curve()], [nested_cv()] or [permutation_null()].
#' @param type Figure of a [nested_cv()]: the ROC curve with its pointwise exact band, the share of
#'   outer folds that select each feature, the held-out probabilities, the decision curve, or the
#'   calibration curve.
#' @param n Number of features printed.
#' @param what Table that `tidy()` gives: `"features"`, `"measures"` or `"stability"` of a
#'   [nested_cv()], `"curve"` or `"operating_point"` of a [roc_youden()].
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param labels A named vector of words for features; [feature_label()] has the others.
#' @param ... Passed on, or not used.
#' @return `print()` and `plot()` return their argument and their figure, invisibly; `format()`
#'   lines of text; `autoplot()` a ggplot; `summary()` a list of tables that prints itself
#'   (see [result_summary-methods]); the others data frames.
#' @examples
#' curve <- roc_youden(c("low", "low", "high", "low", "high", "high"), c(1, 3, 4, 5, 7, 9) / 10)
#' glance(curve)
#' autoplot(curve)
#' @name modelling-methods
NULL

#' @rdname modelling-methods
#' @export
format.nested_cv <- function(x, ...) {
  p <- x$parameters
  measure <- function(name, digits = 3) {
    row <- x$measures[x$measures$measure == name, ]
    sprintf(
      paste0("%.", digits, "f (%.", digits, "f to %.", digits, "f)"), row$estimate, row$lower,
      row$upper
    )
  }
  only <- function(name) sprintf("%.3f", x$measures$estimate[x$measures$measure == name])
  c(
    sprintf(
      "Nested cross-validation: %d %s (%s), %d outer x %d inner folds, %d repeat%s",
      nrow(x$averaged),
      if (is.null(x$averaged$lesion)) "patients" else sprintf(
        "lesions of %d patients", length(unique(x$averaged$patient_id))
      ), count_of_status(sum(x$averaged$truth == p$positive), p$positive),
      max(x$folds$fold),
      as.integer(p$inner), as.integer(p$repeats), if (p$repeats > 1) "s" else ""
    ),
    sprintf(
      "|r| <= %s, Mann-Whitney p < %s, %s; seed %s", format(p$correlation), format(p$alpha),
      if (identical(p$learner, "glmnet")) learner_words(p) else sprintf(
        "%s RFE (%s, %s), XGBoost", p$forest, p$engine, learner_words(p)
      ),
      format(p$seed)
    ),
    "",
    sprintf("AUC, mean of repeats    %s", only("auc")),
    sprintf("AUC, averaged output    %s DeLong, too narrow", measure("auc_averaged")),
    sprintf(
      "%24s(conditional on these predictions; chain_bootstrap() gives the %s%% CI)", "",
      format(100 * x$parameters$conf_level)
    ),
    sprintf("Precision-recall AUC    %s", measure("pr_auc")),
    sprintf("Brier score             %s", measure("brier")),
    sprintf("Calibration slope       %s", measure("calibration_slope", 2)),
    sprintf("Cutoff (Youden)         %.4f", x$roc$cutoff),
    sprintf("Sensitivity there       %s", measure("sensitivity")),
    sprintf("Specificity there       %s", measure("specificity")),
    sprintf(
      "Youden index            %s; at the cutoffs of other folds %s (optimism %s)", only("youden"),
      only("youden_corrected"), only("youden_optimism")
    ),
    sprintf(
      "Stability (Nogueira)    %.3f (%.3f to %.3f)", x$stability$estimate, x$stability$lower,
      x$stability$upper
    ),
    if (length(x$flags) > 0) c("", format_flags(x$flags))
  )
}

#' @rdname modelling-methods
#' @export
print.nested_cv <- function(x, n = 5, ...) {
  check_whole(n, "n", 0)
  cat(format(x), sep = "\n")
  cat("\nMost often selected features:\n")
  top <- utils::head(x$features, n)
  top$share <- round(top$share, 2)
  top$mean_rank <- round(top$mean_rank, 1)
  print(top, row.names = FALSE)
  invisible(x)
}

#' @rdname modelling-methods
#' @export
summary.nested_cv <- function(object, ...) {
  new_summary(
    object, format(object)[1:2], measures = object$measures, folds = object$folds,
    features = object$features, flags = object$flags
  )
}

#' @rdname modelling-methods
#' @export
tidy.nested_cv <- function(x, what = "features", ...) {
  check_choice(what, "what", c("features", "measures", "stability"))
  if (what == "features") return(broom_names(x$features, term = "feature", estimate = "share"))
  broom_names(x[[what]], term = "measure")
}

#' @rdname modelling-methods
#' @export
glance.nested_cv <- function(x, ...) {
  broom_names(data.frame(
    n = x$roc$n, n_positive = x$roc$n_positive, auc = x$measures$estimate[1],
    conf.low = x$measures$lower[1], conf.high = x$measures$upper[1],
    auc_averaged = x$roc$auc, x$roc[c("cutoff", "sensitivity", "specificity")],
    stability = x$stability$estimate, repeats = x$parameters$repeats,
    flags = paste(x$flags, collapse = "; ")
  ), estimate = "auc")
}

#' @rdname modelling-methods
#' @export
augment.nested_cv <- function(x, ...) {
  positive <- x$parameters$positive
  negative <- setdiff(x$averaged$truth, positive)
  predicted <- ifelse(x$averaged$probability >= x$roc$cutoff, positive, negative)
  data.frame(x$averaged, predicted = predicted, correct = predicted == x$averaged$truth)
}

#' @rdname modelling-methods
#' @export
predict.nested_cv <- function(object, ...) {
  abort_data(paste(
    "A nested cross-validation holds no model of all patients, only one of each fold.",
    "fit_model() fits the same chain to all patients and can predict; the held-out predictions",
    "of these patients are in `$predictions`."
  ))
}
