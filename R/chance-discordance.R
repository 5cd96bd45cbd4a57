#' Discordance expected from counting noise alone
#'
#' How many pairs would differ in status if both lesions of every patient had the same true burden
#' and only the counting of mutations were random.
#'
#' @param primary_mutations,metastasis_mutations Whole numbers, one for each patient.
#' @param primary_megabases,metastasis_megabases Positive numbers, the megabases in which the
#'   mutations could have been seen; one for all patients or one for each.
#' @param cutoff Mutations per megabase from which a burden is called high.
#' @param shared The number of variants seen in both lesions, one for each patient (see
#'   [compare_variants()]), or `NULL` to estimate the sharing from the counts.
#' @param conf_level Level of the range of discordant pairs and of the interval of the sharing.
#' @details
#' Nothing is assumed about a patient's true burden: each pair is judged given its total number of
#' mutations, as in [compare_lesions()]' test of equal rates.
#'
#' * **independent Poisson**: the counts are independent Poisson draws of one rate. Given their
#'   total \eqn{t}, the first is \eqn{\mathrm{Binomial}(t, m_1 / (m_1 + m_2))}, whatever the rate.
#' * **shared plus private**: the two lesions have a common origin, so part of their mutations is
#'   the same. Each count is a common Poisson draw with mean \eqn{\phi r \min(m_1, m_2)} plus a
#'   private one with the rest of its mean. Where `shared` is given, the private mutations
#'   \eqn{t - 2 s} are divided by a binomial draw, with equal megabases by a fair coin. Otherwise
#'   the shared number is summed over its distribution given the total, in which alone the rate
#'   is needed (it is taken as \eqn{t / (m_1 + m_2)}). The sharing \eqn{\phi} is one number for the
#'   cohort: the variants seen in both over those expected in the common megabases where `shared`
#'   is given; otherwise the value for which the squared differences of the counts have their
#'   expected sum, \eqn{\sum D^2 = \sum (n_1 + n_2)(1 - \phi)} when the megabases are equal. It is
#'   held between 0 and 1.
#'
#' The number of discordant pairs is then a sum of unequal coin tosses, and its range holds the
#' central `conf_level` of that exact distribution. With a sharing that is estimated from the counts
#' the range goes from the lower limit at the upper end of the sharing's interval to the upper limit
#' at its lower end.
#'
#' The interval of the sharing comes from the distribution of the same sum: of \eqn{\sum D^2}, as a
#' multiple of a chi-square variable with its mean and variance, where `shared` is not given
#' (Satterthwaite 1946), and of the number of shared among distinct variants, which is binomial
#' (Clopper and Pearson 1934), where it is.
#' @references Przyborowski J, Wilenski H. Homogeneity of results in testing samples from Poisson
#'   series. Biometrika 1940;31:313-323. Satterthwaite FE. An approximate distribution of estimates
#'   of variance components. Biometrics Bull 1946;2:110-114.
#' @return A data frame with a row for each model and the columns `model`, `expected` (pairs),
#'   `lower`, `upper`, `observed`, `p_at_least` and `p_at_most` (probabilities of so many or more,
#'   or so few or fewer, discordant pairs), `sharing`, `sharing_lower` and `sharing_upper`.
#' @seealso [compare_lesions()], [disagreement_probability()]
#' @export
#' @examples
#' chance_discordance(c(7, 4, 12, 30, 9), c(8, 3, 10, 31, 14), primary_megabases = 1.2)
chance_discordance <- function(primary_mutations, metastasis_mutations, primary_megabases,
                               metastasis_megabases = primary_megabases, cutoff = 10,
                               shared = NULL, conf_level = 0.95) {
  m1 <- check_counts(primary_mutations, primary_megabases)
  m2 <- check_counts(metastasis_mutations, metastasis_megabases)
  check_number(cutoff, "cutoff", lower = 0)
  check_conf_level(conf_level)
  if (length(primary_mutations) != length(metastasis_mutations)) {
    abort_argument(
      "metastasis_mutations", sprintf("of length %d", length(primary_mutations)),
      metastasis_mutations
    )
  }
  check_shared(shared, primary_mutations, metastasis_mutations)
  pairs <- list(
    total = primary_mutations + metastasis_mutations,
    difference = 2 * (m2 * primary_mutations - m1 * metastasis_mutations) / (m1 + m2),
    m1 = m1, m2 = m2, shared = shared
  )
  observed <- sum(
    (tmb_rate(primary_mutations, m1) >= cutoff) != (tmb_rate(metastasis_mutations, m2) >= cutoff)
  )
  sharing <- estimate_sharing(pairs, conf_level)
  model <- function(name, phi, phi_lower = phi, phi_upper = phi, given = shared) {
    chances <- discordant_given_total(pairs, cutoff, phi, given)
    found <- describe_tosses(chances, observed, conf_level)
    if (phi_lower < phi_upper && is.null(given)) {
      at <- function(phi) {
        describe_tosses(discordant_given_total(pairs, cutoff, phi, given), observed, conf_level)
      }
      found$lower <- at(phi_upper)$lower
      found$upper <- at(phi_lower)$upper
    }
    cbind(model = name, found)
  }
  cbind(
    rbind(
      model("independent Poisson", 0, given = NULL),
      model(
        "shared plus private", sharing[["estimate"]], sharing[["lower"]], sharing[["upper"]]
      )
    ),
    sharing = c(0, sharing[["estimate"]]),
    sharing_lower = c(0, sharing[["lower"]]),
    sharing_upper = c(0, sharing[["upper"]])
  )
}

