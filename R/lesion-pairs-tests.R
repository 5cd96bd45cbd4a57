# The tests of primary against metastasis across patients: paired ones first, then those of the
# published study, which ignore the pairing.
test_pairs <- function(pairs, cells) {
  rbind(
    test_mcnemar(cells),
    test_signed_rank(pairs),
    test_mann_whitney(pairs),
    test_unpaired_status(pairs),
    test_spearman(pairs)
  )
}

test_row <- function(test, statistic, p_value, note = "") {
  data.frame(
    test = test, statistic = as.numeric(statistic), p_value = as.numeric(p_value), note = note
  )
}

test_mcnemar <- function(cells) {
  b <- cells[["primary_only"]]
  c <- cells[["metastasis_only"]]
  note <- function(text) if (b + c == 0) "no discordant pair" else text
  corrected <- max(0, abs(b - c) - 1)^2 / max(1, b + c)
  plain <- (b - c)^2 / max(1, b + c)
  exact <- if (b + c == 0) 1 else stats::binom.test(b, b + c)$p.value
  chisq_p <- function(x) stats::pchisq(x, 1, lower.tail = FALSE)
  rbind(
    # mcnemar.test() sets the correction aside for equal counts; so does max(0, .) here.
    test_row("McNemar", corrected, chisq_p(corrected), note("continuity correction")),
    test_row("McNemar, uncorrected", plain, chisq_p(plain), note("")),
    test_row("McNemar, exact", b, exact, note("binomial"))
  )
}

# Differences on which ties are ties: see compare_lesions().
pair_differences <- function(pairs) {
  megabases <- c(pairs$primary_megabases, pairs$metastasis_megabases)
  if (all(megabases == megabases[1])) {
    return(pairs$primary_mutations - pairs$metastasis_mutations)
  }
  # the subtraction leaves rounding of its own, so the difference is cut once more
  signif(pairs$primary_tmb - pairs$metastasis_tmb, 9)
}

test_signed_rank <- function(pairs) {
  d <- pair_differences(pairs)
  zeros <- sum(d == 0)
  d <- d[d != 0]
  if (length(d) == 0) {
    return(rbind(
      test_row("Wilcoxon signed rank", 0, 1, "no pair differs"),
      test_row("Wilcoxon signed rank, exact", 0, 1, "no pair differs")
    ))
  }
  r <- rank(abs(d))
  v <- sum(r[d > 0])
  normal <- suppressWarnings(stats::wilcox.test(d, exact = FALSE, correct = TRUE))
  left_out <- sprintf("%d pair%s without a difference left out", zeros, if (zeros == 1) "" else "s")
  rbind(
    test_row("Wilcoxon signed rank", v, normal$p.value,
             paste0("normal approximation, continuity correction; ", left_out)),
    test_row("Wilcoxon signed rank, exact", v, exact_signed_rank(r, v),
             if (length(r) > 200) "not computed for more than 200 pairs" else left_out)
  )
}

# Every assignment of signs to the (tied) ranks, counted by convolution over doubled ranks, which
# are whole numbers. The distribution is symmetric about half the sum of ranks.
exact_signed_rank <- function(r, v) {
  if (length(r) > 200) return(NA_real_)
  mass <- 1
  for (step in as.integer(round(2 * r))) {
    mass <- (c(mass, numeric(step)) + c(numeric(step), mass)) / 2
  }
  centre <- sum(2 * r) / 2
  sums <- seq_along(mass) - 1
  min(1, sum(mass[abs(sums - centre) >= abs(2 * v - centre) - 1e-9]))
}

test_mann_whitney <- function(pairs) {
  x <- pairs$primary_tmb
  y <- pairs$metastasis_tmb
  # wilcox.test()'s own rule, made explicit so that the note can say which it was.
  exact <- length(x) < 50 && !anyDuplicated(c(x, y))
  test <- suppressWarnings(stats::wilcox.test(x, y, exact = exact))
  p <- if (is.nan(test$p.value)) 1 else test$p.value
  test_row("Mann-Whitney", test$statistic, p, paste0(
    "ignores the pairing; ",
    if (exact) "exact" else "normal approximation, continuity correction"
  ))
}

