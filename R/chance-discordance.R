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
#' Each patient's true burden is taken to be the pooled rate \eqn{r} of the two lesions: all
#' mutations over all megabases.
#'
#' * **independent Poisson**: the two counts are independent Poisson draws with means
#'   \eqn{r m_1} and \eqn{r m_2}.
#' * **shared plus private**: the two lesions have a common origin, so part of their mutations is
#'   the same. Each count is a common Poisson draw with mean \eqn{\phi r \min(m_1, m_2)} plus a
#'   private one with the rest of its mean. The sharing \eqn{\phi} is one number for the cohort:
#'   the variants seen in both over those expected in the common megabases where `shared` is
#'   given; otherwise the value for which the squared differences of the counts have their
#'   expected sum, \eqn{\sum D^2 = \sum (n_1 + n_2)(1 - \phi)} when the megabases are equal. It is
#'   held between 0 and 1.
#'
#' The number of discordant pairs is then a sum of unequal coin tosses, and its range holds the
#' central `conf_level` of that exact distribution. The pooled rate is itself an estimate; the
#' range does not include its error.
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
  rate <- (primary_mutations + metastasis_mutations) / (m1 + m2)
  observed <- sum(
    (tmb_rate(primary_mutations, m1) >= cutoff) != (tmb_rate(metastasis_mutations, m2) >= cutoff)
  )
  sharing <- estimate_sharing(primary_mutations, metastasis_mutations, m1, m2, shared, conf_level)
  tosses <- list(
    "independent Poisson" = disagreement(rate, m1, m2, cutoff, 0),
    "shared plus private" = disagreement(rate, m1, m2, cutoff, sharing[["estimate"]])
  )
  rows <- lapply(names(tosses), \(model) {
    cbind(model = model, describe_tosses(tosses[[model]], observed, conf_level))
  })
  cbind(
    do.call(rbind, rows),
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

estimate_sharing <- function(n1, n2, m1, m2, shared, conf_level) {
  m <- m1 + m2
  rate <- (n1 + n2) / m
  if (sum(rate) == 0) return(c(estimate = 0, lower = 0, upper = 1))
  if (!is.null(shared)) {
    return(ratio_of_sums(shared, rate * pmin(m1, m2), conf_level, range = c(0, 1)))
  }
  # E[D^2] of D = n1 - n2 - rate (m1 - m2) is scale * (m - 2 sharing min(m1, m2)).
  scale <- 4 * rate * m1 * m2 / m^2
  d <- 2 * (m2 * n1 - m1 * n2) / m
  ratio_of_sums(scale * m - d^2, 2 * scale * pmin(m1, m2), conf_level, range = c(0, 1))
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