#' Probability that two samples of one tumor disagree in status
#'
#' The probability that two samples of the same true burden fall on different sides of the cutoff
#' because mutations are counted.
#'
#' @param tmb The true burden in mutations per megabase; a numeric vector.
#' @param megabases Size of each sample's judged region in megabases; one number, or one for each.
#' @param cutoff Mutations per megabase from which a burden is called high.
#' @param sharing Share of mutations that both samples have in common, from 0 (independent Poisson
#'   counts) to 1.
#' @return A numeric vector of probabilities.
#' @seealso [chance_discordance()]
#' @export
#' @examples
#' # a 1.2 Mb panel and a cutoff of 10: a coin toss for a true burden of 10
#' disagreement_probability(c(7, 8, 10, 12, 15), megabases = 1.2)
disagreement_probability <- function(tmb, megabases = 1.2, cutoff = 10, sharing = 0) {
  if (!is.numeric(tmb) || any(!is.finite(tmb) | tmb < 0)) {
    abort_argument("tmb", "numbers of at least 0", tmb)
  }
  if (length(wrong_sizes(megabases)) > 0) {
    abort_argument("megabases", "positive numbers", megabases)
  }
  check_number(cutoff, "cutoff", lower = 0)
  check_number(sharing, "sharing", lower = 0, upper = 1)
  megabases <- rep_len(megabases, length(tmb))
  disagreement(tmb, megabases, megabases, cutoff, sharing)
}

disagreement <- function(rate, m1, m2, cutoff, sharing) {
  vapply(seq_along(rate), \(i) {
    common <- sharing * rate[i] * min(m1[i], m2[i])
    # beyond this count the common draw has no probability left in double precision
    s <- 0:stats::qpois(1e-16, common, lower.tail = FALSE)
    below <- function(m) {
      stats::ppois(high_count(m, cutoff) - 1 - s, max(0, rate[i] * m - common))
    }
    low1 <- below(m1[i])
    low2 <- below(m2[i])
    sum(stats::dpois(s, common) * (low1 * (1 - low2) + low2 * (1 - low1)))
  }, numeric(1))
}

# The chance that a pair is discordant given its total, and its shared number where that is known.
discordant_given_total <- function(pairs, cutoff, sharing, shared = NULL) {
  high1 <- high_count(pairs$m1, cutoff)
  high2 <- high_count(pairs$m2, cutoff)
  vapply(seq_along(pairs$total), \(i) {
    split <- private_split(pairs, i, sharing)
    of_shared <- if (is.null(shared)) shared_given_total(pairs, i, sharing) else 1
    s <- if (is.null(shared)) seq_along(of_shared) - 1 else shared[i]
    private <- pairs$total[i] - 2 * s
    # First low and second high, and the reverse, in terms of the first lesion's private count.
    low_low <- stats::pbinom(pmin(high1[i] - 1 - s, private - (high2[i] - s)), private, split)
    high_high_at <- pmax(high1[i] - 1 - s, private - (high2[i] - s))
    sum(of_shared * (low_low + stats::pbinom(high_high_at, private, split, lower.tail = FALSE)))
  }, numeric(1))
}

# The first lesion's share of a pair's private mutations.
private_split <- function(pairs, i, sharing) {
  common <- sharing * min(pairs$m1[i], pairs$m2[i])
  private <- c(pairs$m1[i], pairs$m2[i]) - common
  if (sum(private) <= 0) 0.5 else private[1] / sum(private)
}

# P(shared = 0, 1, ...) given the total of a pair, from common^s private^(t - 2s) / s! (t - 2s)!.
shared_given_total <- function(pairs, i, sharing) {
  total <- pairs$total[i]
  size <- pairs$m1[i] + pairs$m2[i]
  common <- sharing * min(pairs$m1[i], pairs$m2[i]) * total / size
  # An odd total leaves one private mutation even where everything is said to be shared.
  private <- max(total - 2 * common, 1e-9 * total)
  s <- 0:(total %/% 2)
  log_weight <- ifelse(s == 0, 0, s * log(common)) - lgamma(s + 1) +
    ifelse(total - 2 * s == 0, 0, (total - 2 * s) * log(private)) -
    lgamma(total - 2 * s + 1)
  weight <- exp(log_weight - max(log_weight))
  weight / sum(weight)
}

