#' Screen features with the Mann-Whitney U test
#'
#' Tests every column at once and marks those with a p-value below `alpha`.
#'
#' The p-values are those of [stats::wilcox.test()]: exact where a column has no ties and both
#' classes have fewer than 50 patients, otherwise the normal approximation with correction for ties
#' and continuity.
#'
#' @param x Numeric matrix or data frame, patients in rows, features in named columns; no missing
#'   values.
#' @param y Two classes, one per row; a factor's first level (or the first in sorted order) is the
#'   group whose statistic is given, as in `wilcox.test(x ~ y)`.
#' @param alpha Level below which a feature is selected.
#' @return A data frame with one row per column of `x`, in their order: feature, statistic (W),
#'   p_value (`NaN` for a constant column), selected.
#' @references Mann HB, Whitney DR (1947). On a test of whether one of two random variables is
#'   stochastically larger than the other. Ann Math Stat 18:50-60.
#'   \doi{10.1214/aoms/1177730491}
#' @examples
#' two <- droplevels(iris[iris$Species != "setosa", ])
#' screen_wilcoxon(two[1:4], two$Species)
#' @export
screen_wilcoxon <- function(x, y, alpha = 0.05) {
  x <- feature_matrix(x)
  y <- two_classes(y, nrow(x), "y")
  check_number(alpha, "alpha", 0, 1)
  tests <- wilcoxon_columns(x, y)
  data.frame(
    feature = colnames(x),
    statistic = tests$statistic,
    p_value = tests$p_value,
    selected = !is.na(tests$p_value) & tests$p_value < alpha
  )
}

# One ordering of all values ranks all columns; ties share the mean of their positions.
wilcoxon_columns <- function(x, y) {
  n <- nrow(x)
  columns <- ncol(x)
  first <- y == levels(y)[1]
  n_first <- sum(first)
  n_second <- n - n_first
  values <- as.vector(x)
  column <- rep(seq_len(columns), each = n)
  sorted <- order(column, values)
  ordered_values <- values[sorted]
  starts <- c(TRUE, ordered_values[-1] != ordered_values[-length(values)])
  starts[(seq_len(columns) - 1) * n + 1] <- TRUE
  run <- cumsum(starts)
  run_length <- tabulate(run)
  run_start <- which(starts)
  run_column <- column[sorted][run_start]
  position <- run_start - (run_column - 1) * n
  mean_rank <- position + (run_length - 1) / 2
  ranks <- numeric(length(values))
  ranks[sorted] <- mean_rank[run]
  dim(ranks) <- c(n, columns)

  statistic <- colSums(ranks[first, , drop = FALSE]) - n_first * (n_first + 1) / 2
  tied <- as.vector(rowsum(run_length^3 - run_length, run_column))
  p_value <- numeric(columns)
  exact <- tied == 0 & n_first < 50 & n_second < 50
  if (any(exact)) {
    w <- pmin(statistic[exact], n_first * n_second - statistic[exact])
    # A thousand features share some fifty values, and each costs a walk through the distribution.
    distinct <- unique(w)
    tail <- stats::pwilcox(distinct, n_first, n_second)
    p_value[exact] <- pmin(2 * tail[match(w, distinct)], 1)
  }
  if (!all(exact)) {
    z <- statistic[!exact] - n_first * n_second / 2
    sigma <- sqrt(n_first * n_second / 12 * (n + 1 - tied[!exact] / (n * (n - 1))))
    z <- (z - sign(z) * 0.5) / sigma
    p_value[!exact] <- 2 * pmin(stats::pnorm(z), stats::pnorm(z, lower.tail = FALSE))
  }
  list(statistic = statistic, p_value = p_value)
}
