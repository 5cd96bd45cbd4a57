# Stratified folds: the members of each class are shuffled and dealt in turn, one class going on
# where the other stopped, so that folds differ by at most one patient in each class and in size.
stratified_folds <- function(y, folds, seed) {
  with_local_seed(seed, {
    fold <- integer(length(y))
    dealt <- 0
    for (level in levels(y)) {
      members <- which(y == level)
      members <- members[sample.int(length(members))]
      fold[members] <- (dealt + seq_along(members) - 1) %% folds + 1
      dealt <- dealt + length(members)
    }
    as.integer(fold)
  })
}

smaller_class <- function(y) min(table(y))
