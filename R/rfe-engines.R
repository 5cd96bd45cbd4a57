# The two ways of running the same elimination, and the two forests they can grow.

# caret's own loop, with caret's own functions for randomForest.
#' @importFrom randomForest randomForest
eliminate_with_caret <- function(x, y, sizes, plan, grower) {
  # foreach attaches caret and what caret depends on; the caller's search path stays as it was.
  attached <- search()
  on.exit(for (package in setdiff(search(), attached)) detach(package, character.only = TRUE))
  fit <- with_local_seed(plan$seeds[[length(plan$seeds)]], {
    suppressPackageStartupMessages(caret::rfe(
      x, y,
      sizes = sizes, metric = "Accuracy", ntree = grower$trees, classwt = grower$class_weights,
      rfeControl = caret::rfeControl(
        functions = grower$caret_functions(), method = "cv", number = length(plan$train),
        index = plan$train, seeds = plan$seeds, allowParallel = FALSE
      )
    ))
  })
  list(
    size = fit$bestSubset,
    ranking = average_ranking(fit$variables),
    profile = data.frame(
      size = fit$results$Variables, accuracy = fit$results$Accuracy, folds = length(plan$train)
    )
  )
}

# Best first: the size that could still reach the highest mean accuracy is tried in one more fold,
# the hardest so far, until no size left could beat the best complete one.
eliminate_directly <- function(x, y, sizes, plan, grower, profile) {
  folds <- length(plan$train)
  sizes_down <- rev(sizes)
  accuracy <- matrix(NA_real_, length(sizes_down), folds)
  rankings <- vector("list", folds)
  with_local_seed(1, {
    for (fold in seq_len(folds)) {
      first <- grow_and_test(x, y, seq_len(ncol(x)), plan, fold, 1, grower)
      accuracy[1, fold] <- first$accuracy
      ranked <- order(first$importance, decreasing = TRUE)
      rankings[[fold]] <- list(column = ranked, importance = unname(first$importance[ranked]))
    }
    bound <- accuracy_bound(accuracy)
    repeat {
      step <- next_size(accuracy, profile, bound)
      if (is.na(step)) break
      untried <- which(is.na(accuracy[step, ]))
      fold <- untried[which.min(colMeans(accuracy, na.rm = TRUE)[untried])]
      columns <- rankings[[fold]]$column[seq_len(sizes_down[step])]
      accuracy[step, fold] <- grow_and_test(x, y, columns, plan, fold, step, grower)$accuracy
      bound[step] <- accuracy_bound(accuracy[step, , drop = FALSE])
    }
  })
  accuracy <- accuracy[rev(seq_along(sizes_down)), , drop = FALSE]
  mean_accuracy <- apply(accuracy, 1, mean)
  best <- which.max(mean_accuracy)
  list(
    size = sizes[best],
    ranking = average_ranking(retained_importance(rankings, sizes_down, colnames(x))),
    profile = data.frame(
      size = sizes, accuracy = mean_accuracy, folds = rowSums(!is.na(accuracy))
    )
  )
}

# The mean of what was seen and perfect accuracy elsewhere, taken by mean() in the order of the
# folds, so that ties fall by the last digit as in caret.
accuracy_bound <- function(accuracy) {
  accuracy[is.na(accuracy)] <- 1
  apply(accuracy, 1, mean)
}

# The row of the size to try next, or NA where the best size is known. Rows go from the largest size
# to the smallest; of equal means the smaller size wins.
next_size <- function(accuracy, profile, bound = accuracy_bound(accuracy)) {
  complete <- rowSums(is.na(accuracy)) == 0
  best <- max(which(complete & bound == max(bound[complete])))
  open <- !complete
  if (!profile) {
    open <- open & (bound > bound[best] | (bound == bound[best] & seq_along(bound) > best))
  }
  if (!any(open)) return(NA_integer_)
  max(which(open & bound == max(bound[open])))
}

# One forest under its own seed, its accuracy in the held-out fold and, of the full set (the first
# step), its importances.
grow_and_test <- function(x, y, columns, plan, fold, step, grower) {
  train <- plan$train[[fold]]
  set.seed(plan$seeds[[fold]][step])
  found <- grower$grow_and_predict(
    x[train, columns, drop = FALSE], y[train], x[-train, columns, drop = FALSE], step == 1
  )
  list(
    accuracy = sum(found$predicted == y[-train]) / length(found$predicted),
    importance = found$importance
  )
}

# caret's table of importances: in every fold, at every size, the rows of the features still in.
retained_importance <- function(rankings, sizes_down, names) {
  rows <- lapply(rankings, function(ranking) {
    rank <- unlist(lapply(sizes_down, seq_len))
    data.frame(Overall = ranking$importance[rank], var = names[ranking$column[rank]])
  })
  do.call(rbind, rows)
}

# As caret's pickVars(): the mean over all folds and sizes, so that a feature retained longer weighs
# by its better folds; ties in the order of the columns.
average_ranking <- function(variables) {
  overall <- vapply(
    split(variables$Overall, variables$var), function(value) mean(value, na.rm = TRUE), numeric(1)
  )
  overall <- overall[order(names(overall), method = "radix")]
  overall <- overall[order(overall, decreasing = TRUE)]
  data.frame(var = names(overall), Overall = unname(overall))
}

forest_grower <- function(forest, trees, class_weights) {
  grower <- if (forest == "ranger") {
    ranger_grower(trees, class_weights)
  } else {
    random_forest_grower(trees, class_weights)
  }
  c(grower, list(trees = trees, class_weights = class_weights))
}

# caret grows randomForest's forests, and the direct engine the same ones by compiled code.
random_forest_grower <- function(trees, class_weights) {
  list(
    caret_functions = function() caret::rfFuncs,
    grow_and_predict = function(x, y, held_out, first) {
      grown <- grow_forest(x, y, held_out, trees, first, class_weights, class_only = !first)
      # The mean over the two classes of the scaled importance, as caret's varImp() has it.
      importance <- if (first) apply(grown$importance[, 1:2, drop = FALSE], 1, mean)
      list(predicted = grown$held_out, importance = importance)
    }
  )
}

ranger_grower <- function(trees, class_weights) {
  grow <- function(x, y, first, ...) {
    ranger::ranger(
      x = x, y = y, num.trees = trees, importance = if (first) "permutation" else "none",
      class.weights = class_weights, oob.error = first, num.threads = 1, verbose = FALSE
    )
  }
  predict_class <- function(fit, x) stats::predict(fit, data = x, num.threads = 1)$predictions
  list(
    caret_functions = function() {
      functions <- caret::rfFuncs
      functions$fit <- grow
      functions$pred <- predict_class
      functions$rank <- function(object, x, y) {
        importance <- object$variable.importance
        ranked <- order(importance, decreasing = TRUE)
        data.frame(Overall = importance[ranked], var = names(importance)[ranked])
      }
      functions
    },
    grow_and_predict = function(x, y, held_out, first) {
      fit <- grow(x, y, first)
      list(
        predicted = predict_class(fit, held_out),
        importance = if (first) fit$variable.importance
      )
    }
  )
}
