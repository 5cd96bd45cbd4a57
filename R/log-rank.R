# Log-rank tests of survival_data(): the asymptotic one and its permutation version.
test_survival <- function(data, permutations, seed) {
  if (nlevels(data$group) < 2 || sum(data$event) == 0) {
    why <- if (nlevels(data$group) < 2) "one group only" else "no event"
    missing <- data.frame(
      test = c("log-rank", "log-rank, permutation"), statistic = NA_real_,
      df = nlevels(data$group) - 1, p_value = NA_real_, note = why
    )
    return(missing[seq_len(1 + (permutations > 0)), ])
  }
  asymptotic <- test_log_rank(data)
  if (permutations == 0) asymptotic else rbind(asymptotic, permute_groups(data, permutations, seed))
}

never_together <- "the groups are never at risk together at an event"

# survdiff() stops where the variance is singular: nobody of one group is at risk with the others
# when somebody dies, or all die at once.
test_log_rank <- function(data) {
  test <- tryCatch(
    survival::survdiff(survival::Surv(time, event) ~ group, data = data), error = \(error) NULL
  )
  df <- if (is.null(test)) 0 else sum(test$exp > 0) - 1
  if (df == 0) {
    return(data.frame(
      test = "log-rank", statistic = NA_real_, df = nlevels(data$group) - 1, p_value = NA_real_,
      note = never_together
    ))
  }
  data.frame(
    test = "log-rank", statistic = test$chisq, df = df,
    p_value = stats::pchisq(test$chisq, df, lower.tail = FALSE), note = "chi-square"
  )
}

# Enumerated up to here: about a second for two groups, whose sums are one vectorised step.
most_arrangements <- c(two = 400000, more = 40000)

count_arrangements <- function(size) round(exp(lfactorial(sum(size)) - sum(lfactorial(size))))

permute_groups <- function(data, permutations, seed) {
  scores <- log_rank_scores(data$time, data$event)
  size <- as.integer(table(data$group))
  observed <- score_statistic(
    vapply(split(scores, data$group), sum, numeric(1)), size, scores
  )
  limit <- most_arrangements[[if (length(size) == 2) "two" else "more"]]
  exact <- count_arrangements(size) <= limit
  null <- if (exact) {
    every_arrangement(scores, size)
  } else {
    with_local_seed(
      derive_seed(seed, "log-rank permutation"), random_arrangements(scores, size, permutations)
    )
  }
  # sums in another order differ in the last bits; ties with the observed value count
  extreme <- sum(null >= observed * (1 - 1e-9))
  data.frame(
    test = "log-rank, permutation", statistic = observed, df = length(size) - 1,
    p_value = if (exact) extreme / length(null) else (extreme + 1) / (permutations + 1),
    note = if (exact) {
      sprintf("exact, all %s arrangements", format(length(null), big.mark = ","))
    } else {
      limits <- clopper_pearson(extreme, permutations)
      sprintf("%s random arrangements; 95%% limits of p %s to %s",
              format(permutations, big.mark = ","), format_number(limits$lower),
              format_number(limits$upper))
    }
  )
}

# Event minus pooled Nelson-Aalen hazard at the patient's time. They sum to zero, and within a group
# to its observed minus expected events.
log_rank_scores <- function(time, event) {
  times <- sort(unique(time[event == 1]))
  at_risk <- vapply(times, \(t) sum(time >= t), numeric(1))
  died <- vapply(times, \(t) sum(event[time == t]), numeric(1))
  hazard <- c(0, cumsum(died / at_risk))
  event - hazard[findInterval(time, times) + 1]
}

# Quadratic form of the groups' sums under rearrangement: chi-square with groups - 1 degrees of
# freedom in large samples. `sums` has a row or element for each group.
score_statistic <- function(sums, size, scores) {
  sums <- as.matrix(sums)
  spread <- sum(scores^2) / (length(scores) - 1)
  if (spread == 0) return(rep(0, ncol(sums)))
  colSums(sums^2 / size) / spread
}

# Small groups first: the two largest are left to one vectorised step.
every_arrangement <- function(scores, size) {
  size <- sort(size)
  score_statistic(arranged_sums(scores, size), size, scores)
}

# A column for each way to share the scores out, a row for each group's sum.
arranged_sums <- function(scores, size) {
  chosen <- utils::combn(length(scores), size[1])
  sums <- colSums(matrix(scores[chosen], size[1]))
  if (length(size) == 2) return(rbind(sums, sum(scores) - sums, deparse.level = 0))
  parts <- lapply(seq_along(sums), \(i) {
    rest <- arranged_sums(scores[-chosen[, i]], size[-1])
    rbind(sums[i], rest, deparse.level = 0)
  })
  do.call(cbind, parts)
}

random_arrangements <- function(scores, size, permutations) {
  membership <- rep(seq_along(size), size)
  sums <- vapply(seq_len(permutations), \(i) {
    vapply(split(sample(scores), membership), sum, numeric(1))
  }, numeric(length(size)))
  score_statistic(sums, size, scores)
}
