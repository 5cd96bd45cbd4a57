#' @rdname modelling-methods
#' @export
format.chain_bootstrap <- function(x, ...) {
  p <- x$parameters
  level <- format(100 * x$conf_level)
  row <- function(measure) {
    one <- x$measures[x$measures$measure == measure, ]
    sprintf("%.3f (%s%% CI %.3f to %.3f)", one$estimate, level, one$lower, one$upper)
  }
  c(
    sprintf(
      "Bootstrap of the whole chain: %d resamples of the patients, %d repeat%s, %s; seed %s",
      length(unique(x$resampled$resample)), as.integer(p$repeats), if (p$repeats > 1) "s" else "",
      learner_words(p), format(p$seed)
    ),
    sprintf("AUC, mean of the repeats            %s", row("auc")),
    "At the cutoffs of the largest Youden index in the other folds:",
    sprintf("  Youden index                      %s", row("youden_corrected")),
    sprintf("  Sensitivity                       %s", row("sensitivity_corrected")),
    sprintf("  Specificity                       %s", row("specificity_corrected")),
    format_flags(x$flags)
  )
}

#' @rdname modelling-methods
#' @export
print.chain_bootstrap <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname modelling-methods
#' @export
summary.chain_bootstrap <- function(object, ...) {
  new_summary(
    object, format(object)[1], measures = object$measures, estimates = object$estimates,
    flags = object$flags
  )
}

#' @rdname modelling-methods
#' @export
tidy.chain_bootstrap <- function(x, ...) {
  broom_names(x$measures, term = "measure", old = FALSE)
}

#' @rdname modelling-methods
#' @export
glance.chain_bootstrap <- function(x, ...) {
  data.frame(
    estimate = x$auc, std.error = x$se, conf.low = x$lower, conf.high = x$upper,
    resamples = length(unique(x$resampled$resample)), repeats = x$parameters$repeats,
    trees = x$parameters$trees, flags = paste(x$flags, collapse = "; ")
  )
}
