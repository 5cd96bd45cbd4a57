# Net benefit, Brier score and average precision of calibrated probabilities.
measures_part <- function(cohorts = 500, bootstrap = 200) {
  thresholds <- c(0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
  draw <- function(n) {
    p <- plogis(rnorm(n, -0.8, 1.2))
    list(p = p, high = runif(n) < p)
  }
  set.seed(7)
  population <- draw(1e6)
  truth <- c(
    vapply(thresholds, function(t) {
      mean(radiotmb_internal$net_benefit(population$high, population$p >= t, t))
    }, numeric(1)),
    mean((population$p - population$high)^2),
    radiotmb_internal$average_precision(population$high, population$p)
  )
  rows <- lapply(c(24, 60, 200), function(n) {
    held <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      repeat {
        one <- draw(n)
        if (any(one$high) && !all(one$high)) break
      }
      status <- ifelse(one$high, "high", "low")
      curve <- decision_curve(status, one$p, thresholds, bootstrap = bootstrap, seed = seed)
      measures <- calibration_measures(status, one$p, bootstrap = bootstrap, seed = seed)[2:1, ]
      c(curve$lower, measures$lower) <= truth & truth <= c(curve$upper, measures$upper)
    }))
    found <- as.list(sprintf("%.3f", colMeans(held)))
    names(found) <- c(paste("net benefit at", thresholds), "Brier", "average precision")
    data.frame(patients = n, cohorts = cohorts, found, check.names = FALSE)
  })
  print_table(
    "Measures that depend on prevalence: how often the 95% interval holds the truth", rows
  )
}
