# Tests, ratios and chance of several pairs of lesions a patient, patients being independent.

test_clusters <- function(pairs, burden, rows, patients) {
  rbind(
    test_clustered_status(pairs, burden, rows),
    test_clustered_ranks(pairs, patients),
    test_clustered_correlation(patients)
  )
}

test_clustered_status <- function(pairs, burden, rows) {
  used <- sort(unique(c(rows$first, rows$second)))
  weight <- as.vector(table(factor(rows$first, used)) - table(factor(rows$second, used)))
  # A lesion has one status in all its pairs.
  status <- c(pairs$first_status, pairs$second_status)[match(used, c(rows$first, rows$second))]
  found <- test_placements(status == "high", weight, burden$patient_id[used])
  test_row(
    "status, exact within patients", found$statistic, found$p_value,
    if (found$informative) {
      "pairs high in the first only less in the second only; all placements within patients"
    } else {
      "no patient whose lesions differ in status"
    }
  )
}

# Mean differences of patients, on which ties are ties: see compare_lesions().
test_clustered_ranks <- function(pairs, patients) {
  megabases <- c(pairs$first_megabases, pairs$second_megabases)
  each <- if (all(megabases == megabases[1])) {
    pairs$first_mutations - pairs$second_mutations
  } else {
    pairs$first_tmb - pairs$second_tmb
  }
  d <- signif(as.vector(tapply(each, factor(pairs$patient_id, patients$patient_id), mean)), 9)
  zeros <- sum(d == 0)
  d <- d[d != 0]
  name <- "Wilcoxon signed rank of patients' means, exact"
  if (length(d) == 0) return(test_row(name, 0, 1, "no patient differs"))
  r <- rank(abs(d))
  v <- sum(r[d > 0])
  test_row(
    name, v, exact_signed_rank(r, v),
    if (length(r) > 200) {
      "not computed for more than 200 patients"
    } else {
      sprintf("%d patient%s without a difference left out", zeros, if (zeros == 1) "" else "s")
    }
  )
}

test_clustered_correlation <- function(patients) {
  found <- test_spearman(data.frame(
    primary_tmb = patients$first_mean, metastasis_tmb = patients$second_mean
  ))
  found$test <- "Spearman correlation of patients' means"
  found
}

ratios_of_clusters <- function(pairs, patients, conf_level) {
  by_patient <- factor(pairs$patient_id, patients$patient_id)
  finite <- is.finite(pairs$ratio)
  sums <- as.vector(tapply(ifelse(finite, pairs$ratio, 0), by_patient, sum))
  counts <- as.vector(tapply(finite, by_patient, sum))
  known <- counts > 0
  of_pairs <- if (any(known)) {
    ratio_of_sums(sums[known], counts[known], conf_level, c(0, Inf))
  } else {
    c(estimate = NA_real_, lower = NA_real_, upper = NA_real_)
  }
  usable <- finite & pairs$ratio > 0
  logs <- tapply(log(pairs$ratio[usable]), droplevels(by_patient[usable]), mean)
  limits <- exp(t_limits(as.vector(logs), conf_level))
  of_means <- ratio_of_means(
    data.frame(primary_tmb = patients$first_mean, metastasis_tmb = patients$second_mean), conf_level
  )
  cbind(group = "all", rbind(
    ratio_row(
      "mean of the pairs' ratios", of_pairs[["estimate"]], of_pairs[["lower"]],
      of_pairs[["upper"]], sum(finite),
      pairs_left_out(sum(!finite), "without a mutation in the second lesion")
    ),
    ratio_row(
      "geometric mean of the patients' ratios",
      if (length(logs) > 0) exp(mean(logs)) else NA_real_, limits[1], limits[2], length(logs),
      pairs_left_out(sum(!usable), "without a mutation in one lesion")
    ),
    within_measure(of_means, "ratio of the patients' means")
  ))
}

within_measure <- function(row, measure) {
  row$measure <- measure
  row
}

pairs_left_out <- function(n, why) {
  if (n == 0) "" else sprintf("%d pair%s left out, %s", n, if (n == 1) "" else "s", why)
}

without_chance <- function() {
  data.frame(
    model = character(), expected = numeric(), lower = numeric(), upper = numeric(),
    observed = integer(), p_at_least = numeric(), p_at_most = numeric()
  )
}

# Given the mutations of a patient's paired lesions together, equal true burdens let each fall on a
# lesion with the lesion's share of the megabases.
chance_of_clusters <- function(burden, rows, cutoff, conf_level, draws, seed) {
  if (is.na(cutoff)) return(without_chance())
  model <- "independent Poisson"
  patient <- burden$patient_id[rows$first]
  if (!anyDuplicated(patient)) {
    exact <- chance_discordance(
      burden$mutations[rows$first], burden$mutations[rows$second], burden$megabases[rows$first],
      burden$megabases[rows$second], cutoff, NULL, conf_level
    )
    return(exact[exact$model == model, names(without_chance())])
  }
  high <- tmb_rate(burden$mutations, burden$megabases) >= cutoff
  observed <- sum(high[rows$first] != high[rows$second])
  drawn <- numeric(draws)
  for (one in unique(patient)) {
    own <- rows[patient == one, ]
    drawn <- drawn + with_local_seed(
      derive_seed(seed, "chance", one), draw_discordant(burden, own, cutoff, draws)
    )
  }
  limits <- stats::quantile(drawn, c(1 - conf_level, 1 + conf_level) / 2, type = 1, names = FALSE)
  data.frame(
    model = model, expected = mean(drawn), lower = limits[1], upper = limits[2],
    observed = observed, p_at_least = (1 + sum(drawn >= observed)) / (1 + draws),
    p_at_most = (1 + sum(drawn <= observed)) / (1 + draws)
  )
}

draw_discordant <- function(burden, rows, cutoff, draws) {
  lesions <- unique(c(rows$first, rows$second))
  megabases <- burden$megabases[lesions]
  counts <- stats::rmultinom(draws, sum(burden$mutations[lesions]), megabases)
  high <- counts >= high_count(megabases, cutoff)
  first <- high[match(rows$first, lesions), , drop = FALSE]
  second <- high[match(rows$second, lesions), , drop = FALSE]
  colSums(first != second)
}
