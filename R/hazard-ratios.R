# Cox regression of survival_data() on its groups: hazard ratios, their intervals, and the check of
# proportional hazards.
fit_hazards <- function(data, conf_level) {
  reference <- levels(data$group)[1]
  others <- levels(data$group)[-1]
  no_check <- data.frame(statistic = NA_real_, df = NA_real_, p_value = NA_real_)
  if (length(others) == 0 || sum(data$event) == 0) {
    ratios <- if (length(others) > 0) {
      hazard_row(others, reference, NA_real_, NA_real_, NA_real_, NA_real_, "no event")
    } else {
      hazard_row(character(), character(), numeric(), numeric(), numeric(), numeric(), character())
    }
    return(list(hazard_ratios = ratios, proportional_hazards = no_check, flags = NULL))
  }
  fit <- fit_cox(data)
  separated <- is_separated(data, fit)
  rows <- lapply(seq_along(others), \(i) {
    if (separated[i]) return(separated_hazard(data, others[i], conf_level))
    z <- stats::qnorm((1 + conf_level) / 2)
    beta <- stats::coef(fit)[[i]]
    se <- sqrt(diag(stats::vcov(fit)))[[i]]
    hazard_row(others[i], reference, exp(beta), exp(beta - z * se), exp(beta + z * se),
               2 * stats::pnorm(-abs(beta / se)), "Wald")
  })
  check <- if (!any(separated)) check_proportional(fit)
  list(
    hazard_ratios = do.call(rbind, rows),
    proportional_hazards = if (is.null(check)) no_check else check,
    flags = if (is.null(check)) "proportional hazards could not be checked"
  )
}

# Groups whose hazard ratio runs to 0 or infinity: one of the two has no event, or all events of one
# come while the other is out of reach. No real hazard ratio is beyond exp(12).
is_separated <- function(data, fit) {
  events <- tapply(data$event, data$group, sum)
  beta <- stats::coef(fit)
  unname(is.na(beta) | abs(beta) > 12 | events[-1] == 0 | events[1] == 0)
}

hazard_row <- function(group, reference, hazard_ratio, lower, upper, p_value, note) {
  data.frame(group, reference, hazard_ratio, lower, upper, p_value, note)
}

# coxph() warns where a coefficient runs to infinity; those groups are handled on their own.
fit_cox <- function(data, formula = survival::Surv(time, event) ~ group) {
  suppressWarnings(survival::coxph(formula, data = data, ties = "efron"))
}

check_proportional <- function(fit) {
  check <- tryCatch(survival::cox.zph(fit), error = \(e) NULL)
  if (is.null(check)) return(NULL)
  global <- check$table["GLOBAL", ]
  data.frame(statistic = global[["chisq"]], df = global[["df"]], p_value = global[["p"]])
}

# The likelihood rises without end towards 0 or infinity. Two groups are compared by themselves; the
# finite limit is where the log-likelihood has fallen by half a chi-square quantile from its
# supremum.
separated_hazard <- function(data, group, conf_level) {
  reference <- levels(data$group)[1]
  unknown <- function(note) {
    hazard_row(group, reference, NA_real_, NA_real_, NA_real_, NA_real_, note)
  }
  pair <- data[data$group %in% c(reference, group), ]
  if (sum(pair$event) == 0) return(unknown("no event in either group"))
  pair$x <- as.numeric(pair$group == group)
  at <- function(beta) {
    pair$fixed <- beta * pair$x
    formula <- survival::Surv(time, event) ~ offset(fixed)
    utils::tail(fit_cox(pair, formula)$loglik, 1)
  }
  # exp(30) is infinite to the partial likelihood of any cohort
  sign <- if (at(-30) > at(30)) -1 else 1
  supremum <- at(30 * sign)
  drop <- stats::qchisq(conf_level, 1) / 2
  if (supremum - at(-30 * sign) < drop) return(unknown(never_together))
  p_value <- stats::pchisq(2 * (supremum - at(0)), 1, lower.tail = FALSE)
  limit <- stats::uniroot(\(beta) supremum - at(beta) - drop, c(-30, 30), tol = 1e-8)$root
  estimate <- if (sign < 0) 0 else Inf
  limits <- sort(c(estimate, exp(limit)))
  hazard_row(group, reference, estimate, limits[1], limits[2], p_value, "profile likelihood")
}
