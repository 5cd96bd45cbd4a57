#' Probability of a high burden, given the cohort
#'
#' The empirical-Bayes counterpart of [tmb_probability()]: the distribution of the true burdens is
#' estimated from all samples, and each sample's probability is its posterior under it. Of the
#' samples with a probability of 0.7 some 70 % are truly high, if they are draws of one cohort.
#'
#' True burdens are taken to be Gamma distributed, so that counts are negative binomial. Its two
#' parameters, mean and coefficient of variation, are not set to their best values, which would make
#' small cohorts too sure of themselves: the answer is averaged over a grid of them, each weighed by
#' the likelihood of all counts (Deely and Lindley 1981).
#'
#' A probability borrows from the other samples, and changes when samples are added. Where the
#' cohort
#' holds a group of its own, such as hypermutated tumors, the one Gamma distribution is stretched by
#' it and the others look higher than they are: give the groups apart.
#'
#' @inheritParams tmb_interval
#' @inheritParams tmb_probability
#' @return A numeric vector, one probability for each sample. Samples with a missing count have a
#'   missing probability and do not count in the cohort.
#' @details Raises an error of class `radiotmb_argument_error` where a count is negative or not
#'   whole, or a size is not positive, and `radiotmb_data_error` with fewer than 2 counts.
#' @references Robbins H. An empirical Bayes approach to statistics. Proc Third Berkeley Symp Math
#'   Stat Prob 1956;1:157-163. Deely JJ, Lindley DV. Bayes empirical Bayes. J Am Stat Assoc
#'   1981;76:833-841.
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
  probability[known] <- gamma_cohort(mutations[known], megabases[known], cutoff)
  probability
}

# A grid of means, within five standard errors of the pooled burden (or a half count of it), and of
# coefficients of variation from 0.1, which is all but one burden for all, to 3, even in the log.
gamma_cohort <- function(mutations, megabases, cutoff, points = 40) {
  variation <- exp(seq(log(0.1), log(3), length.out = points))
  pooled <- (sum(mutations) + 0.5) / sum(megabases)
  spread <- sqrt(pooled / sum(megabases) +
                   stats::var(mutations / megabases) / length(mutations)) / pooled
  means <- pooled * exp(seq(-5, 5, length.out = points) * spread)
  grid <- expand.grid(shape = 1 / variation^2, mean = means)
  counts <- unique(data.frame(mutations, megabases))
  which_count <- match(paste(mutations, megabases), paste(counts$mutations, counts$megabases))
  times <- tabulate(which_count, nrow(counts))
  each <- outer(seq_len(nrow(grid)), seq_len(nrow(counts)), function(g, i) {
    stats::dnbinom(
      counts$mutations[i], size = grid$shape[g], mu = grid$mean[g] * counts$megabases[i], log = TRUE
    )
  })
  log_weight <- as.vector(each %*% times)
  weight <- exp(log_weight - max(log_weight))
  high <- outer(seq_len(nrow(grid)), seq_len(nrow(counts)), function(g, i) {
    stats::pgamma(
      cutoff, grid$shape[g] + counts$mutations[i],
      rate = grid$shape[g] / grid$mean[g] + counts$megabases[i], lower.tail = FALSE
    )
  })
  (colSums(high * weight) / sum(weight))[which_count]
}
