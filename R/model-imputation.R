# Missing values of `x` as the medians of the columns of `training`, which alone is looked at: zero
# where a column has no value there.
impute_medians <- function(x, training) {
  incomplete <- which(colSums(is.na(x)) > 0)
  fill_missing(x, column_medians(training[, incomplete, drop = FALSE]), incomplete)
}

column_medians <- function(x) {
  medians <- apply(x, 2, stats::median, na.rm = TRUE)
  medians[is.na(medians)] <- 0
  medians
}

# One median for each of `columns`.
fill_missing <- function(x, medians, columns = seq_len(ncol(x))) {
  for (i in seq_along(columns)) x[is.na(x[, columns[i]]), columns[i]] <- medians[i]
  x
}
