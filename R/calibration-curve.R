#' Calibration curve of predicted probabilities
#'
#' Divides the patients, ordered by predicted probability, into groups of equal size and gives, for
#' each group, the mean prediction and the share of positive patients with its exact interval.
#'
#' By default a group holds at least six patients, and there are at most ten groups: 24 patients
#' make four points, whose intervals are some 0.6 wide. Patients of the same probability stay in one
#' group, so that the answer does not depend on their order. A smooth curve would need hundreds of
#' patients (Van Calster 2016).
#'
#' @inheritParams calibration_measures
#' @param groups Number of groups; `NULL` for one for every six patients, 2 to 10.
#' @return An object of class `calibration_curve`, a data frame with a row a group: predicted (mean
#'   probability), observed (share positive), lower, upper (Clopper-Pearson), n (patients).
#' @references Van Calster B, et al. (2016). A calibration hierarchy for risk models was defined:
#'   from utopia to empirical data. J Clin Epidemiol 74:167-176.
#'   \doi{10.1016/j.jclinepi.2015.12.005}. Clopper CJ, Pearson ES (1934). Biometrika 26:404-413.
#' @examples
#' truth <- c("low", "low", "high", "low", "high", "high")
#' calibration_curve(truth, c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9), groups = 2)
#' @export
calibration_curve <- function(truth, probability, positive = "high", groups = NULL,
                              conf_level = 0.95) {
  is_positive <- positive_class(truth, positive)
  check_probability(probability, length(is_positive))
  check_number(conf_level, "conf_level", 0, 1)
  n <- length(is_positive)
  if (is.null(groups)) groups <- max(2, min(10, n %/% 6))
  check_whole(groups, "groups", 1)
  # The mean rank of equal probabilities puts all of them into one group.
  group <- ceiling(rank(probability) * groups / n)
  size <- as.vector(table(group))
  share <- clopper_pearson(as.vector(tapply(is_positive, group, sum)), size, conf_level)
  structure(
    data.frame(
      # Sorted, so that the sum's last digit does not know the order of the patients.
      predicted = as.vector(tapply(probability, group, function(each) mean(sort(each)))),
      observed = share$estimate, lower = share$lower, upper = share$upper, n = size
    ),
    class = c("calibration_curve", "data.frame")
  )
}
