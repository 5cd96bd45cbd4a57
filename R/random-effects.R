# Random-effects summary of estimates with their variances: the variance between them by restricted
# maximum likelihood (Viechtbauer W. J Educ Behav Stat 2005;30:261-293), the interval of the mean by
# Hartung and Knapp (Stat Med 2001;20:3875-3889; Sidik and Jonkman, Stat Med 2002;21:3153-3159), the
# prediction interval for another estimate with t of k - 2 degrees of freedom (Higgins JPT, et al.
# J R Stat Soc A 2009;172:137-159), the interval of the variance by the Q-profile (Viechtbauer W.
# Stat Med 2007;26:37-52), and I2 (Higgins JPT, Thompson SG. Stat Med 2002;21:1539-1558).
random_effects <- function(estimate, variance, conf_level = 0.95) {
  k <- length(estimate)
  tau2 <- reml_variance(estimate, variance)
  weight <- 1 / (variance + tau2)
  mean <- sum(weight * estimate) / sum(weight)
  spread <- sum(weight * (estimate - mean)^2) / (k - 1)
  se <- sqrt(spread / sum(weight))
  half <- stats::qt((1 + conf_level) / 2, k - 1) * se
  further <- if (k > 2) stats::qt((1 + conf_level) / 2, k - 2) * sqrt(tau2 + se^2) else NA_real_
  q <- cochran_q(estimate, variance, 0)
  fixed <- 1 / variance
  typical <- (k - 1) * sum(fixed) / (sum(fixed)^2 - sum(fixed^2))
  tau2_limits <- q_profile(estimate, variance, conf_level)
  i2_of <- function(t2) 100 * t2 / (t2 + typical)
  list(
    mean = mean, se = se, lower = mean - half, upper = mean + half,
    prediction_lower = mean - further, prediction_upper = mean + further,
    tau2 = tau2, tau2_lower = tau2_limits[1], tau2_upper = tau2_limits[2],
    i2 = i2_of(tau2), i2_lower = i2_of(tau2_limits[1]), i2_upper = i2_of(tau2_limits[2]),
    q = q, q_p_value = stats::pchisq(q, k - 1, lower.tail = FALSE), k = k,
    spread = spread, weight = weight / sum(weight),
    normal_lower = mean - stats::qnorm((1 + conf_level) / 2) / sqrt(sum(weight)),
    normal_upper = mean + stats::qnorm((1 + conf_level) / 2) / sqrt(sum(weight))
  )
}

# The restricted likelihood's own equation, solved for the variance in turn with the mean.
reml_variance <- function(estimate, variance) {
  likelihood <- function(t2) {
    weight <- 1 / (variance + t2)
    mean <- sum(weight * estimate) / sum(weight)
    (sum(log(weight)) - log(sum(weight)) - sum(weight * (estimate - mean)^2)) / 2
  }
  largest <- 4 * stats::var(estimate) + 4 * max(variance)
  # The likelihood may have a maximum at 0 and one beyond, so that a grid comes first.
  grid <- c(0, largest * 10^seq(-8, 0, length.out = 161))
  best <- which.max(vapply(grid, likelihood, numeric(1)))
  if (best == 1) return(0)
  score <- function(t2) {
    weight <- 1 / (variance + t2)
    mean <- sum(weight * estimate) / sum(weight)
    sum(weight^2 * (estimate - mean)^2) - sum(weight) + sum(weight^2) / sum(weight)
  }
  around <- grid[c(best - 1, min(best + 1, length(grid)))]
  if (score(around[1]) * score(around[2]) > 0) return(grid[best])
  stats::uniroot(score, around, tol = 1e-14 * largest)$root
}

cochran_q <- function(estimate, variance, tau2) {
  weight <- 1 / (variance + tau2)
  sum(weight * (estimate - sum(weight * estimate) / sum(weight))^2)
}

q_profile <- function(estimate, variance, conf_level) {
  k <- length(estimate)
  at <- stats::qchisq((1 + c(conf_level, -conf_level)) / 2, k - 1)
  vapply(at, function(wanted) {
    excess <- function(t2) cochran_q(estimate, variance, t2) - wanted
    if (excess(0) <= 0) return(0)
    largest <- max(variance, stats::var(estimate))
    while (excess(largest) > 0) largest <- 2 * largest
    stats::uniroot(excess, c(0, largest), tol = 1e-12 * largest)$root
  }, numeric(1))
}
