#' Exact interval of a tumor mutational burden
#'
#' Garwood's exact Poisson interval of the count, divided by the megabases that could be judged.
#'
#' @param mutations Whole numbers, the counted mutations of each sample. A missing count has a
#'   missing answer.
#' @param megabases Positive numbers, the megabases in which they could have been seen; one for
#'   all samples or one for each.
#' @param conf_level Confidence level of the two-sided interval.
#' @return A data frame with one row for each sample and the columns `tmb`, `tmb_lower` and
#'   `tmb_upper`, in mutations per megabase.
#' @details Raises an error of class `radiotmb_argument_error` where a count is negative or not
#'   whole, or a size is not positive.
#' @references Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437-442.
#' @seealso [tmb_status()], [tmb_probability()]
#' @export
#' @examples
#' # Ion Reporter's worked example: 19 mutations in 1,198,355 bases
#' tmb_interval(19, 1.198355)
tmb_interval <- function(mutations, megabases, conf_level = 0.95) {
  megabases <- check_counts(mutations, megabases, missing = TRUE)
  mutations <- as.numeric(mutations)
  check_conf_level(conf_level)
  alpha <- 1 - conf_level
  data.frame(
    tmb = tmb_rate(mutations, megabases),
    # qgamma() with shape 0 is 0: the lower limit of a count of 0.
    tmb_lower = stats::qgamma(alpha / 2, mutations) / megabases,
    tmb_upper = stats::qgamma(1 - alpha / 2, mutations + 1) / megabases
  )
}

#' Probability that the true burden is at or above a cutoff
#'
#' The posterior of a Poisson rate under Jeffreys' prior is a Gamma distribution with shape
#' `mutations + 1/2` and rate `megabases`.
#'
#' It says what the counts of this one sample say, to someone who knows nothing of other tumors: it
#' is (nearly) one minus the one-sided exact p-value against a burden below the cutoff. In a cohort
#' most of whose burdens lie on one side of the cutoff it is not the share of such samples that is
#' truly high: where most burdens are near 6 per megabase, of the samples with 0.67 some 34% are.
#' [tmb_probability_in_cohort()] is.
#'
#' @inheritParams tmb_interval
#' @param cutoff Mutations per megabase from which a burden is called high.
#' @return A numeric vector, one probability for each sample.
#' @details Raises an error of class `radiotmb_argument_error` where a count is negative or not
#'   whole, or a size is not positive.
#' @references Jeffreys H. An invariant form for the prior probability in estimation problems.
#'   Proc R Soc Lond A 1946;186:453-461.
#' @seealso [tmb_probability_in_cohort()]
#' @export
#' @examples
#' tmb_probability(c(8, 12, 30), megabases = 1.2, cutoff = 10)
tmb_probability <- function(mutations, megabases, cutoff = 10) {
  megabases <- check_counts(mutations, megabases, missing = TRUE)
  check_number(cutoff, "cutoff", lower = 0)
  stats::pgamma(cutoff, as.numeric(mutations) + 0.5, rate = megabases, lower.tail = FALSE)
}

#' High or low status of a tumor mutational burden
#'
#' `high` at or above the cutoff; `borderline` where the exact interval holds the cutoff.
#'
#' @inheritParams tmb_interval
#' @inheritParams tmb_probability
#' @return A data frame with one row for each sample and the columns `tmb`, `tmb_lower`,
#'   `tmb_upper` (mutations per megabase), `p_high` (see [tmb_probability()]), `status` (`"high"`
#'   or `"low"`) and `borderline` (logical: `tmb_lower < cutoff <= tmb_upper`).
#' @details Raises an error of class `radiotmb_argument_error` where a count is negative or not
#'   whole, or a size is not positive.
#' @references The cutoff of 10 mutations per megabase: Hoshino I, et al. Cancer Sci
#'   2022;113:229-239, \doi{10.1111/cas.15173}.
#' @export
#' @examples
#' tmb_status(c(3, 12, 40), megabases = 1.2)
tmb_status <- function(mutations, megabases, cutoff = 10, conf_level = 0.95) {
  interval <- tmb_interval(mutations, megabases, conf_level)
  interval$p_high <- tmb_probability(mutations, megabases, cutoff)
  interval$status <- ifelse(interval$tmb >= cutoff, "high", "low")
  interval$borderline <- interval$tmb_lower < cutoff & cutoff <= interval$tmb_upper
  interval
}

# 12 significant digits, so that 12 mutations in 1.2 Mb are 10 per megabase and equal rates tie,
# whatever the last bit of the division.
tmb_rate <- function(mutations, megabases) signif(mutations / megabases, 12)

# The smallest count whose rate is at or above the cutoff.
high_count <- function(megabases, cutoff) ceiling(signif(cutoff * megabases, 12))

# Returns the megabases, one for each count. The message shows the first value at fault.
check_counts <- function(mutations, megabases, call = rlang::caller_env(), missing = FALSE) {
  n <- length(mutations)
  wrong <- wrong_counts(mutations, missing)
  if (length(wrong) > 0) {
    abort_argument("mutations", "whole numbers of at least 0", mutations[wrong[1]], call)
  }
  if (!length(megabases) %in% c(1, n)) {
    expected <- if (n == 1) "one number" else sprintf("one number, or %d, one for each count", n)
    abort_argument("megabases", expected, megabases, call)
  }
  wrong <- wrong_sizes(megabases, missing)
  if (length(wrong) > 0) {
    abort_argument("megabases", "positive numbers", megabases[wrong[1]], call)
  }
  rep_len(as.numeric(megabases), n)
}

# Where `missing` is allowed a column of nothing but NA, which is logical, is one of numbers.
is_missing_number <- function(x) is.na(x) & !is.nan(x)

wrong_counts <- function(x, missing = FALSE) {
  if (missing && all(is_missing_number(x))) return(integer())
  if (!is.numeric(x)) return(seq_along(x))
  which(!(missing & is_missing_number(x)) & (!is.finite(x) | x < 0 | x != round(x)))
}

wrong_sizes <- function(x, missing = FALSE) {
  if (missing && all(is_missing_number(x))) return(integer())
  if (!is.numeric(x)) return(seq_along(x))
  which(!(missing & is_missing_number(x)) & (!is.finite(x) | x <= 0))
}
