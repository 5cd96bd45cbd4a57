# Ridge or elastic-net logistic regression by glmnet (Friedman J, Hastie T, Tibshirani R. J Stat
# Softw 2010;33(1)) in place of elimination and boosting: what passes the screen goes into it, and
# the penalty is chosen within the training patients.
glmnet_defaults <- list(alpha = 0, nlambda = 60, lambda_min_ratio = 1e-5)

learners <- c("xgboost", "glmnet")

glmnet_parameters <- function(glmnet, call = rlang::caller_env()) {
  named <- is.list(glmnet) && (length(glmnet) == 0 || rlang::is_named(glmnet)) &&
    all(names(glmnet) %in% names(glmnet_defaults))
  found <- if (named) utils::modifyList(glmnet_defaults, as.list(glmnet))
  valid <- named && all(vapply(found, is_one_number, logical(1))) &&
    found$alpha >= 0 && found$alpha <= 1 && found$nlambda >= 2 && found$nlambda %% 1 == 0 &&
    found$lambda_min_ratio > 0 && found$lambda_min_ratio < 1
  if (!valid) {
    abort_argument(
      "glmnet",
      paste(
        "a list among alpha (0, ridge, to 1, lasso), nlambda (a whole number of at least 2) and",
        "lambda_min_ratio (above 0 and below 1)"
      ),
      glmnet, call
    )
  }
  found
}

# Options of one learner have no part in the other: they are refused, not passed over.
check_learner <- function(control, call = rlang::caller_env()) {
  check_choice(control$learner, "learner", learners, call)
  check_grid(control$tune, call)
  boosts <- !isTRUE(all.equal(boosting_parameters(control$xgboost, call), boosting_defaults))
  penalises <- !isTRUE(all.equal(glmnet_parameters(control$glmnet, call), glmnet_defaults))
  if (control$learner == "xgboost") {
    if (penalises) {
      abort_argument("learner", "\"glmnet\" where `glmnet` is given", control$learner, call)
    }
    return(invisible())
  }
  given <- c("xgboost", "tune")[c(boosts, !is.null(control$tune))]
  if (length(given) > 0) {
    abort_argument(
      "learner", sprintf("\"xgboost\" where `%s` is given", given[1]), control$learner, call
    )
  }
  if (!requireNamespace("glmnet", quietly = TRUE)) {
    rlang::abort(
      paste(
        "`learner = \"glmnet\"` needs the package glmnet: install.packages(\"glmnet\"), or",
        "r-cran-glmnet on Debian and Ubuntu."
      ),
      class = c("radiotmb_missing_error", "radiotmb_error"), call = call
    )
  }
}

# What a result says of a chain that does otherwise than the published one.
learner_flags <- function(parameters) {
  if (parameters$learner != "glmnet") return(NULL)
  paste(
    "learner glmnet: the features that pass the screen go into a penalised regression; no forest",
    "eliminates any, so trees, engine, forest and sizes have no part"
  )
}

# "500 trees", or what a regression has instead.
learner_words <- function(parameters) {
  if (!identical(parameters$learner, "glmnet")) {
    return(sprintf("%d trees", as.integer(parameters$trees)))
  }
  alpha <- parameters$glmnet$alpha
  kind <- if (alpha == 0) "ridge" else if (alpha == 1) "lasso" else "elastic-net"
  sprintf("%s logistic regression (glmnet, alpha %s)", kind, format(alpha))
}

# Completes what learn_chain() has learned. `x` are the training patients' features, all of them,
# complete; `leaked` where they were selected elsewhere.
learn_regression <- function(learned, x, table, parameters, seed, leaked) {
  y <- table$y
  if (min(table(y)) < 2) {
    learned$flags <- c(learned$flags, paste(
      "no regression with one training patient of a class: everyone has the training patients'",
      "share"
    ))
    return(learned)
  }
  columns <- cbind(x[, learned$selected, drop = FALSE], table$covariates)
  alpha <- parameters$glmnet$alpha
  lambdas <- penalty_path(columns, y, parameters)
  loss <- penalty_losses(x, table, parameters, lambdas, seed, learned$selected, leaked)
  if (is.null(loss)) {
    learned$flags <- c(
      learned$flags,
      "too few training patients of a class to choose the penalty: the strongest of the path"
    )
    loss <- seq_along(lambdas)
  }
  # The first of equals, which is the stronger penalty.
  chosen <- which.min(loss)
  path <- fit_penalised(columns, y, lambdas[seq_len(chosen)], parameters)
  coefficient <- path$beta[, chosen]
  kept <- learned$selected[coefficient[seq_along(learned$selected)] != 0]
  if (length(kept) == 0 && length(learned$selected) > 0) {
    learned$flags <- c(learned$flags, "the penalty leaves no feature")
    kept <- learned$selected
  }
  kept <- kept[order(-abs(coefficient[match(kept, colnames(columns))]))]
  learned$selected <- kept
  learned$medians <- learned$medians[kept]
  at <- match(c(kept, colnames(table$covariates)), colnames(columns))
  learned$boosting <- list(alpha = alpha, lambda = lambdas[chosen])
  learned$regression <- list(
    alpha = alpha, lambda = lambdas[chosen], intercept = path$intercept[chosen],
    columns = data.frame(
      name = colnames(columns)[at], mean = path$mean[at], sd = path$sd[at],
      coefficient = coefficient[at], row.names = NULL
    )
  )
  learned
}

