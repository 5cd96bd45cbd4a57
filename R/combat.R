#' ComBat: batch effects estimated and removed
#'
#' Estimates how scanners, kernels or centres (batches) shift and scale each feature, and removes
#' it, by parametric empirical Bayes. What is learned from some patients is applied to others by
#' `predict()`, so that held-out patients have no part in it.
#'
#' Feature \eqn{g} of patient \eqn{j} of batch \eqn{i} is modelled as
#' \eqn{Y_{ijg} = \alpha_g + X_j\beta_g + \gamma_{ig} + \delta_{ig}\epsilon_{ijg}}. After
#' \eqn{\alpha}, \eqn{\beta} and the pooled standard deviation \eqn{\sigma_g} are estimated by least
#' squares, the batch's \eqn{\gamma} and \eqn{\delta^2} are shrunk towards the mean over the
#' features (normal and inverse gamma priors, whose parameters are the moments over the features).
#' The harmonised value is
#' \eqn{\sigma_g (Z_{ijg} - \gamma^*_{ig}) / \delta^*_{ig} + \alpha_g + X_j\beta_g}. The formulas,
#' and the point at which the iteration stops (a largest relative change of 1e-4, divided by the
#' signed value), are those of neuroCombat, whose values these are to 1e-8.
#'
#' Degenerate cases are decided and named in `$flags`:
#' * **A batch of one patient** has no spread: its location alone is adjusted (shrunk, as for one
#'   observation of variance 1).
#' * **A feature constant within a batch** keeps the pooled spread there (\eqn{\delta = 1}), as in
#'   neuroCombat.
#' * **A feature constant within every batch** tells nothing but the batch: it becomes its mean.
#' * **One batch alone** leaves nothing to harmonise: the features stay as they are.
#' * **One feature alone** has no others to learn from: its estimates are not shrunk.
#' * **A column of `keep` that the batches determine** cannot be told from them: with
#'   `confounded = "refuse"` it is refused, with `"drop"` it is not kept.
#'
#' @param x Matrix or data frame, patients by features, of finite numbers.
#' @param batch Batch of each patient: a text, number or factor.
#' @param keep `NULL`, or a numeric matrix or a data frame of what shall be kept, a row a patient
#'   (factors and texts become indicators). Not the status to be predicted: the next patient's is
#'   not known, and a status that was kept comes back as a prediction.
#' @param confounded What becomes of a column of `keep` that the batches determine: `"refuse"` or
#'   `"drop"`.
#' @param object,unseen In `predict()`: a `combat` object; what becomes of patients of a batch that
#'   it has not seen: `"refuse"`, or `"unchanged"`, which takes them as of the average batch.
#' @param ... Not used.
#' @return `fit_combat()` an object of class `combat`, a list: `harmonised` (`x` without batch
#'   effects), `batches` (batch, n), `grand_mean`, `sd` (of each feature), `gamma`, `delta` (batches
#'   by features; \eqn{\delta^2}, a variance), `beta` (columns of `keep` by features), `flags`;
#'   `predict()` the matrix `x` without batch effects. Methods: print, tidy (a row a batch and
#'   feature), glance.
#' @section Errors: `radiotmb_data_error` for missing values, a batch that is missing, an unseen
#'   batch, and confounded columns.
#' @references Johnson WE, Li C, Rabinovic A (2007). Adjusting batch effects in microarray
#'   expression data using empirical Bayes methods. Biostatistics 8:118-127.
#'   \doi{10.1093/biostatistics/kxj037}. Fortin JP, et al. (2018). Harmonization of cortical
#'   thickness measurements across scanners and sites. NeuroImage 167:104-120.
#'   \doi{10.1016/j.neuroimage.2017.11.024}. Nygaard V, Rodland EA, Hovig E (2016). Methods that
#'   remove batch effects while retaining group differences may lead to exaggerated confidence in
#'   downstream analyses. Biostatistics 17:29-39. \doi{10.1093/biostatistics/kxv027}
#' @seealso `harmonise` of [nested_cv()], which learns ComBat in each fold.
#' @examples
#' set.seed(1)
#' x <- matrix(rnorm(40 * 5), 40, dimnames = list(NULL, letters[1:5]))
#' batch <- rep(c("A", "B"), each = 20)
#' x[batch == "B", ] <- 3 + 2 * x[batch == "B", ]
#' found <- fit_combat(x, batch)
#' found
#' colMeans(found$harmonised[batch == "B", ]) - colMeans(found$harmonised[batch == "A", ])
#' predict(found, x[1:2, ], batch = c("A", "B"))
#' @export
fit_combat <- function(x, batch, keep = NULL, confounded = "refuse") {
  check_choice(confounded, "confounded", c("refuse", "drop"))
  x <- feature_matrix(x)
  batch <- checked_batches(batch, nrow(x))
  learned <- learn_combat(x, batch, kept_matrix(keep, nrow(x)), confounded, rlang::current_env())
  structure(
    c(
      list(harmonised = apply_combat(learned, x, batch, kept_matrix(keep, nrow(x)))), learned,
      list(call = stored_call(match.call()))
    ),
    class = "combat"
  )
}

