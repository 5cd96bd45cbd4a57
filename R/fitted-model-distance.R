# How far a patient lies from the training patients: Mahalanobis' distance in the selected features,
# with a correlation that is shrunk towards none, since there are few patients (Schafer J, Strimmer
# K. Stat Appl Genet Mol Biol 2005;4:32). The distance of each training patient is that from the
# others, as a new patient's is from all.
training_distance <- function(x) {
  shrinkage <- correlation_shrinkage(x)
  list(
    shrinkage = shrinkage, correlation = shrunk_correlation(x, shrinkage),
    training = sort(vapply(
      seq_len(nrow(x)), \(i) distance_from_others(x, i, shrinkage), numeric(1)
    ))
  )
}

column_sd <- function(x) apply(x, 2, stats::sd)

standardised <- function(x, center = colMeans(x), scale = column_sd(x)) {
  sweep(sweep(x, 2, center), 2, scale, `/`)
}

# The estimated variances of the correlations over their squares; a little of it always, so that the
# matrix has an inverse.
correlation_shrinkage <- function(x) {
  if (ncol(x) < 2) return(0)
  n <- nrow(x)
  z <- standardised(x)
  correlation <- crossprod(z) / (n - 1)
  variance <- n / (n - 1)^3 * (crossprod(z^2) - crossprod(z)^2 / n)
  off <- row(correlation) != col(correlation)
  min(1, max(0.01, sum(variance[off]) / max(sum(correlation[off]^2), 1e-12)))
}

shrunk_correlation <- function(x, shrinkage) {
  correlation <- crossprod(standardised(x)) / (nrow(x) - 1)
  unname((1 - shrinkage) * correlation + diag(shrinkage, ncol(x)))
}

distance_from_others <- function(x, i, shrinkage) {
  others <- x[-i, , drop = FALSE]
  # A feature that is constant but for this patient must not make the distance infinite.
  scale <- pmax(column_sd(others), column_sd(x) / 10)
  z <- standardised(others, colMeans(others), scale)
  correlation <- (1 - shrinkage) * crossprod(z) / (nrow(others) - 1)
  diag(correlation) <- 1
  mahalanobis_distance(standardised(x[i, , drop = FALSE], colMeans(others), scale), correlation)
}

mahalanobis_distance <- function(z, correlation) {
  inverse <- solve(correlation)
  # Row by row: a product of whole matrices may differ in the last digit with their size.
  squared <- vapply(
    seq_len(nrow(z)), \(i) drop(z[i, , drop = FALSE] %*% inverse %*% z[i, ]), numeric(1)
  )
  sqrt(pmax(squared, 0))
}

# The distance of new patients, and the share of the training patients that lie at most as far out.
distance_columns <- function(x, model) {
  z <- standardised(x, model$features$mean, model$features$sd)
  distance <- mahalanobis_distance(z, model$distance$correlation)
  data.frame(
    distance = distance,
    distance_quantile = count_at_most(distance, model$distance$training) /
      length(model$distance$training)
  )
}
