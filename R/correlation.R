#' Remove highly correlated features
#'
#' Removes columns until no two of the kept ones have an absolute Pearson correlation above
#' `cutoff`.
#'
#' `order = "caret"` mirrors [caret::findCorrelation()] with its defaults: of a correlated pair the
#' column with the larger mean absolute correlation goes, and the exact (one by one) algorithm is
#' used below 100 columns, the fast one from 100 on; `$algorithm` names the one used.
#' `order = "p"` keeps, of a correlated pair, the column with the smaller Mann-Whitney p-value, so
#' it needs `y` and belongs inside the training fold.
#'
#' @param x Numeric matrix or data frame, patients in rows, features in named columns; no missing
#'   values. Constant columns correlate with nothing and are dropped.
#' @param cutoff Largest absolute correlation that is kept, 0 to 1.
#' @param order `"caret"` or `"p"`.
#' @param y Two classes, one per row; for `order = "p"` only.
#' @return An object of class `correlation_filter`: a list with `kept` and `dropped` (feature
#'   names), `constant` (the dropped ones without variance), `algorithm`, `cutoff`.
#'   `tidy()` gives a data frame with columns feature and kept.
#' @references Kuhn M (2008). Building predictive models in R using the caret package. J Stat Softw
#'   28(5). \doi{10.18637/jss.v028.i05}
#' @seealso [screen_wilcoxon()], [nested_cv()]
#' @examples
#' drop_correlated(iris[1:4], cutoff = 0.9)
#' @export
drop_correlated <- function(x, cutoff = 0.9, order = "caret", y = NULL) {
  x <- feature_matrix(x)
  check_number(cutoff, "cutoff", 0, 1)
  check_choice(order, "order", c("caret", "p"))
  constant <- constant_columns(x)
  candidates <- which(!constant)
  if (length(candidates) < 2) {
    algorithm <- "none"
    kept <- candidates
  } else if (order == "caret") {
    algorithm <- if (length(candidates) < 100) "caret exact" else "caret fast"
    gone <- correlated_by_caret(x[, candidates, drop = FALSE], cutoff)
    kept <- if (length(gone) > 0) candidates[-gone] else candidates
  } else {
    y <- two_classes(y, nrow(x), "y")
    algorithm <- "smallest p first"
    p_value <- wilcoxon_columns(x[, candidates, drop = FALSE], y)$p_value
    stays <- uncorrelated_by_rank(
      correlation_matrix(x[, candidates, drop = FALSE]), cutoff, base::order(p_value)
    )
    kept <- candidates[stays]
  }
  structure(
    list(
      kept = colnames(x)[kept],
      dropped = colnames(x)[setdiff(seq_len(ncol(x)), kept)],
      constant = colnames(x)[constant],
      algorithm = algorithm,
      cutoff = cutoff,
      call = stored_call(match.call())
    ),
    class = "correlation_filter"
  )
}

# Columns that differ by less than doubles can square have no correlation: it counts as none.
correlation_matrix <- function(x) {
  correlation <- suppressWarnings(stats::cor(x))
  if (anyNA(correlation)) correlation[is.na(correlation)] <- 0
  correlation
}

# The same columns as caret::findCorrelation() with its defaults on cor(x). From 100 columns on that
# is its fast algorithm, and compiled code finds the strong pairs without the square matrix. Where
# the last digits could decide (a correlation at the cutoff, two columns of a pair with the same
# mean correlation, as copies have), the correlation matrix is computed.
correlated_by_caret <- function(x, cutoff) {
  if (ncol(x) < 100) return(caret::findCorrelation(correlation_matrix(x), cutoff = cutoff))
  unit <- unit_columns(x)
  if (is.null(unit)) return(correlated_exactly(correlation_matrix(x), cutoff))
  pair <- .Call(C_strong_correlations, unit, as.double(cutoff))
  lead <- pair$mean[pair$column] - pair$mean[pair$row]
  if (pair$margin < 1e-9 || any(abs(lead) < 1e-11)) {
    return(correlated_exactly(correlation_matrix(x), cutoff))
  }
  unique(ifelse(lead > 0, pair$column, pair$row))
}

# findCorrelation()'s fast algorithm without its three copies of the matrix. The rank of the means
# goes through as.factor() as there, because that rounds to 15 digits and so decides which of two
# equal columns goes.
correlated_exactly <- function(correlation, cutoff) {
  correlation <- abs(correlation)
  mean_rank <- as.numeric(as.factor(colMeans(correlation)))
  above <- which(correlation > cutoff, useNames = FALSE) - 1
  row <- above %% nrow(correlation) + 1
  column <- above %/% nrow(correlation) + 1
  upper <- row < column
  row <- row[upper]
  column <- column[upper]
  unique(ifelse(mean_rank[column] > mean_rank[row], column, row))
}

# Columns of mean 0 (to the last digit, hence twice) and length 1, or NULL where doubles cannot hold
# the squares.
unit_columns <- function(x) {
  x <- unname(x)
  for (pass in 1:2) x <- x - rep(colMeans(x), each = nrow(x))
  length <- sqrt(colSums(x^2))
  if (!isTRUE(all(length > 1e-100 & length < 1e100))) return(NULL)
  x / rep(length, each = nrow(x))
}

# Greedy: the columns in the given order, each kept unless one already kept says the same.
uncorrelated_by_rank <- function(correlation, cutoff, ranking) {
  above <- abs(correlation) > cutoff
  blocked <- logical(ncol(above))
  stays <- logical(ncol(above))
  for (column in ranking) {
    if (!blocked[column]) {
      stays[column] <- TRUE
      blocked <- blocked | above[, column]
    }
  }
  which(stays)
}

constant_columns <- function(x) {
  if (nrow(x) == 0) return(rep(TRUE, ncol(x)))
  # Names would be repeated with the values, at fifty times the cost.
  colSums(x != rep(unname(x[1, ]), each = nrow(x))) == 0
}