test_unpaired_status <- function(pairs) {
  counts <- rbind(
    table(factor(pairs$primary_status, c("high", "low"))),
    table(factor(pairs$metastasis_status, c("high", "low")))
  )
  if (any(colSums(counts) == 0)) {
    note <- "ignores the pairing; all lesions have one status"
    return(rbind(
      test_row("chi-square", NA, NA, note), test_row("chi-square, uncorrected", NA, NA, note),
      test_row("Fisher", NA, NA, note)
    ))
  }
  chisq <- function(correct) suppressWarnings(stats::chisq.test(counts, correct = correct))
  corrected <- chisq(TRUE)
  plain <- chisq(FALSE)
  rbind(
    test_row("chi-square", corrected$statistic, corrected$p.value,
             "ignores the pairing; continuity correction"),
    test_row("chi-square, uncorrected", plain$statistic, plain$p.value, "ignores the pairing"),
    test_row("Fisher", NA, stats::fisher.test(counts)$p.value, "ignores the pairing")
  )
}

test_spearman <- function(pairs) {
  x <- pairs$primary_tmb
  y <- pairs$metastasis_tmb
  if (length(x) < 3 || length(unique(x)) == 1 || length(unique(y)) == 1) {
    return(test_row("Spearman correlation", NA, NA, "needs three patients and varying burdens"))
  }
  test <- suppressWarnings(stats::cor.test(x, y, method = "spearman", exact = FALSE))
  test_row("Spearman correlation", test$estimate, test$p.value, "statistic is rho")
}

# Ratios primary over metastasis, for all patients and in each discordant cell. The study reports a
# mean of per-patient ratios; the ratio of the means is another number.
compare_rates <- function(pairs, conf_level) {
  groups <- list("all" = rep(TRUE, nrow(pairs)))
  for (direction in c("primary only", "metastasis only")) {
    groups[[direction]] <- pairs$direction == direction
  }
  rows <- lapply(names(groups), \(group) {
    in_group <- pairs[groups[[group]], ]
    cbind(group = group, rbind(
      average_ratio(in_group, conf_level),
      average_log_ratio(in_group, conf_level),
      ratio_of_means(in_group, conf_level)
    ))
  })
  do.call(rbind, rows)
}

ratio_row <- function(measure, estimate, lower, upper, n, note = "") {
  data.frame(measure, estimate, lower, upper, n, note)
}

t_limits <- function(x, conf_level) {
  if (length(x) < 2) return(c(NA_real_, NA_real_))
  mean(x) + c(-1, 1) * stats::qt((1 + conf_level) / 2, length(x) - 1) *
    sqrt(stats::var(x) / length(x))
}

average_ratio <- function(pairs, conf_level) {
  finite <- is.finite(pairs$ratio)
  x <- pairs$ratio[finite]
  limits <- pmax(0, t_limits(x, conf_level))
  ratio_row(
    "mean of ratios", if (length(x) > 0) mean(x) else NA_real_, limits[1], limits[2], length(x),
    note_left_out(sum(!finite), "without a mutation in the metastasis")
  )
}

average_log_ratio <- function(pairs, conf_level) {
  usable <- is.finite(pairs$ratio) & pairs$ratio > 0
  x <- log(pairs$ratio[usable])
  limits <- exp(t_limits(x, conf_level))
  ratio_row(
    "geometric mean of ratios", if (length(x) > 0) exp(mean(x)) else NA_real_,
    limits[1], limits[2], length(x),
    note_left_out(sum(!usable), "without a mutation in one lesion")
  )
}

note_left_out <- function(n, why) {
  if (n == 0) "" else sprintf("%d patient%s left out, %s", n, if (n == 1) "" else "s", why)
}

# Fieller's interval for paired means; without limits where the mean of the metastases could be 0.
ratio_of_means <- function(pairs, conf_level) {
  x <- pairs$primary_tmb
  y <- pairs$metastasis_tmb
  n <- length(x)
  if (n == 0 || mean(y) == 0) {
    return(ratio_row("ratio of means", NA_real_, NA_real_, NA_real_, n, "no estimate"))
  }
  estimate <- mean(x) / mean(y)
  if (n == 1) return(ratio_row("ratio of means", estimate, NA_real_, NA_real_, n))
  t2 <- stats::qt((1 + conf_level) / 2, n - 1)^2 / n
  a <- mean(y)^2 - t2 * stats::var(y)
  b <- mean(x) * mean(y) - t2 * stats::cov(x, y)
  c <- mean(x)^2 - t2 * stats::var(x)
  if (a <= 0) {
    return(ratio_row("ratio of means", estimate, NA_real_, NA_real_, n, "interval unbounded"))
  }
  half <- sqrt(max(0, b^2 - a * c))
  ratio_row("ratio of means", estimate, max(0, (b - half) / a), (b + half) / a, n)
}
