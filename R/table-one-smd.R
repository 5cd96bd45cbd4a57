# Standardised differences of groups, as in the packages tableone and smd.

# c(estimate, lower, upper); of more than two groups the mean over all pairs, without an interval.
standardised_difference <- function(x, groups, categorical, conf_level) {
  groups <- droplevels(groups)
  if (nlevels(groups) < 2) return(c(NA_real_, NA_real_, NA_real_))
  parts <- split(x, groups)
  pairs <- utils::combn(length(parts), 2, simplify = FALSE)
  difference <- if (categorical) smd_of_levels else smd_of_numbers
  each <- vapply(pairs, \(pair) difference(parts[[pair[1]]], parts[[pair[2]]]), numeric(1))
  if (length(pairs) > 1) return(c(mean(each), NA_real_, NA_real_))
  n <- lengths(parts)
  df <- if (categorical) nlevels(droplevels(x)) - 1 else 1
  c(each, smd_interval(each, n[[1]], n[[2]], df, conf_level))
}

smd_of_numbers <- function(first, second) {
  if (length(first) < 2 || length(second) < 2) return(NA_real_)
  spread <- sqrt((stats::var(first) + stats::var(second)) / 2)
  if (spread == 0) return(NA_real_)
  abs(mean(first) - mean(second)) / spread
}

# The Mahalanobis distance of the shares of all levels but one: which one is left out is the same.
smd_of_levels <- function(first, second) {
  shares <- lapply(list(first, second), \(one) as.vector(table(one)) / length(one))
  kept <- which(shares[[1]] + shares[[2]] > 0)[-1]
  if (length(kept) == 0) return(NA_real_)
  covariance <- Reduce(`+`, lapply(shares, \(share) {
    share <- share[kept]
    diag(share, length(share)) - tcrossprod(share)
  })) / 2
  difference <- shares[[1]][kept] - shares[[2]][kept]
  # Where the groups share no level they are apart without a measure.
  if (rcond(covariance) < 1e-10) return(NA_real_)
  sqrt(drop(crossprod(difference, solve(covariance, difference))))
}

# Of a difference without sign: of one dimension Hedges and Olkin's interval, folded at 0; of more
# the noncentralities of which the observed chi-square is neither too large nor too small.
smd_interval <- function(smd, n_first, n_second, df, conf_level) {
  if (is.na(smd)) return(c(NA_real_, NA_real_))
  tail <- (1 - conf_level) / 2
  weight <- n_first * n_second / (n_first + n_second)
  if (df == 1) {
    half <- stats::qnorm(1 - tail) * sqrt(1 / weight + smd^2 / (2 * (n_first + n_second)))
    return(c(max(0, smd - half), smd + half))
  }
  chi_square <- weight * smd^2
  sqrt(c(noncentrality(chi_square, df, 1 - tail), noncentrality(chi_square, df, tail)) / weight)
}

# The noncentrality at which a chi-square of this size has this cumulative probability.
noncentrality <- function(chi_square, df, probability) {
  if (stats::pchisq(chi_square, df) <= probability) return(0)
  above <- \(ncp) stats::pchisq(chi_square, df, ncp) - probability
  top <- chi_square + 10 * df + 10
  while (above(top) > 0) top <- 2 * top
  stats::uniroot(above, c(0, top), tol = 1e-9)$root
}
