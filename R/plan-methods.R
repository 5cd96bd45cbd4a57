#' @rdname plan_study
#' @export
print.study_plan <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname plan_study
#' @export
format.study_plan <- function(x, ...) {
  patients <- x$patients
  patients$patients <- beyond_search(patients$patients)
  assured <- data.frame(
    aim = patients$aim, "reached with these" = format_small_percent(patients$reached),
    patients = beyond_search(patients$assured), check.names = FALSE
  )
  patients[c("reached", "assured")] <- NULL
  panel <- data.frame(
    "true burden" = x$panel$tmb, megabases = beyond_search(x$panel$megabases),
    "misclassified there" = format_small_percent(x$panel$misclassified),
    "over 1.2 Mb" = format_small_percent(x$panel$at_1.2_mb), check.names = FALSE
  )
  c(
    sprintf("Patients for a %g%% CI no wider than wanted", 100 * x$parameters$conf_level),
    format_columns(patients),
    "",
    sprintf("How often so many reach it, and patients who do in %g%% of studies",
            100 * x$parameters$assurance),
    format_columns(assured),
    "",
    sprintf("Panel size that keeps misclassification at %g mutations/Mb under %g%%",
            x$parameters$cutoff, 100 * x$parameters$misclassified),
    format_columns(panel),
    "",
    sprintf("What %d patients give", x$parameters$n),
    format_columns(x$widths)
  )
}

beyond_search <- function(x) ifelse(is.na(x), "not found", format_each(x))

format_small_percent <- function(x) ifelse(is.na(x), "-", sprintf("%.1f%%", 100 * x))

#' @rdname plan_study
#' @export
summary.study_plan <- function(object, ...) {
  new_summary(
    object, sprintf("Study plan at a confidence level of %g", object$parameters$conf_level),
    patients = object$patients, panel = object$panel, widths = object$widths
  )
}

#' @rdname plan_study
#' @export
tidy.study_plan <- function(x, ...) broom_names(x$patients, term = "aim", estimate = "patients")

#' @rdname plan_study
#' @export
glance.study_plan <- function(x, ...) {
  data.frame(
    patients_auc = x$patients$patients[1], patients_sensitivity = x$patients$patients[2],
    megabases = max(x$panel$megabases), n = x$parameters$n, auc_width = x$widths$width[1],
    sensitivity_width = x$widths$width[4]
  )
}
