# Missing values of `x` as the medians of the columns of `training`, which alone is looked at: zero
# where a column has no value there.
impute_medians <- function(x, training) {
  incomplete <- which(colSums(is.na(x)) > 0)
  for (column in incomplete) {
    value <- stats::median(training[, column], na.rm = TRUE)
    x[is.na(x[, column]), column] <- if (is.na(value)) 0 else value
  }
  x
}
