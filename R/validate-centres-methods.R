#' Methods of an internal-external validation
#'
#' @param x,object A [validate_centres()] result.
#' @param what Table that `tidy()` gives.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param ... Not used.
#' @return As [modelling-methods]; `autoplot()` is a forest plot of the centres' AUCs with the mean
#'   and the prediction interval of a new centre.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:48), matrix(rnorm(48 * 8), 48))
#' labels <- data.frame(
#'   patient_id = features$patient_id, status = rep(c("high", "low"), 24),
#'   centre = rep(c("North", "South", "West"), each = 16)
#' )
#' found <- validate_centres(features, labels, inner = 2, trees = 10, bootstrap = 20)
#' glance(found)
#' autoplot(found)
#' @name centre_validation-methods
NULL

#' @rdname centre_validation-methods
#' @export
format.centre_validation <- function(x, ...) {
  row <- function(name, label, digits = 3) {
    one <- x$measures[x$measures$measure == name, ]
    number <- \(value) ifelse(is.na(value), "-", sprintf("%.*f", digits, value))
    sprintf(
      "%-26s %s (%s to %s) %s", label, number(one$estimate), number(one$lower), number(one$upper),
      one$interval
    )
  }
  c(
    sprintf(
      "Internal-external validation: %d centres, %d %s (%d %s), %s%% CIs", nrow(x$centres),
      sum(x$centres$n), if (is.null(x$nested$averaged$lesion)) "patients" else "lesions",
      sum(x$centres$n_positive), x$positive, format(100 * x$conf_level)
    ),
    "",
    row("auc", "AUC, mean of centres"),
    row("auc_new_centre", "AUC, a new centre"),
    row("tau2", "tau2 of the logit AUCs"),
    row("i2", "I2 (%)", 1),
    if (!is.na(x$q)) {
      sprintf("Equal AUCs: Q %.2f, p %s", x$q, format_p_value(x$q_p_value))
    },
    if (length(x$flags) > 0) c("", format_flags(x$flags))
  )
}

#' @rdname centre_validation-methods
#' @export
print.centre_validation <- function(x, ...) {
  cat(format(x), sep = "\n")
  cat("\n")
  shown <- x$centres[c("centre", "n", "n_positive", "auc", "lower", "upper", "weight")]
  numbers <- c("auc", "lower", "upper", "weight")
  shown[numbers] <- lapply(shown[numbers], round, 3)
  print(shown, row.names = FALSE)
  invisible(x)
}

#' @rdname centre_validation-methods
#' @export
summary.centre_validation <- function(object, ...) {
  new_summary(
    object, format(object)[1], centres = object$centres, measures = object$measures,
    flags = object$flags
  )
}

#' @rdname centre_validation-methods
#' @export
tidy.centre_validation <- function(x, what = c("measures", "centres"), ...) {
  what <- rlang::arg_match(what)
  if (what == "measures") return(broom_names(x$measures, term = "measure", old = FALSE))
  broom_names(x$centres, term = "centre", estimate = "auc", std.error = "logit_se", old = FALSE)
}

#' @rdname centre_validation-methods
#' @export
glance.centre_validation <- function(x, ...) {
  only <- function(name, column = "estimate") x$measures[[column]][x$measures$measure == name]
  data.frame(
    centres = nrow(x$centres), n = sum(x$centres$n), n_positive = sum(x$centres$n_positive),
    auc = only("auc"), conf.low = only("auc", "lower"), conf.high = only("auc", "upper"),
    prediction_low = only("auc_new_centre", "lower"),
    prediction_high = only("auc_new_centre", "upper"), tau2 = only("tau2"), i2 = only("i2"),
    statistic = x$q, p.value = x$q_p_value, flags = paste(x$flags, collapse = "; ")
  )
}
