# Assurance: the chance that a study of a certain size reaches what was planned, when the number of
# cases and what is seen in them vary as they do.

# The least number of patients, by bisection, from which on the chance is at least `assurance`.
patients_assured <- function(chance, assurance, most) {
  if (chance(most) < assurance) return(NA_integer_)
  low <- 1
  high <- most
  while (high - low > 1) {
    middle <- (low + high) %/% 2
    if (chance(middle) >= assurance) high <- middle else low <- middle
  }
  as.integer(high)
}

# Numbers of cases among n patients that are not too rare to count, and their chances.
likely_cases <- function(n, share) {
  cases <- seq(stats::qbinom(1e-6, n, share), stats::qbinom(1 - 1e-6, n, share))
  list(cases = cases, chance = stats::dbinom(cases, n, share))
}

# The chance that the Clopper-Pearson interval of a sensitivity is no wider than wanted.
sensitivity_assurance <- function(n, sensitivity, discordant, width, conf_level) {
  likely <- likely_cases(n, discordant)
  narrow <- vapply(likely$cases, function(cases) {
    if (cases == 0) return(0)
    found <- stats::qbinom(1e-6, cases, sensitivity):stats::qbinom(1 - 1e-6, cases, sensitivity)
    share <- clopper_pearson(found, cases, conf_level)
    sum(stats::dbinom(found, cases, sensitivity)[share$upper - share$lower <= width])
  }, numeric(1))
  sum(narrow * likely$chance)
}

# The chance that Hanley and McNeil's interval of an AUC is no wider than wanted: its estimate
# varies as a normal variable, taken at 41 equally likely places.
auc_assurance <- function(n, auc, prevalence, width, conf_level) {
  likely <- likely_cases(n, prevalence)
  z <- stats::qnorm((seq_len(41) - 0.5) / 41)
  narrow <- vapply(likely$cases, function(cases) {
    if (cases < 1 || cases > n - 1) return(0)
    se <- hanley_mcneil(auc, cases, n - cases, conf_level)$se
    seen <- pmin(pmax(auc + z * se, 0), 1)
    own <- hanley_mcneil(seen, rep(cases, 41), rep(n - cases, 41), conf_level)$se
    mean(2 * stats::qnorm((1 + conf_level) / 2) * own <= width)
  }, numeric(1))
  sum(narrow * likely$chance)
}
