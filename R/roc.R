#' ROC curve, AUC and the cutoff of the largest Youden index
#'
#' A higher probability always means `positive`: the direction is never chosen from the data,
#' because that raises the AUC of an uninformative score above one half. A patient is called
#' positive at a probability of at least the cutoff.
#'
#' Cutoffs lie half way between neighbouring probabilities. Of several with the same Youden index
#' the one with the highest sensitivity is taken and the tie is flagged.
#'
#' @param truth True status of each patient.
#' @param probability Predicted probability of `positive`, or any score, for each patient.
#' @param positive The status that a high probability predicts.
#' @param conf_level Level of the intervals.
#' @return An object of class `roc_youden`: a list with `auc`, `auc_lower`, `auc_upper` (DeLong),
#'   `cutoff`, `sensitivity`, `specificity`, `youden`, `operating_point` (measure, estimate, lower,
#'   upper, numerator, denominator; Clopper-Pearson), `curve` (threshold, sensitivity, specificity,
#'   sensitivity_lower, sensitivity_upper), `n`, `n_positive`, `flags`. Methods: print, summary,
#'   plot, autoplot, tidy (the curve), glance (one row).
#' @references DeLong ER, DeLong DM, Clarke-Pearson DL (1988). Biometrics 44:837-845.
#'   \doi{10.2307/2531595}. Youden WJ (1950). Index for rating diagnostic tests. Cancer 3:32-35.
#' @examples
#' truth <- c("low", "low", "high", "low", "high", "high")
#' roc_youden(truth, c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9))
#' @importFrom pROC roc ci.auc
#' @export
roc_youden <- function(truth, probability, positive = "high", conf_level = 0.95) {
  is_positive <- positive_class(truth, positive)
  if (!is.numeric(probability) || length(probability) != length(is_positive)) {
    abort_argument(
      "probability", sprintf("%d numbers, one for each of `truth`", length(is_positive)),
      probability
    )
  }
  if (!all(is.finite(probability))) abort_data("`probability` has missing or infinite values.")
  check_number(conf_level, "conf_level", 0, 1)
  curve <- roc(
    factor(is_positive, levels = c(FALSE, TRUE)), probability,
    levels = c("FALSE", "TRUE"), direction = "<", quiet = TRUE
  )
  n_positive <- sum(is_positive)
  n_negative <- length(is_positive) - n_positive
  flags <- character()
  if (min(n_positive, n_negative) < 2) {
    interval <- c(NA_real_, as.numeric(curve$auc), NA_real_)
    flags <- "no DeLong interval with one patient of a class"
  } else {
    # pROC warns about the interval of an AUC of 1, which the flag below says in the result.
    interval <- suppressWarnings(as.numeric(ci.auc(curve, conf.level = conf_level)))
    if (interval[1] == interval[3]) flags <- "the DeLong interval of a perfect curve has no width"
  }
  points <- roc_points(curve, n_positive, conf_level)
  best <- best_youden(points, max(probability))
  structure(
    list(
      auc = as.numeric(curve$auc), auc_lower = interval[1], auc_upper = interval[3],
      cutoff = best$threshold, sensitivity = best$sensitivity, specificity = best$specificity,
      youden = best$youden,
      operating_point = operating_point(
        best$sensitivity, n_positive, best$specificity, n_negative, conf_level
      ),
      curve = points, n = length(is_positive), n_positive = n_positive, positive = positive,
      conf_level = conf_level, flags = c(flags, best$flags),
      call = stored_call(match.call())
    ),
    class = "roc_youden"
  )
}

positive_class <- function(truth, positive, call = rlang::caller_env()) {
  if (anyNA(truth)) abort_data("`truth` has missing values.", call = call)
  statuses <- unique(as.character(truth))
  if (length(statuses) != 2) {
    abort_data(
      "`truth` must hold two statuses, not %d (%s).", length(statuses),
      paste(utils::head(statuses, 5), collapse = ", "), call = call
    )
  }
  if (length(positive) != 1 || !as.character(positive) %in% statuses) {
    abort_argument(
      "positive", paste("one of", paste(dQuote(statuses, FALSE), collapse = ", ")), positive, call
    )
  }
  as.character(truth) == as.character(positive)
}

roc_points <- function(curve, n_positive, conf_level) {
  limits <- clopper_pearson(round(curve$sensitivities * n_positive), n_positive, conf_level)
  data.frame(
    threshold = curve$thresholds,
    sensitivity = curve$sensitivities,
    specificity = curve$specificities,
    sensitivity_lower = limits$lower,
    sensitivity_upper = limits$upper
  )
}

# An infinite cutoff cannot be used on the next patient, so only cutoffs between two probabilities
# count; where all probabilities are equal, that value is the cutoff and everyone is positive.
best_youden <- function(points, only_value) {
  finite <- points[is.finite(points$threshold), ]
  if (nrow(finite) == 0) {
    return(list(
      threshold = only_value, sensitivity = 1, specificity = 0, youden = 0,
      flags = "all probabilities are equal: every patient is called positive"
    ))
  }
  youden <- finite$sensitivity + finite$specificity - 1
  largest <- which(youden > max(youden) - 1e-9)
  best <- largest[which.min(finite$threshold[largest])]
  list(
    threshold = finite$threshold[best], sensitivity = finite$sensitivity[best],
    specificity = finite$specificity[best], youden = youden[best],
    flags = c(
      if (length(largest) > 1) {
        sprintf("%d cutoffs share the largest Youden index", length(largest))
      },
      if (youden[best] <= 0) "no cutoff is better than chance"
    )
  )
}

operating_point <- function(sensitivity, n_positive, specificity, n_negative, conf_level) {
  numerator <- c(sensitivity * n_positive, specificity * n_negative)
  denominator <- c(n_positive, n_negative)
  limits <- clopper_pearson(numerator, denominator, conf_level)
  data.frame(
    measure = c("sensitivity", "specificity"),
    estimate = numerator / denominator,
    lower = limits$lower, upper = limits$upper,
    numerator = numerator, denominator = denominator
  )
}

# The Mann-Whitney form of the AUC, for the many curves of a null.
auc_by_ranks <- function(is_positive, probability) {
  n_positive <- sum(is_positive)
  (sum(rank(probability)[is_positive]) - n_positive * (n_positive + 1) / 2) /
    (n_positive * (length(is_positive) - n_positive))
}
