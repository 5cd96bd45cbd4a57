#' @rdname modelling-methods
#' @export
format.roc_youden <- function(x, ...) {
  point <- x$operating_point
  c(
    sprintf(
      "AUC %.3f (%s%% CI %.3f to %.3f, DeLong%s), %d %s of %d patients", x$auc,
      format(100 * x$conf_level), x$auc_lower, x$auc_upper,
      if (isTRUE(attr(x, "cross_validated"))) {
        ", conditional on these predictions: too narrow"
      } else {
        ""
      },
      x$n_positive, x$positive, x$n
    ),
    sprintf("Cutoff %.4f (largest Youden index, %.3f)", x$cutoff, x$youden),
    sprintf(
      "%s %.3f (%.3f to %.3f), %s/%s", point$measure, point$estimate, point$lower, point$upper,
      format(point$numerator), format(point$denominator)
    ),
    if (length(x$flags) > 0) paste("Flag:", x$flags)
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
tidy.roc_youden <- function(x, ...) x$curve

#' @rdname modelling-methods
#' @export
glance.roc_youden <- function(x, ...) {
  data.frame(
    n = x$n, n_positive = x$n_positive, auc = x$auc, auc_lower = x$auc_lower,
    auc_upper = x$auc_upper, cutoff = x$cutoff, sensitivity = x$sensitivity,
    specificity = x$specificity, youden = x$youden, flags = paste(x$flags, collapse = "; ")
  )
}
