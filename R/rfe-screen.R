# Elimination with the screen inside its inner folds. The size is chosen by the accuracy on patients
# whom neither screen nor ranking has seen; the features are then the best so many of those that
# pass the screen of all training patients. `passed` are the columns that do.
eliminate_with_screen <- function(x, y, passed, parameters, seed, copies_of = NULL) {
  flags <- character()
  folds <- parameters$inner
  fewest <- patients_of_smaller_class(y, copies_of)
  if (fewest < folds) {
    flags <- sprintf("%d inner folds instead of %d", fewest, folds)
    folds <- fewest
  }
  features <- colnames(x)
  colnames(x) <- sprintf("f%06d", seq_along(features))
  sizes <- if (is.null(parameters$sizes)) seq_len(20) else parameters$sizes
  sizes <- sort(unique(c(sizes[sizes < length(passed)], length(passed))))
  plan <- elimination_plan(y, folds, length(sizes) + 1, seed, copies_of)
  grower <- forest_grower(
    parameters$forest, parameters$trees, class_weight_values(y, parameters$class_weights)
  )
  accuracy <- with_local_seed(1, vapply(seq_len(folds), function(fold) {
    train <- plan$train[[fold]]
    screened <- screened_columns(x[train, , drop = FALSE], y[train], parameters$alpha)
    ranked <- ranked_by_forest(x, y, screened, train, plan$seeds[[fold]][1], grower)
    # The full set stands for all that pass, however many those are in this fold.
    vapply(seq_along(sizes), function(step) {
      size <- if (step == length(sizes)) length(ranked) else min(sizes[step], length(ranked))
      grow_and_test(x, y, ranked[seq_len(size)], plan, fold, step + 1, grower)$accuracy
    }, numeric(1))
  }, numeric(length(sizes))))
  accuracy <- rowMeans(matrix(accuracy, length(sizes)))
  size <- sizes[which.max(accuracy)]
  last <- plan$seeds[[length(plan$seeds)]][1]
  ranked <- with_local_seed(
    1, ranked_by_forest(x, y, passed, seq_along(y), last, grower)
  )
  list(
    selected = features[ranked[seq_len(size)]], size = size,
    profile = data.frame(size = sizes, accuracy = accuracy, folds = folds), flags = flags
  )
}

# The columns that pass the screen, or the two with the smallest p-values.
screened_columns <- function(x, y, alpha) {
  varies <- which(!constant_columns(x))
  if (length(varies) == 0) return(1L)
  p_value <- wilcoxon_columns(x[, varies, drop = FALSE], y)$p_value
  passed <- varies[!is.na(p_value) & p_value < alpha]
  if (length(passed) > 0) passed else sort(varies[utils::head(order(p_value), 2)])
}

ranked_by_forest <- function(x, y, columns, train, seed, grower) {
  set.seed(seed)
  training <- x[train, columns, drop = FALSE]
  importance <- grower$grow_and_predict(training, y[train], training[1, , drop = FALSE], TRUE)
  columns[order(importance$importance, decreasing = TRUE)]
}
