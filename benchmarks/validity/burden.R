# Equal true burdens, eight scenarios: does chance alone give as many discordant pairs as expected?
chance_part <- function(cohorts = 300) {
  scenario <- function(name, n, rate, m1 = 1.2, m2 = 1.2) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      r <- rate(n)
      one <- chance_discordance(rpois(n, r * m1), rpois(n, r * m2), m1, m2)[1, ]
      cutoff <- radiotmb_internal$disagreement(r, rep(m1, n), rep(m2, n), 10, 0)
      c(one$expected, sum(cutoff), one$p_at_least <= 0.05, one$p_at_most <= 0.05,
        one$lower <= one$observed && one$observed <= one$upper)
    }))
    data.frame(
      pairs = n, "true burdens" = name, megabases = sprintf("%.1f and %.1f", m1, m2),
      cohorts = cohorts, "true expected" = sprintf("%.2f", mean(found[, 2])),
      "mean of `expected`" = sprintf("%.2f", mean(found[, 1])),
      bias = sprintf("%+.1f%%", 100 * (mean(found[, 1]) / mean(found[, 2]) - 1)),
      "p_at_least <= 0.05" = share(found[, 3]), "p_at_most <= 0.05" = share(found[, 4]),
      "range holds the number" = share(found[, 5]), check.names = FALSE
    )
  }
  all_at <- function(rate) function(n) rep(rate, n)
  between <- function(n) runif(n, 5, 15)
  skewed <- function(n) rgamma(n, 2, 0.25)
  print_table("Discordance by counting alone, independent Poisson", list(
    scenario("all 10/Mb", 24, all_at(10)), scenario("all 5/Mb", 24, all_at(5)),
    scenario("all 12/Mb", 24, all_at(12)), scenario("5 to 15/Mb", 24, between),
    scenario("5 to 15/Mb", 200, between), scenario("gamma, mean 8/Mb", 66, skewed),
    scenario("5 to 15/Mb", 60, between, 1.2, 0.8), scenario("all 10/Mb", 24, all_at(10), 0.6, 1.2)
  ))
  sharing_part()
}

# Half of the mutations in common; the sharing given, or estimated from the counts.
sharing_part <- function(cohorts = 400) {
  scenario <- function(n, sharing, given, m2 = 1.2) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      r <- runif(n, 5, 15)
      common <- sharing * r * pmin(1.2, m2)
      shared <- rpois(n, common)
      first <- shared + rpois(n, r * 1.2 - common)
      second <- shared + rpois(n, r * m2 - common)
      one <- chance_discordance(first, second, 1.2, m2, shared = if (given) shared)[2, ]
      truth <- radiotmb_internal$disagreement(r, rep(1.2, n), rep(m2, n), 10, sharing)
      c(one$expected, sum(truth), one$sharing_lower <= sharing && sharing <= one$sharing_upper,
        one$lower <= one$observed && one$observed <= one$upper, one$p_at_least <= 0.05)
    }))
    data.frame(
      pairs = n, sharing = sharing, "shared variants" = if (given) "given" else "not given",
      megabases = sprintf("1.2 and %.1f", m2), cohorts = cohorts,
      "true expected" = sprintf("%.2f", mean(found[, 2])),
      "mean of `expected`" = sprintf("%.2f", mean(found[, 1])),
      "interval holds the sharing" = share(found[, 3]),
      "range holds the number" = share(found[, 4]), "p_at_least <= 0.05" = share(found[, 5]),
      check.names = FALSE
    )
  }
  print_table("Discordance by counting alone, shared plus private", list(
    scenario(24, 0.5, FALSE), scenario(24, 0.5, TRUE), scenario(60, 0.5, FALSE, 0.8),
    scenario(60, 0.5, TRUE, 0.8), scenario(24, 0.8, FALSE), scenario(24, 0.2, FALSE)
  ))
}

# Of the samples to which a probability of being high is given, how many are?
high_part <- function(cohorts = 100) {
  row <- function(name, draw, n) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      rate <- draw(n)
      counts <- rpois(n, rate * 1.2)
      data.frame(
        cohort = tmb_probability_in_cohort(counts, 1.2), alone = tmb_probability(counts, 1.2),
        high = rate >= 10
      )
    }))
    gap <- function(p) {
      bin <- cut(p, seq(0, 1, 0.1), include.lowest = TRUE)
      size <- tabulate(bin, 10)
      each <- tapply(p - found$high, bin, mean)
      sum(abs(each) * size, na.rm = TRUE) / sum(size)
    }
    doubtful <- found$alone > 0.5 & found$alone < 0.8
    data.frame(
      "true burdens" = name, samples = n, cohorts = cohorts,
      "calibration error, cohort" = sprintf("%.3f", gap(found$cohort)),
      "calibration error, p_high" = sprintf("%.3f", gap(found$alone)),
      "where p_high is 0.5 to 0.8: p_high" = sprintf("%.2f", mean(found$alone[doubtful])),
      "cohort" = sprintf("%.2f", mean(found$cohort[doubtful])),
      "truly high" = sprintf("%.2f", mean(found$high[doubtful])), check.names = FALSE
    )
  }
  print_table("Probability of a high burden (error: mean over tenths, weighted by samples)", list(
    row("gamma, mean 6/Mb, SD 2", function(n) rgamma(n, 9, 1.5), 24),
    row("gamma, mean 6/Mb, SD 2", function(n) rgamma(n, 9, 1.5), 100),
    row("gamma, mean 9/Mb, SD 3", function(n) rgamma(n, 9, 1), 24),
    row("lognormal, median 6/Mb", function(n) exp(rnorm(n, log(6), 0.5)), 24),
    row("gamma, mean 10/Mb, SD 7", function(n) rgamma(n, 2, 0.2), 24),
    row("12% hypermutated among gamma, mean 6/Mb", function(n) {
      ifelse(runif(n) < 0.12, rgamma(n, 8, 0.2), rgamma(n, 9, 1.5))
    }, 24)
  ))
}

# Exact intervals hold at least what they say, by summing the distribution itself.
exact_part <- function() {
  rows <- lapply(c(2, 6, 10, 20), function(mean) {
    counts <- 0:200
    interval <- tmb_interval(counts, 1)
    holds <- interval$tmb_lower <= mean & mean <= interval$tmb_upper
    data.frame(
      "true burden" = mean, "Garwood holds it" = sprintf("%.4f", sum(dpois(counts[holds], mean))),
      "its lower limit above it" = sprintf(
        "%.4f", sum(dpois(counts[interval$tmb_lower > mean], mean))
      ), check.names = FALSE
    )
  })
  print_table("Exact intervals of a burden over 1 Mb, computed", rows)
}
