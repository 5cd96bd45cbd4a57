#' Compare the survival of groups of patients
#'
#' Kaplan-Meier curves with their limits, log-rank tests, Cox hazard ratios with a check of
#' proportional hazards, and the length of follow-up.
#'
#' @param patients A data frame with `patient_id` and the columns named by `group`, `time` and
#'   `event`.
#' @param group Name of the column that holds the groups. The reference of the hazard ratios is the
#'   first level of a factor, and the largest group otherwise.
#' @param time Name of the column with the time from the start of observation to death or last
#'   contact, in days.
#' @param event Name of the column that is 1 for a death and 0 for a censored patient.
#' @param conf_level Confidence level of all intervals.
#' @param permutations Random arrangements of the groups for the permutation log-rank test where
#'   there are too many to enumerate; 0 leaves the test out.
#' @param seed Seed of the random arrangements.
#' @return An object of class `survival_comparison`, a list of
#'   * `curves`: `group`, `time`, `n_risk`, `n_event`, `n_censor`, `survival`, `lower`, `upper`,
#'     from time 0 (limits on the log scale, as in [survival::survfit()]);
#'   * `tests`: `test`, `statistic`, `df`, `p_value`, `note`;
#'   * `hazard_ratios`: `group`, `reference`, `hazard_ratio`, `lower`, `upper`, `p_value`, `note`;
#'   * `medians`: `group`, `n`, `events`, `median`, `lower`, `upper` (missing where not reached);
#'   * `follow_up`: `group` (`"all"` first), `n`, `median`, `lower`, `upper` (reverse
#'     Kaplan-Meier), `min`, `max`, `observed_median` (of all times, deaths among them: what many
#'     reports call median follow-up), in days;
#'   * `proportional_hazards`: `statistic`, `df`, `p_value` ([survival::cox.zph()], all groups
#'     together);
#'   * `group`, `time`, `event`, `conf_level`, `flags`.
#' @details
#' The permutation test holds the pooled log-rank scores fixed (event minus Nelson-Aalen hazard) and
#' rearranges the groups: over every arrangement where there are at most 400,000 of two groups (7 of
#' 24 patients give 346,104) or 40,000 of more, at random otherwise. It assumes that the groups were
#' followed alike.
#' Hazard ratios use Efron's ties and Wald limits; where one group has no event, or all of its
#' events before the other's, the estimate is 0 or infinite, and its one finite limit and its
#' p-value come from the profile likelihood of the two groups.
#'
#' Patients without time, event or group are left out and flagged, as are groups without patients.
#' With one group, or without any event, the curves stand alone and tests are missing. An event
#' other than 0, 1 or logical, a negative time, or more than 8 groups (a number or a name that was
#' taken for a group) is an error of class `radiotmb_data_error`.
#' @references Reverse Kaplan-Meier: Schemper M, Smith TL. Control Clin Trials 1996;17:343-346.
#'   Proportional hazards: Grambsch P, Therneau T. Biometrika 1994;81:515-526. Permutation of
#'   log-rank scores: Hothorn T, Lausen B. Comput Stat Data Anal 2003;43:121-137.
#' @seealso [discordance_groups()]
#' @export
#' @examples
#' patients <- data.frame(
#'   patient_id = 1:10,
#'   os_days = c(300, 420, 510, 800, 900, 1000, 1200, 1500, 1800, 2400),
#'   os_event = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 0),
#'   concordance = rep(c("discordant", "concordant"), c(4, 6))
#' )
#' compare_survival(patients, "concordance")
compare_survival <- function(patients, group, time = "os_days", event = "os_event",
                             conf_level = 0.95, permutations = 9999, seed = 1) {
  check_column_name(group, "group")
  check_column_name(time, "time")
  check_column_name(event, "event")
  patients <- check_patients(patients, "patients", c(group, time, event))
  patients[[group]] <- without_blanks(patients[[group]])
  check_conf_level(conf_level)
  check_whole(permutations, "permutations", lower = 0)
  check_whole(seed, "seed", lower = 0)
  data <- survival_data(patients, group, time, event)
  check_few_groups(data$group, group)
  flags <- flag_survival(patients, data, group)
  data$group <- droplevels(data$group)
  cox <- fit_hazards(data, conf_level)
  structure(
    list(
      curves = survival_curves(data, conf_level),
      tests = test_survival(data, permutations, seed),
      hazard_ratios = cox$hazard_ratios,
      medians = survival_medians(data, conf_level),
      follow_up = follow_up(data, conf_level),
      proportional_hazards = cox$proportional_hazards,
      group = group, time = time, event = event, conf_level = conf_level,
      flags = c(flags, cox$flags),
      call = stored_call(match.call())
    ),
    class = "survival_comparison"
  )
}

# A number or a name that was taken for a group makes a group of each patient, and a small p-value.
most_groups <- 8

check_few_groups <- function(groups, group, call = rlang::caller_env()) {
  found <- nlevels(droplevels(groups))
  if (found <= most_groups) return(invisible(groups))
  abort_data(
    paste(
      "`%s` has %d different values, where at most %d groups are expected. Cut it into groups in a",
      "column of its own, such as cut(%s, c(0, 65, Inf))."
    ),
    group, found, most_groups, group, call = call
  )
}

check_column_name <- function(x, argument, call = rlang::caller_env()) {
  if (!is.character(x) || length(x) != 1 || is.na(x)) {
    abort_argument(argument, "the name of one column", x, call)
  }
}

