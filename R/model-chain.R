# The modelling chain on one set of training patients: correlation filter, Mann-Whitney screen,
# elimination. It sees nothing but the rows it is given.
select_features <- function(x, y, parameters, seed, copies_of = NULL) {
  filter <- drop_correlated(x, parameters$correlation, parameters$order, y)
  kept <- x[, filter$kept, drop = FALSE]
  if (ncol(kept) == 0) {
    return(list(
      kept = 0, screened = 0, selected = character(),
      flags = "every feature is constant in the training patients"
    ))
  }
  p_value <- wilcoxon_columns(kept, y)$p_value
  by_p <- order(p_value)
  passed <- by_p[p_value[by_p] < parameters$alpha & !is.na(p_value[by_p])]
  counts <- list(kept = ncol(kept), screened = length(passed))
  if (length(passed) == 0) {
    nearest <- utils::head(by_p, 2)
    return(c(counts, list(
      selected = colnames(kept)[nearest],
      flags = sprintf("no feature passed the screen: the %d smallest p used", length(nearest))
    )))
  }
  passed <- sort(passed)
  if (length(passed) == 1) {
    return(c(counts, list(selected = colnames(kept)[passed], flags = character())))
  }
  if (patients_of_smaller_class(y, copies_of) < 2) {
    return(c(counts, list(
      selected = colnames(kept)[by_p[by_p %in% passed]],
      flags = "no elimination with one training patient of a class"
    )))
  }
  elimination <- if (identical(parameters$screen, "inside")) {
    eliminate_with_screen(kept, y, passed, parameters, seed, copies_of)
  } else {
    eliminate(
      kept[, passed, drop = FALSE], y, parameters$inner, parameters, seed, profile = FALSE,
      copies_of = copies_of
    )
  }
  c(counts, list(selected = elimination$selected, flags = elimination$flags))
}

# One outer fold: everything is learned from the training patients, and the held-out patients are
# only predicted. `selection` is given where selecting outside the folds is the point.
fit_fold <- function(table, train, parameters, seed, selection = NULL) {
  y <- table$y[train]
  table$x <- impute_medians(table$x, table$x[train, , drop = FALSE])
  if (is.null(selection)) {
    selection <- select_features(
      table$x[train, , drop = FALSE], y, parameters, derive_seed(seed, "elimination"),
      table$copies_of[train]
    )
  }
  x <- cbind(table$x[, selection$selected, drop = FALSE], table$covariates)
  if (ncol(x) == 0) {
    selection$probability <- rep(mean(y == levels(y)[2]), sum(!train))
    return(selection)
  }
  boosting <- tune_boosting(
    x[train, , drop = FALSE], y, parameters$xgboost, parameters$tune, parameters$inner,
    derive_seed(seed, "tuning"), parameters$class_weights, table$copies_of[train]
  )
  fit <- fit_boosting(x[train, , drop = FALSE], y, boosting, parameters$class_weights)
  selection$probability <- unweighted_probability(
    predict_boosting(fit, x[!train, , drop = FALSE]), y, parameters$class_weights
  )
  selection$boosting <- boosting
  selection
}

# The folds of every repeat as a flat list of independent tasks.
outer_tasks <- function(y, outer, repeats, seed, copies_of = NULL) {
  unlist(lapply(seq_len(repeats), function(repeat_) {
    fold <- grouped_folds(y, copies_of, outer, derive_seed(seed, "outer folds", repeat_))
    lapply(seq_len(outer), function(k) {
      list(
        repeat_ = repeat_, fold = k, train = fold != k,
        seed = derive_seed(seed, "outer fold", repeat_, k)
      )
    })
  }), recursive = FALSE)
}

# As many outer folds as the smaller class allows, or a refusal.
outer_folds <- function(y, outer, call = rlang::caller_env(), copies_of = NULL) {
  patients <- if (is.null(copies_of)) length(y) else length(unique(copies_of))
  if (patients < outer) {
    abort_argument("outer", sprintf("at most the number of patients (%d)", patients), outer, call)
  }
  of_classes <- patients_of_classes(y, copies_of)
  smaller <- min(of_classes)
  if (smaller < 2) {
    abort_data(
      paste(
        "Only one patient has status %s: cross-validation needs at least 2 of each. Add patients,",
        "or leave this lesion and phase out."
      ),
      dQuote(names(which.min(of_classes)), FALSE), call = call
    )
  }
  min(outer, smaller)
}

# The parameters of the chain as a result records them.
chain_parameters <- function(positive, control, call = rlang::caller_env()) {
  chain <- c(
    "outer", "inner", "repeats", "correlation", "alpha", "trees", "engine", "seed", "forest",
    "sizes", "order", "class_weights", "tune", "screen"
  )
  c(
    list(positive = positive), unclass(control)[chain],
    list(xgboost = boosting_parameters(control$xgboost, call), xgboost_fixed = boosting_fixed)
  )
}
