#' Methods of the added value of images
#'
#' @param x,object An [added_value()] result.
#' @param type Figure: the decision curves of the three models, or their AUCs with intervals.
#' @param ... Not used.
#' @param theme `NULL`, or a ggplot2 theme laid over [theme_paper()].
#' @return As [modelling-methods]; `tidy()` gives the differences of the AUCs and the likelihood
#'   ratio, `glance()` one row.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:24), matrix(rnorm(24 * 10), 24))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 12))
#' clinical <- data.frame(patient_id = features$patient_id, age = rnorm(24, 65, 8))
#' found <- added_value(features, labels, clinical,
#'   resamples = 2, repeats = 1, trees = 10, outer = 3, inner = 2
#' )
#' tidy(found)
#' autoplot(found)
#' @name added_value-methods
NULL

#' @rdname added_value-methods
#' @export
format.added_value <- function(x, ...) {
  level <- format(100 * x$conf_level)
  limits <- function(table) ifelse(
    is.na(table$se), "no interval",
    sprintf("%s%% CI %.3f to %.3f", level, table$lower, table$upper)
  )
  test <- x$test
  c(
    sprintf(
      "What the image adds: %d patients (%d %s), clinical columns %s; %s, %d repeat%s", x$n,
      x$n_positive, x$parameters$positive, name_some(x$columns), learner_words(x$parameters),
      as.integer(x$parameters$repeats), if (x$parameters$repeats > 1) "s" else ""
    ),
    sprintf(
      "  %-9s AUC %.3f (%s), Brier score %.3f", x$areas$model, x$areas$auc, limits(x$areas),
      x$areas$brier
    ),
    "Difference of AUCs, whole chain resampled:",
    sprintf(
      "  %s less %s %.3f (%s)", x$differences$second, x$differences$first,
      x$differences$difference, limits(x$differences)
    ),
    sprintf(
      "Held-out image beyond clinical: log-odds %s (%s to %s), signed root %s, one-sided p %s",
      format_number(test$log_odds), format_number(test$lower), format_number(test$upper),
      format_number(test$statistic), format_p_value(test$p_value)
    ),
    if (!is.na(test$p_permutation)) sprintf(
      "  p by %d permutations of the images %s", nrow(x$null), format_p_value(test$p_permutation)
    ),
    format_flags(x$flags)
  )
}

#' @rdname added_value-methods
#' @export
print.added_value <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname added_value-methods
#' @export
summary.added_value <- function(object, ...) {
  new_summary(
    object, format(object)[1], areas = object$areas, differences = object$differences,
    test = object$test, flags = object$flags
  )
}

#' @rdname added_value-methods
#' @export
tidy.added_value <- function(x, ...) {
  difference <- x$differences
  test <- x$test
  data.frame(
    term = c(paste(difference$second, difference$first, sep = " - "), "image beyond clinical"),
    estimate = c(difference$difference, test$log_odds),
    std.error = c(difference$se, NA), statistic = c(rep(NA, nrow(difference)), test$statistic),
    p.value = c(rep(NA, nrow(difference)), test$p_value),
    conf.low = c(difference$lower, test$lower), conf.high = c(difference$upper, test$upper),
    method = c(
      rep("difference of AUCs", nrow(difference)), "Firth's likelihood ratio, one-sided"
    )
  )
}

#' @rdname added_value-methods
#' @export
glance.added_value <- function(x, ...) {
  gain <- x$differences[1, ]
  data.frame(
    n = x$n, n_positive = x$n_positive, clinical = x$areas$auc[1], image = x$areas$auc[2],
    both = x$areas$auc[3], difference = gain$difference, conf.low = gain$lower,
    conf.high = gain$upper, p.value = x$test$p_value, p_permutation = x$test$p_permutation,
    flags = paste(x$flags, collapse = "; ")
  )
}