# Differences of dates become days.
days_of <- function(days, time, call) {
  if (inherits(days, "difftime")) days <- as.numeric(days, units = "days")
  if (!is.numeric(days)) {
    abort_data(
      "`%s` must hold numbers of days, not a column of class %s.", time,
      paste(class(days), collapse = "/"), call = call
    )
  }
  wrong <- which(days < 0 | is.infinite(days))
  if (length(wrong) > 0) {
    abort_data(
      "`%s` must hold days of at least 0, not %s (row %d).", time, format(days[wrong[1]]), wrong[1],
      call = call
    )
  }
  days
}

# patient_id, time, event (0/1) and group (a factor, reference first) of the patients that have all.
survival_data <- function(patients, group, time, event, call = rlang::caller_env()) {
  days <- days_of(patients[[time]], time, call)
  died <- patients[[event]]
  if (is.factor(died) || is.character(died)) {
    abort_data(
      "`%s` must be the numbers 1 (event) and 0 (censored), or TRUE and FALSE, not a %s of %s.",
      event, if (is.factor(died)) "factor" else "text",
      name_some(dQuote(sort(unique(as.character(died))), FALSE)), call = call
    )
  }
  if (!is.numeric(died) && !is.logical(died) || !all(died %in% c(0, 1, NA))) {
    wrong <- unique(died[!died %in% c(0, 1, NA)])
    abort_data("`%s` must be 1 (event) or 0 (censored), not %s.", event,
               name_some(as.character(wrong)), call = call)
  }
  data <- data.frame(
    patient_id = patients$patient_id, time = as.numeric(days), event = as.numeric(died),
    group = largest_first(patients[[group]])
  )
  # in a fixed order, so that random arrangements do not depend on the order of the rows
  data <- data[order(data$patient_id, method = "radix"), ]
  data <- data[stats::complete.cases(data), ]
  if (nrow(data) == 0) {
    abort_data("no patient has `%s`, `%s` and `%s`.", group, time, event, call = call)
  }
  data
}

# A factor keeps its levels; the values of anything else become levels, the most frequent first.
largest_first <- function(groups) {
  if (is.factor(groups)) return(groups)
  groups <- as.character(groups)
  size <- table(groups)
  ranked <- if (length(size) > 0) order(-size, names(size), method = "radix")
  factor(groups, names(size)[ranked])
}

flag_survival <- function(patients, data, group) {
  lost <- setdiff(patients$patient_id, data$patient_id)
  size <- table(data$group)
  events <- tapply(data$event, data$group, sum, default = 0)
  present <- size > 0
  c(
    if (length(lost) > 0) sprintf(
      "%d patient%s left out, without time, event or group: %s", length(lost),
      if (length(lost) == 1) "" else "s", name_some(lost)
    ),
    if (any(!present)) sprintf("no patient in group %s", name_some(names(size)[!present])),
    if (sum(present) == 1) "one group only: no test",
    if (sum(events) == 0) {
      "no event: no test"
    } else if (any(events[present] == 0)) {
      sprintf("no event in group %s", name_some(names(size)[present & events == 0]))
    },
    if (sum(present) > 1 && any(size[present] < 5)) sprintf(
      "fewer than 5 patients in group %s", name_some(names(size)[present & size < 5])
    )
  )
}

survival_curves <- function(data, conf_level) {
  # time 0 is asked for by name: a curve starts at 1 with everybody at risk
  fit <- survival::survfit(
    survival::Surv(time, event) ~ group, data = data, conf.int = conf_level
  )
  size <- if (is.null(fit$strata)) length(fit$time) else fit$strata
  curves <- data.frame(
    group = rep(levels(data$group), size), time = fit$time, n_risk = fit$n.risk,
    n_event = fit$n.event, n_censor = fit$n.censor, survival = fit$surv,
    lower = fit$lower, upper = fit$upper
  )
  # at survival 0 the log scale has no limits; survfit leaves them missing
  n <- as.integer(table(data$group))
  start <- data.frame(
    group = levels(data$group), time = 0, n_risk = n, n_event = 0, n_censor = 0, survival = 1,
    lower = 1, upper = 1
  )
  start <- start[!start$group %in% curves$group[curves$time == 0], ]
  curves <- rbind(start, curves)
  curves <- curves[order(match(curves$group, levels(data$group)), curves$time), ]
  rownames(curves) <- NULL
  curves
}

survival_medians <- function(data, conf_level) {
  rows <- lapply(levels(data$group), \(one) {
    in_group <- data[data$group == one, ]
    data.frame(
      group = one, n = nrow(in_group), events = as.integer(sum(in_group$event)),
      median_time(in_group$time, in_group$event, conf_level)
    )
  })
  do.call(rbind, rows)
}

median_time <- function(time, event, conf_level) {
  fit <- survival::survfit(survival::Surv(time, event) ~ 1, conf.int = conf_level)
  found <- stats::quantile(fit, 0.5)
  data.frame(
    median = as.numeric(found$quantile), lower = as.numeric(found$lower),
    upper = as.numeric(found$upper)
  )
}

# Follow-up by reverse Kaplan-Meier: a death ends the observation of follow-up, a censoring is it.
follow_up <- function(data, conf_level) {
  parts <- c(list(all = data), split(data, data$group))
  rows <- lapply(names(parts), \(one) {
    part <- parts[[one]]
    data.frame(
      group = one, n = nrow(part), median_time(part$time, 1 - part$event, conf_level),
      min = min(part$time), max = max(part$time), observed_median = stats::median(part$time)
    )
  })
  do.call(rbind, rows)
}
