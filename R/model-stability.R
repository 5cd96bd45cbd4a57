#' Stability of a feature selection
#'
#' Nogueira's measure of the similarity of several selections from the same features: 1 where all
#' selections are the same, about 0 where they agree no more than random ones of the same sizes.
#'
#' The interval is Nogueira's asymptotic one; selections from overlapping training folds are not
#' independent, so it is a lower bound of the uncertainty.
#'
#' @param selections List of character vectors, the features of each selection.
#' @param features All features that could have been selected.
#' @param conf_level Level of the interval.
#' @return A data frame with one row: measure (`"nogueira"`), estimate, lower, upper. The estimate
#'   is `NA` with fewer than two selections or where all or none of the features are selected.
#' @references Nogueira S, Sechidis K, Brown G (2018). On the stability of feature selection
#'   algorithms. J Mach Learn Res 18(174):1-54.
#' @examples
#' selection_stability(list(c("a", "b"), c("a", "b"), c("a", "c")), letters)
#' @export
selection_stability <- function(selections, features, conf_level = 0.95) {
  if (!is.list(selections)) abort_argument("selections", "a list of feature names", selections)
  if (!is.character(features) || length(features) == 0) {
    abort_argument("features", "all feature names", features)
  }
  check_number(conf_level, "conf_level", 0, 1)
  unknown <- setdiff(unlist(selections), features)
  if (length(unknown) > 0) {
    abort_data("`selections` holds %s, which is not in `features`.", sQuote(unknown[1], FALSE))
  }
  result <- nogueira(
    t(vapply(selections, \(s) as.numeric(features %in% s), numeric(length(features)))), conf_level
  )
  data.frame(measure = "nogueira", estimate = result[1], lower = result[2], upper = result[3])
}

# `chosen`: one row a selection, one column a feature, 0 or 1.
nogueira <- function(chosen, conf_level) {
  n_selections <- nrow(chosen)
  n_features <- ncol(chosen)
  size <- rowSums(chosen)
  share <- mean(size) / n_features
  spread <- share * (1 - share)
  if (n_selections < 2 || spread == 0) return(rep(NA_real_, 3))
  frequency <- colMeans(chosen)
  variance <- mean(frequency * (1 - frequency)) * n_selections / (n_selections - 1)
  stability <- 1 - variance / spread
  each <- (as.vector(chosen %*% frequency) / n_features - size * share / n_features +
    stability / 2 * (size / n_features + share - 2 * share * size / n_features - 1)) / spread
  error <- 2 * sqrt(sum((each - mean(each))^2)) / n_selections
  half <- stats::qnorm(1 - (1 - conf_level) / 2) * error
  c(stability, stability - half, min(1, stability + half))
}