# Falling penalties, from the one at which a lasso of this alpha has no feature (for a ridge that of
# alpha 0.001, as glmnet has it).
penalty_path <- function(x, y, parameters) {
  of <- parameters$glmnet
  weights <- observation_weights(y, parameters$class_weights)
  z <- standardised(x, colMeans(x), column_scale(x))
  outcome <- as.numeric(y == levels(y)[2])
  residual <- weights * (outcome - sum(weights * outcome) / sum(weights))
  largest <- max(abs(crossprod(z, residual))) / sum(weights) / max(of$alpha, 1e-3)
  largest * exp(seq(0, log(of$lambda_min_ratio), length.out = of$nlambda))
}

observation_weights <- function(y, class_weights) {
  weights <- class_weight_values(y, class_weights)
  if (is.null(weights)) rep(1, length(y)) else unname(weights[as.character(y)])
}

# A column that is constant in a fold, as an indicator may be, stays 0.
column_scale <- function(x) {
  sd <- column_sd(x)
  ifelse(sd > 0, sd, 1)
}

# The path in standard deviations of the training patients: a column of `beta` a penalty.
fit_penalised <- function(x, y, lambdas, parameters) {
  mean <- colMeans(x)
  sd <- column_scale(x)
  z <- unname(standardised(x, mean, sd))
  # glmnet refuses a single column; a constant one beside it has no coefficient.
  padded <- if (ncol(z) < 2) cbind(z, 0) else z
  # It warns of fewer than 8 patients of a class; the folds have told of them. One penalty is
  # reached along a path.
  path <- suppressWarnings(glmnet::glmnet(
    padded, y, family = "binomial", weights = observation_weights(y, parameters$class_weights),
    alpha = parameters$glmnet$alpha, lambda = lambdas, standardize = FALSE, thresh = 1e-12,
    maxit = 1e6
  ))
  # A path that does not converge ends early.
  reached <- pmin(seq_along(lambdas), length(path$a0))
  list(
    intercept = unname(path$a0)[reached],
    beta = as.matrix(path$beta)[seq_len(ncol(z)), reached, drop = FALSE], mean = unname(mean),
    sd = unname(sd)
  )
}

# The held-out deviance of each penalty in inner folds of the training patients; NULL where a fold
# would train on one patient of a class. With `screen = "inside"` each fold filters and screens its
# own training patients.
penalty_losses <- function(x, table, parameters, lambdas, seed, selected, leaked) {
  y <- table$y
  folds <- min(parameters$inner, patients_of_smaller_class(y, table$copies_of))
  if (folds < 2) return(NULL)
  fold <- grouped_folds(y, table$copies_of, folds, derive_seed(seed, "penalty"))
  if (any(vapply(seq_len(max(fold)), \(k) min(table(y[fold != k])) < 2, logical(1)))) return(NULL)
  screens <- identical(parameters$screen, "inside") && !leaked
  loss <- 0
  for (k in seq_len(max(fold))) {
    train <- fold != k
    own <- selected
    if (screens) own <- select_features(x[train, , drop = FALSE], y[train], parameters, 0)$selected
    columns <- cbind(x[, own, drop = FALSE], table$covariates)
    path <- fit_penalised(columns[train, , drop = FALSE], y[train], lambdas, parameters)
    z <- standardised(columns[!train, , drop = FALSE], path$mean, path$sd)
    link <- sweep(z %*% path$beta, 2, path$intercept, `+`)
    truth <- as.numeric(y[!train] == levels(y)[2])
    weights <- observation_weights(y, parameters$class_weights)[!train]
    # log(1 + exp(link)) without overflow.
    loss <- loss + colSums(weights * (pmax(link, 0) + log1p(exp(-abs(link))) - truth * link))
  }
  loss
}

# The log-odds column by column, so that no digit knows how many rows there are.
regression_terms <- function(regression, x) {
  columns <- regression$columns
  terms <- vapply(seq_len(nrow(columns)), function(j) {
    columns$coefficient[j] * ((x[, j] - columns$mean[j]) / columns$sd[j])
  }, numeric(nrow(x)))
  matrix(terms, nrow(x), dimnames = list(NULL, columns$name))
}

predict_regression <- function(regression, x) {
  terms <- regression_terms(regression, x)
  link <- rep(regression$intercept, nrow(x))
  for (j in seq_len(ncol(terms))) link <- link + terms[, j]
  stats::plogis(link)
}