estimate_sharing <- function(pairs, conf_level) {
  if (sum(pairs$total) == 0) return(c(estimate = 0, lower = 0, upper = 1))
  if (is.null(pairs$shared)) {
    sharing_of_differences(pairs, conf_level)
  } else {
    sharing_of_variants(pairs, conf_level)
  }
}

# Of a pair's distinct variants each is shared with chance phi m / (m1 + m2 - phi m), m the smaller
# size: one binomial number where all sizes are equal, and a narrower one elsewhere.
sharing_of_variants <- function(pairs, conf_level) {
  smaller <- pmin(pairs$m1, pairs$m2)
  distinct <- pairs$total - pairs$shared
  expected <- function(phi) {
    sum(distinct * phi * smaller / (pairs$m1 + pairs$m2 - phi * smaller)) / sum(distinct)
  }
  limits <- clopper_pearson(sum(pairs$shared), sum(distinct), conf_level)
  estimate <- sum(pairs$shared) / sum(pairs$total / (pairs$m1 + pairs$m2) * smaller)
  c(
    estimate = min(estimate, 1), lower = solve_sharing(expected, limits$lower),
    upper = solve_sharing(expected, limits$upper)
  )
}

# The sharing at which an increasing function reaches a value, from 0 to 1.
solve_sharing <- function(expected, value) {
  if (expected(0) >= value) return(0)
  if (expected(1) <= value) return(1)
  stats::uniroot(\(phi) expected(phi) - value, c(0, 1), tol = 1e-9)$root
}

# The less is shared, the larger the squared differences D^2 of the counts. Given its total and
# shared number a pair's D is a binomial number's deviation, doubled.
sharing_of_differences <- function(pairs, conf_level) {
  found <- sum(pairs$difference^2)
  scale <- 4 * pairs$total * pairs$m1 * pairs$m2 / (pairs$m1 + pairs$m2)^3
  estimate <- sum(scale * (pairs$m1 + pairs$m2)) - found
  estimate <- estimate / sum(2 * scale * pmin(pairs$m1, pairs$m2))
  tail <- function(phi) {
    moments <- squared_difference_moments(pairs, phi)
    if (moments[["variance"]] <= 0) return(as.numeric(found <= moments[["mean"]]))
    df <- 2 * moments[["mean"]]^2 / moments[["variance"]]
    stats::pchisq(df * found / moments[["mean"]], df)
  }
  c(
    estimate = min(max(estimate, 0), 1),
    lower = solve_sharing(tail, (1 - conf_level) / 2),
    upper = solve_sharing(tail, (1 + conf_level) / 2)
  )
}

# Mean and variance of the sum of squared differences over the pairs, given their totals.
squared_difference_moments <- function(pairs, sharing) {
  size <- pairs$m1 + pairs$m2
  each <- vapply(seq_along(pairs$total), \(i) {
    weight <- shared_given_total(pairs, i, sharing)
    s <- seq_along(weight) - 1
    private <- pairs$total[i] - 2 * s
    q <- private_split(pairs, i, sharing)
    # D = 2 (m2 n1 - m1 n2) / (m1 + m2) = 2 (s + private draw) - 2 m1 total / (m1 + m2).
    centre <- 2 * (s + private * q) - 2 * pairs$m1[i] * pairs$total[i] / size[i]
    variance <- 4 * private * q * (1 - q)
    third <- 8 * private * q * (1 - q) * (1 - 2 * q)
    fourth <- 16 * private * q * (1 - q) * (1 + 3 * (private - 2) * q * (1 - q))
    second_moment <- sum(weight * (variance + centre^2))
    fourth_moment <- sum(
      weight * (fourth + 4 * third * centre + 6 * variance * centre^2 + centre^4)
    )
    c(mean = second_moment, variance = fourth_moment - second_moment^2)
  }, c(mean = 0, variance = 0))
  rowSums(each)
}

describe_tosses <- function(probability, observed, conf_level) {
  mass <- 1
  for (p in probability) mass <- c(mass * (1 - p), 0) + c(0, mass * p)
  cumulative <- cumsum(mass)
  quantile <- function(level) sum(cumulative < level - 1e-12)
  data.frame(
    expected = sum(probability),
    lower = quantile((1 - conf_level) / 2),
    upper = quantile((1 + conf_level) / 2),
    observed = observed,
    p_at_least = min(1, sum(mass[seq_along(mass) > observed])),
    p_at_most = min(1, cumulative[observed + 1])
  )
}

check_shared <- function(shared, n1, n2, call = rlang::caller_env()) {
  if (is.null(shared)) return(invisible())
  if (!is.numeric(shared) || length(shared) != length(n1) || anyNA(shared) || any(shared < 0)) {
    abort_argument("shared", sprintf("%d whole numbers of at least 0", length(n1)), shared, call)
  }
  over <- which(shared > pmin(n1, n2))
  if (length(over) > 0) {
    abort_data(
      "`shared` is %s for a pair with %s and %s mutations (number %d): no more can be shared.",
      format(shared[over[1]]), format(n1[over[1]]), format(n2[over[1]]), over[1], call = call
    )
  }
  invisible()
}
