# Exact interval of a share (Clopper and Pearson, Biometrika 1934;26:404-413), for vectors. Nothing
# out of nothing has no estimate, and its interval is everything.
clopper_pearson <- function(numerator, denominator, conf_level = 0.95) {
  alpha <- 1 - conf_level
  missed <- denominator - numerator
  estimate <- numerator / denominator
  estimate[denominator == 0] <- NA_real_
  lower <- stats::qbeta(alpha / 2, numerator, missed + 1)
  upper <- stats::qbeta(1 - alpha / 2, numerator + 1, missed)
  data.frame(
    estimate = estimate,
    lower = ifelse(numerator == 0, 0, lower),
    upper = ifelse(missed == 0, 1, upper)
  )
}

# A table of shares: measure, estimate, lower, upper, numerator, denominator.
share_table <- function(measure, numerator, denominator, conf_level) {
  data.frame(
    measure = measure,
    clopper_pearson(numerator, denominator, conf_level),
    numerator = as.integer(numerator),
    denominator = as.integer(denominator)
  )
}

# A ratio of two sums over patients with its linearised interval (Cochran, Sampling Techniques,
# chapter 6): patients, not mutations, are the independent units.
ratio_of_sums <- function(numerator, denominator, conf_level, range = c(-Inf, Inf)) {
  n <- length(numerator)
  estimate <- sum(numerator) / sum(denominator)
  if (sum(denominator) == 0) return(c(estimate = NA_real_, lower = NA_real_, upper = NA_real_))
  half <- if (n > 1) {
    residual <- numerator - estimate * denominator
    stats::qt((1 + conf_level) / 2, n - 1) * sqrt(stats::var(residual) / n) / mean(denominator)
  } else {
    NA_real_
  }
  limits <- c(estimate = estimate, lower = estimate - half, upper = estimate + half)
  pmin(pmax(limits, range[1]), range[2])
}
