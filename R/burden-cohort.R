#' Probability of a high burden, given the cohort
#'
#' The empirical-Bayes counterpart of [tmb_probability()]: the distribution of the true burdens is
#' estimated from all samples, and each sample's probability is its posterior under it. Of the
#' samples with a probability of 0.7 some 70% are truly high, if they are draws of one cohort.
#'
#' Most true burdens are taken to be Gamma distributed, so that counts are negative binomial; a
#' share
#' of the samples, from none to half, may be of other tumors, such as hypermutated ones, whose
#' burdens are as likely in each stretch of the logarithmic scale from 0.5 to 500 per megabase
#' (Tukey's contaminated distribution). The Gamma distribution's mean and coefficient of variation
#' and the share of others are not set to their best values, which would make small cohorts too sure
#' of themselves: the answer is averaged over a grid of them, each weighed by the likelihood of all
#' counts (Deely and Lindley 1981). A distribution without any form (Kiefer and Wolfowitz's maximum
#' likelihood) is too sure of itself in cohorts of 24; `benchmarks/VALIDITY.md` has the calibration.
#'
#' A probability borrows from the other samples, and changes when samples are added.
#'
#' @inheritParams tmb_interval
#' @inheritParams tmb_probability
#' @return A numeric vector, one probability for each sample. Samples with a missing count have a
#'   missing probability and do not count in the cohort.
#' @details Raises an error of class `radiotmb_argument_error` where a count is negative or not
#'   whole, or a size is not positive, and `radiotmb_data_error` with fewer than 2 counts.
#' @references Robbins H. An empirical Bayes approach to statistics. Proc Third Berkeley Symp Math
#'   Stat Prob 1956;1:157-163. Deely JJ, Lindley DV. Bayes empirical Bayes. J Am Stat Assoc
#'   1981;76:833-841. Tukey JW. A survey of sampling from contaminated distributions. In:
#'   Contributions to probability and statistics. Stanford, 1960:448-485.
#' @seealso [tmb_probability()]
#' @export
#' @examples
#' counts <- c(4, 6, 7, 7, 8, 9, 12, 13, 14, 40)
#' tmb_probability_in_cohort(counts, megabases = 1.2)
#' tmb_probability(counts, megabases = 1.2)
tmb_probability_in_cohort <- function(mutations, megabases, cutoff = 10) {
  megabases <- check_counts(mutations, megabases, missing = TRUE)
  mutations <- as.numeric(mutations)
  check_number(cutoff, "cutoff", lower = 0)
  known <- !is.na(mutations) & !is.na(megabases)
  if (sum(known) < 2) {
    abort_data("a cohort needs at least 2 counts; `mutations` has %d.", sum(known))
  }
  probability <- rep(NA_real_, length(mutations))
  probability[known] <- high_in_cohort(mutations[known], megabases[known], cutoff)
  probability
}

# A grid over everything that the counts allow, then one over what they made likely.
high_in_cohort <- function(mutations, megabases, cutoff) {
  counts <- unique(data.frame(mutations, megabases))
  which_count <- match(paste(mutations, megabases), paste(counts$mutations, counts$megabases))
  times <- tabulate(which_count, nrow(counts))
  burden <- (counts$mutations + 0.5) / counts$megabases
  range <- list(mean = log(range(burden / 2, burden)), variation = log(c(0.1, 3)), share = c(0, 1))
  for (pass in 1:2) {
    found <- cohort_on_grid(counts, times, cutoff, range)
    range <- found$likely
  }
  # A mean of numbers up to 1 can end a rounding error above it.
  pmin(found$high, 1)[which_count]
}

# Posterior chances of a high burden, averaged over a grid within `range` (logarithms of the Gamma
# distribution's mean and coefficient of variation, and the root of twice the share of others), and
# the part of the range that holds all but nothing of the weight.
cohort_on_grid <- function(counts, times, cutoff, range, points = c(40, 24, 10)) {
  axes <- Map(function(ends, n) seq(ends[1], ends[2], length.out = n), range, points)
  gamma <- expand.grid(mean = exp(axes$mean), shape = exp(-2 * axes$variation))
  each <- function(f) {
    matrix(unlist(Map(f, counts$mutations, counts$megabases)), ncol = nrow(counts))
  }
  likelihood <- each(\(k, m) stats::dnbinom(k, size = gamma$shape, mu = gamma$mean * m))
  high <- likelihood * each(function(k, m) {
    stats::pgamma(cutoff, gamma$shape + k, rate = gamma$shape / gamma$mean + m, lower.tail = FALSE)
  })
  other <- each(\(k, m) other_tumor(k, m, 0))
  other_high <- each(\(k, m) other_tumor(k, m, cutoff))
  mixed <- function(share, of_gamma, of_other) {
    (1 - share) * of_gamma + rep(share * of_other, each = nrow(of_gamma))
  }
  shares <- axes$share^2 / 2
  log_weight <- vapply(shares, function(share) {
    as.vector(log(mixed(share, likelihood, other)) %*% times)
  }, numeric(nrow(gamma)))
  weight <- exp(log_weight - max(log_weight))
  of_count <- lapply(seq_along(shares), function(j) {
    of_high <- weight[, j] * mixed(shares[j], high, other_high)
    # Where a count is impossible the weight is nothing, and nothing over nothing is no number.
    colSums(ifelse(of_high > 0, of_high / mixed(shares[j], likelihood, other), 0))
  })
  dim(weight) <- points
  list(
    high = Reduce(`+`, of_count) / sum(weight),
    likely = Map(function(axis, k) likely_part(axis, apply(weight, k, sum)), axes, 1:3)
  )
}

likely_part <- function(axis, weight) {
  stays <- which(weight > 1e-5 * sum(weight))
  axis[c(max(min(stays) - 1, 1), min(max(stays) + 1, length(axis)))]
}

# The chance of a count and of a burden of at least `from`, where log burdens are uniform between
# two limits: an integral over burden^(e - 1) with e near 0, which is a Gamma function.
other_tumor <- function(count, megabases, from, limits = c(0.5, 500), e = 1e-3) {
  from <- min(max(from, limits[1]), limits[2])
  within <- diff(stats::pgamma(c(from, limits[2]), count + e, rate = megabases))
  if (from > count / megabases) {
    within <- -diff(stats::pgamma(c(from, limits[2]), count + e, megabases, lower.tail = FALSE))
  }
  within * e / diff(limits^e) * exp(lgamma(count + e) - lgamma(count + 1) - e * log(megabases))
}
