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
  if (identical(parameters$learner, "glmnet")) {
    return(c(counts, list(selected = colnames(kept)[passed], flags = character())))
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

# What the chain learns from the rows it is given, which are training patients and no others: the
# medians for missing values, the features, the boosting or the regression. predict_chain() applies
# it. `selection` is given where selecting outside the folds is the point.
learn_chain <- function(table, parameters, seed, selection = NULL) {
  y <- table$y
  harmonised <- learn_harmonisation(impute_medians(table$x, table$x), table, parameters)
  x <- harmonised$x
  leaked <- !is.null(selection)
  if (!leaked) {
    selection <- select_features(
      x, y, parameters, derive_seed(seed, "elimination"), table$copies_of
    )
  }
  learned <- selection
  learned$flags <- c(learned$flags, harmonised$flags)
  learned$combat <- combat_of_features(harmonised$combat, selection$selected)
  learned$medians <- column_medians(table$x[, selection$selected, drop = FALSE])
  learned$share <- mean(y == levels(y)[2])
  learned$class_weights <- parameters$class_weights
  if (length(selection$selected) == 0 && is.null(table$covariates)) return(learned)
  if (parameters$learner == "glmnet") {
    return(learn_regression(learned, x, table, parameters, seed, leaked))
  }
  x <- cbind(x[, selection$selected, drop = FALSE], table$covariates)
  learned$boosting <- tune_boosting(
    x, y, parameters$xgboost, parameters$tune, parameters$inner, derive_seed(seed, "tuning"),
    parameters$class_weights, table$copies_of
  )
  learned$booster <- fit_boosting(x, y, learned$boosting, parameters$class_weights)
  learned
}

# The probability of the class of interest for the rows of a table with at least the features that
# the chain has selected; nothing is learned from them.
predict_chain <- function(learned, table) {
  x <- fill_missing(table$x[, learned$selected, drop = FALSE], learned$medians)
  x <- cbind(apply_harmonisation(learned$combat, x, table), table$covariates)
  if (is.null(learned$booster) && is.null(learned$regression)) {
    return(rep(learned$share, nrow(x)))
  }
  unweighted_probability(learned_probability(learned, x), learned$share, learned$class_weights)
}

# Of the learner itself, for columns in its order.
learned_probability <- function(learned, x) {
  if (!is.null(learned$regression)) return(predict_regression(learned$regression, x))
  predict_boosting(learned$booster, x)
}

# One outer fold: learned from the training patients, the held-out patients only predicted.
fit_fold <- function(table, train, parameters, seed, selection = NULL) {
  learned <- learn_chain(table_rows(table, train), parameters, seed, selection)
  learned$probability <- predict_chain(learned, table_rows(table, !train))
  learned[intersect(
    c("kept", "screened", "selected", "flags", "probability", "boosting"), names(learned)
  )]
}

# Some rows of a modelling table, with all that belongs to a row.
table_rows <- function(table, rows) {
  for (part in intersect(c("x", "covariates", "keep"), names(table))) {
    if (!is.null(table[[part]])) table[[part]] <- table[[part]][rows, , drop = FALSE]
  }
  vectors <- c("y", "patient_id", "lesion", "copies_of", "centre", "batch")
  for (part in intersect(vectors, names(table))) table[[part]] <- table[[part]][rows]
  table
}

# The folds of every repeat as a flat list of independent tasks. With `centre` a fold is a centre,
# and repeats differ in their forests alone.
outer_tasks <- function(y, outer, repeats, seed, copies_of = NULL, centre = NULL) {
  unlist(lapply(seq_len(repeats), function(repeat_) {
    fold <- if (is.null(centre)) {
      grouped_folds(y, copies_of, outer, derive_seed(seed, "outer folds", repeat_))
    } else {
      centre_folds(centre)
    }
    lapply(seq_len(outer), function(k) {
      list(
        repeat_ = repeat_, fold = k, train = fold != k,
        seed = derive_seed(seed, "outer fold", repeat_, k)
      )
    })
  }), recursive = FALSE)
}

# The tasks of a table's chain, of whose folds there are `parameters$outer`.
tasks_of_table <- function(table, parameters, seed = parameters$seed) {
  outer_tasks(
    table$y, parameters$outer, parameters$repeats, seed, table$copies_of,
    if (leaves_centres_out(parameters)) table$centre
  )
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
    "sizes", "order", "class_weights", "tune", "screen", "learner", "folds", "harmonise", "unseen"
  )
  c(
    list(positive = positive), unclass(control)[chain],
    list(
      glmnet = glmnet_parameters(control$glmnet, call),
      xgboost = boosting_parameters(control$xgboost, call), xgboost_fixed = boosting_fixed
    )
  )
}