#' @rdname fit_combat
#' @export
predict.combat <- function(object, x, batch, keep = NULL, unseen = "refuse", ...) {
  rlang::check_dots_empty()
  check_choice(unseen, "unseen", c("refuse", "unchanged"))
  x <- feature_matrix(x)
  absent <- setdiff(names(object$sd), colnames(x))
  if (length(absent) > 0) {
    abort_data("`x` lacks %d features: %s.", length(absent), name_some(sQuote(absent, FALSE)))
  }
  batch <- checked_batches(batch, nrow(x))
  keep <- kept_matrix(keep, nrow(x))
  if (length(setdiff(rownames(object$beta), colnames(keep))) > 0) {
    abort_argument(
      "keep", sprintf("columns %s, as in training", name_some(rownames(object$beta))), keep
    )
  }
  refuse_unseen(batch, object$batches$batch, unseen, rlang::current_env())
  apply_combat(object, x[, names(object$sd), drop = FALSE], batch, keep)
}

checked_batches <- function(batch, n, call = rlang::caller_env()) {
  if (!is.atomic(batch) || length(batch) != n) {
    abort_argument("batch", sprintf("one value for each of the %d rows", n), batch, call)
  }
  if (anyNA(batch)) abort_data("`batch` is missing in row %d.", which(is.na(batch))[1], call = call)
  as.character(batch)
}

kept_matrix <- function(keep, n, call = rlang::caller_env()) {
  if (is.null(keep)) return(NULL)
  if (is.data.frame(keep)) keep <- stats::model.matrix(~., keep)[, -1, drop = FALSE]
  if (!is.matrix(keep) || !is.numeric(keep) || nrow(keep) != n || !all(is.finite(keep))) {
    abort_argument("keep", sprintf("NULL, or finite columns of %d rows", n), keep, call)
  }
  if (is.null(colnames(keep))) colnames(keep) <- sprintf("keep%d", seq_len(ncol(keep)))
  keep
}

refuse_unseen <- function(batch, known, unseen, call) {
  other <- setdiff(batch, known)
  if (length(other) == 0 || unseen == "unchanged") return(invisible())
  abort_data(
    paste(
      "No training patient is of the batch %s (they are of %s): what it does to features is not",
      "known. `unseen = \"unchanged\"` takes its patients as they are."
    ),
    name_some(sQuote(other, FALSE)), name_some(known), call = call
  )
}

# Of a matrix without missing values; rows may be in any order.
learn_combat <- function(x, batch, keep = NULL, confounded = "drop", call = rlang::caller_env()) {
  batches <- sort(unique(batch), method = "radix")
  design <- outer(batch, batches, `==`) + 0
  counts <- colSums(design)
  estimable <- estimable_columns(design, keep, confounded, call)
  keep <- keep[, estimable, drop = FALSE]
  p <- ncol(x)
  empty <- matrix(numeric(), 0, p, dimnames = list(character(), colnames(x)))
  learned <- list(
    batches = data.frame(batch = batches, n = as.integer(counts)),
    grand_mean = stats::setNames(numeric(p), colnames(x)),
    sd = stats::setNames(rep(1, p), colnames(x)),
    gamma = matrix(0, length(batches), p, dimnames = list(batches, colnames(x))),
    delta = matrix(1, length(batches), p, dimnames = list(batches, colnames(x))),
    beta = empty, flags = attr(estimable, "flags")
  )
  if (length(batches) < 2) {
    learned$flags <- c(learned$flags, "one batch alone: nothing to harmonise")
    return(learned)
  }
  fit <- stats::.lm.fit(cbind(design, keep), x)
  coefficients <- matrix(fit$coefficients, ncol = p)
  own <- seq_along(batches)
  learned$grand_mean[] <- drop((counts / nrow(x)) %*% coefficients[own, , drop = FALSE])
  if (!is.null(keep) && ncol(keep) > 0) {
    learned$beta <- matrix(
      coefficients[-own, , drop = FALSE], ncol = p, dimnames = list(colnames(keep), colnames(x))
    )
  }
  pooled <- colMeans(matrix(fit$residuals, ncol = p)^2)
  # Of the size of rounding: the feature does not vary within batches.
  still <- pooled <= (1e-10)^2 * pmax(colMeans(x^2), .Machine$double.xmin)
  learned$sd[] <- ifelse(still, 0, sqrt(pooled))
  if (any(still)) {
    learned$flags <- c(learned$flags, sprintf(
      "%d feature%s constant within every batch became the mean", sum(still),
      if (sum(still) > 1) "s" else ""
    ))
  }
  if (all(still)) return(learned)
  z <- standardised_features(learned, x, keep)[, !still, drop = FALSE]
  for (i in own) {
    found <- shrunk_batch(z[batch == batches[i], , drop = FALSE])
    learned$gamma[i, !still] <- found$gamma
    learned$delta[i, !still] <- found$delta
    if (!is.null(found$flag)) {
      learned$flags <- c(learned$flags, sprintf("batch %s: %s", batches[i], found$flag))
    }
  }
  learned
}

