# XGBoost is trained and asked through the three functions that are the same from 1.4 to 3.x. One
# thread, no sampling, exact splits and a fixed base score, so that versions and languages agree.
boosting_defaults <- list(
  nrounds = 100, eta = 0.1, max_depth = 3, min_child_weight = 1, gamma = 0, lambda = 1, alpha = 0
)

boosting_fixed <- list(
  objective = "binary:logistic", eval_metric = "logloss", base_score = 0.5, tree_method = "exact",
  nthread = 1
)

boosting_parameters <- function(xgboost, call = rlang::caller_env()) {
  valid <- is.list(xgboost) && (length(xgboost) == 0 || rlang::is_named(xgboost)) &&
    all(names(xgboost) %in% names(boosting_defaults)) &&
    all(vapply(xgboost, \(v) is.numeric(v) && length(v) == 1 && is.finite(v), logical(1)))
  if (!valid) {
    abort_argument(
      "xgboost",
      paste("a list of numbers among", paste(names(boosting_defaults), collapse = ", ")),
      if (is.list(xgboost)) names(xgboost) else xgboost, call
    )
  }
  utils::modifyList(boosting_defaults, as.list(xgboost))
}

#' @importFrom xgboost xgb.DMatrix xgb.train
fit_boosting <- function(x, y, parameters, class_weights = "none") {
  weights <- class_weight_values(y, class_weights)
  label <- as.numeric(y == levels(y)[2])
  data <- if (is.null(weights)) {
    boosting_data(x, label = label)
  } else {
    boosting_data(x, label = label, weight = unname(weights[as.character(y)]))
  }
  tuned <- parameters[setdiff(names(parameters), "nrounds")]
  xgb.train(c(boosting_fixed, tuned), data, nrounds = parameters$nrounds, verbose = 0)
}

predict_boosting <- function(fit, x) as.numeric(stats::predict(fit, boosting_data(x)))

# Balanced weights train as if both classes were equally frequent, which shifts every probability:
# its odds are multiplied by the odds of the training patients, `share` of whom are positive (King
# G, Zeng L. Polit Anal 2001;9:137-163, prior correction), which changes no order.
unweighted_probability <- function(probability, share, class_weights) {
  if (class_weights == "none") return(probability)
  probability * share / (probability * share + (1 - probability) * (1 - share))
}

# Without names, since XGBoost refuses some characters in them; on one thread where the version lets
# one say so, since starting threads takes longer than the work.
boosting_data <- function(x, ...) {
  if ("nthread" %in% names(formals(xgb.DMatrix))) {
    xgb.DMatrix(unname(x), ..., nthread = 1)
  } else {
    xgb.DMatrix(unname(x), ...)
  }
}

# The trees as XGBoost writes them; the base score in the form that every version reads.
booster_json <- function(booster) {
  text <- rawToChar(xgboost::xgb.save.raw(booster, raw_format = "json"))
  sub('("base_score":")\\[([^]]*)\\]', "\\1\\2", text)
}

booster_of_json <- function(text) {
  raw <- charToRaw(text)
  tryCatch(
    if ("as_booster" %in% names(formals(xgboost::xgb.load.raw))) {
      xgboost::xgb.load.raw(raw, as_booster = TRUE)
    } else {
      xgboost::xgb.load.raw(raw)
    },
    # A trace of XGBoost's own C++ follows on further lines.
    error = function(e) {
      abort_data("XGBoost cannot use the trees of the model (%s).",
                 strsplit(conditionMessage(e), "\n", fixed = TRUE)[[1]][1])
    }
  )
}

# The row of the grid with the smallest log loss in an inner cross-validation of the training
# patients; the first of equals.
tune_boosting <- function(x, y, parameters, grid, folds, seed, class_weights, copies_of = NULL) {
  folds <- min(folds, patients_of_smaller_class(y, copies_of))
  if (is.null(grid) || folds < 2) return(parameters)
  fold <- grouped_folds(y, copies_of, folds, seed)
  truth <- as.numeric(y == levels(y)[2])
  loss <- vapply(seq_len(nrow(grid)), function(row) {
    candidate <- utils::modifyList(parameters, as.list(grid[row, , drop = FALSE]))
    each <- vapply(seq_len(folds), function(k) {
      train <- fold != k
      fit <- fit_boosting(x[train, , drop = FALSE], y[train], candidate, class_weights)
      predicted <- unweighted_probability(
        predict_boosting(fit, x[!train, , drop = FALSE]), mean(y[train] == levels(y)[2]),
        class_weights
      )
      predicted <- pmin(pmax(predicted, 1e-15), 1 - 1e-15)
      -sum(log(ifelse(truth[!train] == 1, predicted, 1 - predicted)))
    }, numeric(1))
    sum(each) / length(y)
  }, numeric(1))
  utils::modifyList(parameters, as.list(grid[which.min(loss), , drop = FALSE]))
}

check_grid <- function(grid, call = rlang::caller_env()) {
  if (is.null(grid)) return(invisible(NULL))
  valid <- is.data.frame(grid) && nrow(grid) > 0 && ncol(grid) > 0 &&
    all(names(grid) %in% names(boosting_defaults)) &&
    all(vapply(grid, \(v) is.numeric(v) && all(is.finite(v)), logical(1)))
  if (!valid) {
    abort_argument(
      "tune",
      paste(
        "NULL or a data frame of numbers, with columns among",
        paste(names(boosting_defaults), collapse = ", ")
      ),
      grid, call
    )
  }
}
