# Shares of pairs where a patient has several: the pairs of a patient are no independent draws.

# The interval of Korn and Graubard (Survey Methodology 1998;24:193-201): Clopper and Pearson's for
# the number of independent pairs that would vary as much as these, patients being the independent
# units. With one pair a patient it is Clopper and Pearson's. Where all pairs agree nothing is seen
# of how alike a patient's pairs are, and each patient counts once.
clustered_share <- function(numerator, denominator, conf_level = 0.95) {
  in_use <- denominator > 0
  numerator <- numerator[in_use]
  denominator <- denominator[in_use]
  n <- sum(denominator)
  patients <- length(denominator)
  if (n == 0) return(clopper_pearson(0, 0, conf_level))
  estimate <- sum(numerator) / n
  independent <- if (all(denominator == 1)) n else if (estimate %in% c(0, 1) || patients == 1) {
    patients
  } else {
    variance <- patients / (patients - 1) * sum((numerator - estimate * denominator)^2) / n^2
    wider <- (n - 1) * variance / (estimate * (1 - estimate))
    quantile <- function(df) stats::qt((1 + conf_level) / 2, df)
    min(n, n / wider * (quantile(n - 1) / quantile(patients - 1))^2)
  }
  found <- clopper_pearson(estimate * independent, independent, conf_level)
  found$estimate <- estimate
  found
}

# A row of a table of shares, of pairs by patient.
clustered_share_row <- function(measure, numerator, denominator, conf_level) {
  data.frame(
    measure = measure, clustered_share(numerator, denominator, conf_level),
    numerator = as.integer(sum(numerator)), denominator = as.integer(sum(denominator))
  )
}