# The columns to keep that the batches and each other do not determine.
estimable_columns <- function(design, keep, confounded, call) {
  if (is.null(keep) || ncol(keep) == 0) return(structure(integer(), flags = character()))
  decomposed <- qr(cbind(design, scale(keep, scale = FALSE)))
  independent <- decomposed$pivot[seq_len(decomposed$rank)]
  estimable <- which((ncol(design) + seq_len(ncol(keep))) %in% independent)
  lost <- setdiff(seq_len(ncol(keep)), estimable)
  if (length(lost) > 0 && confounded == "refuse") {
    abort_data(
      paste(
        "The batches (and the other columns to keep) determine %s: what is the batch's and what",
        "is its own cannot be told. Leave it out of `keep`."
      ),
      name_some(sQuote(colnames(keep)[lost], FALSE)), call = call
    )
  }
  structure(estimable, flags = if (length(lost) > 0) {
    sprintf("not kept, determined by the batches: %s", name_some(colnames(keep)[lost]))
  })
}

kept_effect <- function(learned, keep) {
  if (nrow(learned$beta) == 0) return(0)
  unname(keep[, rownames(learned$beta), drop = FALSE] %*% learned$beta)
}

# A feature that does not vary within batches has no scale: all of it is 0.
standardised_features <- function(learned, x, keep) {
  z <- x - kept_effect(learned, keep) - rep(learned$grand_mean, each = nrow(x))
  z <- z / rep(ifelse(learned$sd > 0, learned$sd, Inf), each = nrow(x))
  z
}

# The rows without batch effects; one of a batch that was not seen is as of the average batch.
apply_combat <- function(learned, x, batch, keep = NULL) {
  if (nrow(learned$batches) < 2) return(x)
  place <- match(batch, learned$batches$batch)
  known <- !is.na(place)
  varies <- learned$sd > 0
  adjusted <- x
  z <- standardised_features(learned, x, keep)[known, , drop = FALSE]
  z <- (z - learned$gamma[place[known], , drop = FALSE]) /
    sqrt(learned$delta[place[known], , drop = FALSE])
  effect <- kept_effect(learned, keep)
  if (is.matrix(effect)) effect <- effect[known, , drop = FALSE]
  adjusted[known, ] <- z * rep(learned$sd, each = sum(known)) +
    rep(learned$grand_mean, each = sum(known)) + effect
  if (any(!varies)) adjusted[, !varies] <- rep(learned$grand_mean[!varies], each = nrow(x))
  adjusted
}

# Location and variance of a batch's standardised features, shrunk to those of the batch's others.
shrunk_batch <- function(z) {
  n <- nrow(z)
  location <- colMeans(z)
  variance <- if (n > 1) colSums((z - rep(location, each = n))^2) / (n - 1) else rep(1, ncol(z))
  still <- n > 1 & variance < 1e-20
  variance[still] <- 1
  flag <- c(
    if (n == 1) "of one patient: location alone is adjusted",
    if (any(still)) sprintf("%d features constant: spread not adjusted", sum(still))
  )
  if (ncol(z) < 2) {
    return(list(gamma = location, delta = variance, flag = c(flag, "one feature: not shrunk")))
  }
  prior <- list(mean = mean(location), variance = stats::var(location))
  if (n == 1) {
    gamma <- posterior_mean(location, prior, 1, 1)
    return(list(gamma = gamma, delta = rep(1, ncol(z)), flag = flag))
  }
  found <- posterior_batch(z, location, variance, prior)
  list(gamma = found$gamma, delta = found$delta, flag = if (length(flag) > 0) {
    paste(flag, collapse = "; ")
  })
}

posterior_mean <- function(location, prior, n, variance) {
  (prior$variance * n * location + variance * prior$mean) / (prior$variance * n + variance)
}

# The two conditional posterior means in turn (Johnson et al. 2007, equation 3.1 and after), until
# the largest relative change is at most 1e-4: divided by the signed value, as ComBat's authors do,
# so that the number of steps, and with it the value, is theirs.
posterior_batch <- function(z, location, variance, prior) {
  n <- nrow(z)
  m <- mean(variance)
  s2 <- stats::var(variance)
  # Without any spread of the variances their prior has no spread either: they all are its mean.
  if (s2 == 0) {
    return(list(gamma = posterior_mean(location, prior, n, m), delta = rep(m, length(location))))
  }
  shape <- (2 * s2 + m^2) / s2
  scale <- (m * s2 + m^3) / s2
  gamma <- location
  delta <- variance
  for (step in seq_len(10000)) {
    gamma_next <- posterior_mean(location, prior, n, delta)
    squares <- colSums((z - rep(gamma_next, each = n))^2)
    delta_next <- (squares / 2 + scale) / (n / 2 + shape - 1)
    change <- c(abs(gamma_next - gamma) / gamma, abs(delta_next - delta) / delta)
    gamma <- gamma_next
    delta <- delta_next
    if (max(change[is.finite(change)], 0) <= 1e-4) break
  }
  list(gamma = gamma, delta = delta)
}
