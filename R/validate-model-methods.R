#' Methods of a validated model
#'
#' @param x,object A [validate_model()] result.
#' @param type Figure: calibration (groups with exact intervals, and the smooth curve), ROC curve,
#'   or decision curve.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param ... Not used.
#' @return As [modelling-methods]; `tidy()` gives the measures, `glance()` one row.
#' @examples
#' set.seed(1)
#' x <- data.frame(patient_id = sprintf("P%02d", 1:40), matrix(rnorm(40 * 5), 40))
#' y <- data.frame(patient_id = x$patient_id, status = ifelse(x$X1 + rnorm(40) > 0, "high", "low"))
#' model <- fit_model(x[1:20, ], y[1:20, ], outer = 2, inner = 2, trees = 10, bootstrap = 20)
#' found <- validate_model(model, x[21:40, ], y[21:40, ], bootstrap = 100)
#' glance(found)
#' autoplot(found, "roc")
#' @name model_validation-methods
NULL

#' @rdname model_validation-methods
#' @export
format.model_validation <- function(x, ...) {
  level <- format(100 * x$conf_level)
  row <- function(name, label, digits = 3) {
    one <- x$measures[x$measures$measure == name, ]
    number <- \(value) ifelse(is.na(value), "-", sprintf("%.*f", digits, value))
    limits <- paste(number(one$lower), "to", number(one$upper))
    sprintf("%-24s %s (%s)", label, number(one$estimate), limits)
  }
  d <- x$difference
  c(
    sprintf(
      "Validation: %d patients (%d %s), %s%% CIs", nrow(x$predictions),
      sum(x$predictions$truth == x$positive), x$positive, level
    ),
    "",
    row("auc", "AUC (DeLong)"),
    sprintf(
      "%-24s %.3f: difference %s", "AUC in development", d$development,
      if (is.na(d$p_value)) {
        sprintf("%.3f, not tested", d$difference)
      } else {
        sprintf("%.3f (%.3f to %.3f), p %s", d$difference, d$lower, d$upper,
                format_p_value(d$p_value))
      }
    ),
    row("calibration_intercept", "Calibration intercept", 2),
    row("calibration_slope", "Calibration slope", 2),
    row("observed_expected", "Observed / expected", 2),
    row("brier", "Brier score"),
    sprintf("At the model's cutoff of %.4f:", x$cutoff),
    row("sensitivity", "  Sensitivity"),
    row("specificity", "  Specificity"),
    row("set_coverage", "Sets hold the truth"),
    row("set_decided", "Sets of one status"),
    if (length(x$flags) > 0) paste("Flag:", x$flags)
  )
}

#' @rdname model_validation-methods
#' @export
print.model_validation <- function(x, ...) {
  cat(format(x), sep = "\n")
  if (!is.null(x$survival)) {
    cat("\nSurvival by predicted status:\n")
    print(x$survival)
  }
  if (!is.null(x$discordance)) {
    cat("\nDiscordance by both predictions:\n")
    print(x$discordance)
  }
  invisible(x)
}

#' @rdname model_validation-methods
#' @export
summary.model_validation <- function(object, ...) {
  new_summary(
    object, format(object)[1], measures = object$measures, difference = object$difference,
    calibration = plain_frame(object$calibration), flags = object$flags
  )
}

#' @rdname model_validation-methods
#' @export
tidy.model_validation <- function(x, ...) broom_names(x$measures, term = "measure", old = FALSE)

#' @rdname model_validation-methods
#' @export
glance.model_validation <- function(x, ...) {
  only <- function(name) x$measures$estimate[x$measures$measure == name]
  data.frame(
    n = nrow(x$predictions), n_positive = sum(x$predictions$truth == x$positive), auc = x$auc,
    conf.low = x$auc_lower, conf.high = x$auc_upper, difference = x$difference$difference,
    p.value = x$difference$p_value, calibration_intercept = only("calibration_intercept"),
    calibration_slope = only("calibration_slope"), brier = only("brier"),
    sensitivity = only("sensitivity"), specificity = only("specificity")
  )
}
