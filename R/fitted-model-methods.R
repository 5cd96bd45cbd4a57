#' Methods of fitted models
#'
#' @param x,object A [fit_model()], [read_model()] or [recalibrate_model()] result, or its
#'   predictions.
#' @param n Number of features or predictions shown.
#' @param features `NULL`, or a data frame of features: then each patient's SHAP values are drawn
#'   instead of their means in the training patients.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param labels A named vector of words for features; [feature_label()] has the others.
#' @param ... Not used.
#' @return `format()` gives lines of text, `print()` its argument invisibly, `summary()` a list of
#'   tables that prints itself, `tidy()` the features with their training range, importance and
#'   direction, `glance()` one row with the held-out performance, `autoplot()` a ggplot, and
#'   `plot()` draws it.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:20), matrix(rnorm(20 * 10), 20))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 10))
#' model <- fit_model(features, labels, outer = 2, inner = 2, trees = 10, bootstrap = 20)
#' summary(model)
#' autoplot(model, features = features)
#' @name fitted_model-methods
NULL

#' @rdname fitted_model-methods
#' @export
format.fitted_model <- function(x, ...) {
  p <- x$performance
  number <- function(value, digits = 3) {
    if (is.na(value)) "not computed" else sprintf("%.*f", digits, value)
  }
  scans <- c(x$lesion, if (length(x$phases) > 0) paste(x$phases, collapse = " + "))
  c(
    sprintf(
      "Model of %s against %s%s: %d features, fitted to %s",
      x$positive, x$negative,
      if (length(scans) > 0) sprintf(" (%s)", paste(scans, collapse = ", ")) else "",
      nrow(x$features), training_words(x$patients, x$positive)
    ),
    if (!is.null(x$regression)) {
      sprintf(
        "By %s, penalty lambda %s", learner_words(list(
          learner = "glmnet", glmnet = x$regression
        )), format(signif(x$regression$lambda, 3))
      )
    },
    if (!is.null(x$recalibration)) {
      sprintf(
        "Recalibrated by %d other patients: intercept %.3f, slope %.3f (parent %s)",
        x$recalibration$n, x$recalibration$intercept, x$recalibration$slope,
        substr(x$parent, 1, 15)
      )
    },
    "",
    "Of the same chain on held-out patients:",
    if (is.na(p$auc_lower)) {
      sprintf("  AUC                %s (no interval: no chain_bootstrap() given)", number(p$auc))
    } else {
      sprintf(
        "  AUC                %s (%.3f to %.3f, %d resamples of the chain)", number(p$auc),
        p$auc_lower, p$auc_upper, as.integer(p$resamples)
      )
    },
    sprintf("  Permutation p      %s", number(p$p_permutation)),
    sprintf("  Calibration slope  %s", number(p$calibration_slope, 2)),
    sprintf("  Brier score        %s", number(p$brier)),
    sprintf("Cutoff               %.4f (%s)", x$cutoff$value, x$cutoff$origin),
    sprintf("Preset               %s", if (is.null(x$preset)) "not known" else x$preset),
    "",
    paste("Not for:", x$not_for),
    format_flags(x$flags)
  )
}

#' @rdname fitted_model-methods
#' @export
print.fitted_model <- function(x, n = 5, ...) {
  cat(format(x), sep = "\n")
  cat("\nFeatures that move the probability most:\n")
  top <- utils::head(by_importance(x$features), n)[c("name", "direction", "importance", "low",
                                                      "high")]
  top[-(1:2)] <- lapply(top[-(1:2)], signif, 3)
  print(top, row.names = FALSE)
  invisible(x)
}

by_importance <- function(features) {
  features[order(-features$importance, features$name, method = "radix"), ]
}

#' @rdname fitted_model-methods
#' @export
summary.fitted_model <- function(object, ...) {
  performance <- unlist(object$performance)
  new_summary(
    object, format(object)[1],
    performance = data.frame(measure = names(performance), estimate = unname(performance)),
    features = by_importance(object$features), flags = c(object$not_for, object$flags)
  )
}

#' @rdname fitted_model-methods
#' @export
tidy.fitted_model <- function(x, ...) {
  features <- by_importance(x$features)
  names(features)[names(features) == "name"] <- "term"
  rownames(features) <- NULL
  features
}

#' @rdname fitted_model-methods
#' @export
glance.fitted_model <- function(x, ...) {
  p <- x$performance
  data.frame(
    n = x$patients$n, n_positive = x$patients$n_positive, features = nrow(x$features),
    auc = p$auc, conf.low = p$auc_lower, conf.high = p$auc_upper, p.value = p$p_permutation,
    calibration_slope = p$calibration_slope, brier = p$brier, cutoff = x$cutoff$value,
    recalibrated = !is.null(x$recalibration)
  )
}

#' @rdname fitted_model-methods
#' @export
print.model_predictions <- function(x, n = 10, ...) {
  shown <- utils::head(plain_frame(x), n)
  attr(shown, "flags") <- NULL
  empty <- vapply(shown, \(column) is.character(column) && !any(nzchar(column), na.rm = TRUE), NA)
  empty <- empty | vapply(shown, \(column) all(is.na(column)), NA)
  # A feature's name is long; how many there are is what fits a line.
  for (column in intersect(c("outside", "filled"), names(shown))) {
    shown[[column]] <- lengths(strsplit(shown[[column]], "; ", fixed = TRUE))
  }
  print(format_columns_of(shown[!empty]), row.names = FALSE)
  if (nrow(x) > n) cat(sprintf("and %d more\n", nrow(x) - n))
  flags <- attr(x, "flags")
  if (length(flags) > 0) cat(format_flags(flags), sep = "\n")
  invisible(x)
}

format_columns_of <- function(table) {
  table[] <- lapply(table, \(column) if (is.double(column)) signif(column, 3) else column)
  table
}
