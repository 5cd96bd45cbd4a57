#' @rdname modelling-methods
#' @export
format.roc_youden <- function(x, ...) {
  point <- x$operating_point
  c(
    sprintf(
      "AUC %.3f (%s%% CI %.3f to %.3f, DeLong%s), %s of %d patients", x$auc,
      format(100 * x$conf_level), x$auc_lower, x$auc_upper,
      if (isTRUE(attr(x, "cross_validated"))) {
        ", conditional on these predictions: too narrow"
      } else {
        ""
      },
      count_of_status(x$n_positive, x$positive), x$n
    ),
    sprintf("Cutoff %.4f (largest Youden index, %.3f)", x$cutoff, x$youden),
    sprintf(
      "%s %.3f (%.3f to %.3f), %s/%s", point$measure, point$estimate, point$lower, point$upper,
      format(point$numerator), format(point$denominator)
    ),
    format_flags(x$flags)
  )
}

#' @rdname modelling-methods
#' @export
print.roc_youden <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname modelling-methods
#' @export
summary.roc_youden <- function(object, ...) {
  new_summary(
    object, format(object)[1:2], operating_point = object$operating_point, flags = object$flags
  )
}

#' @rdname modelling-methods
#' @export
tidy.roc_youden <- function(x, what = "curve", ...) {
  check_choice(what, "what", c("curve", "operating_point"))
  if (what == "operating_point") return(broom_names(x$operating_point, term = "measure"))
  broom_names(
    x$curve, estimate = "sensitivity", conf.low = "sensitivity_lower",
    conf.high = "sensitivity_upper"
  )
}

#' @rdname modelling-methods
#' @export
glance.roc_youden <- function(x, ...) {
  broom_names(data.frame(
    n = x$n, n_positive = x$n_positive, auc = x$auc, auc_lower = x$auc_lower,
    auc_upper = x$auc_upper, cutoff = x$cutoff, sensitivity = x$sensitivity,
    specificity = x$specificity, youden = x$youden, flags = paste(x$flags, collapse = "; ")
  ), estimate = "auc", conf.low = "auc_lower", conf.high = "auc_upper")
}
