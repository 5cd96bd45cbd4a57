# Logistic regression by Firth's penalised likelihood (Firth D. Biometrika 1993;80:27-38), which has
# finite coefficients where the statuses are separated, as they often are in 24 patients, and whose
# likelihood ratio keeps its level better there (Heinze G, Schemper M. Stat Med 2002;21:2409-2419).
# `x` has the intercept as its first column; `held` are coefficients that stay at the values of
# `start`.
firth_logistic <- function(x, is_positive, held = integer(), start = NULL) {
  free <- setdiff(seq_len(ncol(x)), held)
  beta <- if (is.null(start)) numeric(ncol(x)) else start
  x <- unname(x)
  state <- firth_state(x, is_positive, beta)
  converged <- FALSE
  for (iteration in seq_len(200)) {
    # The penalty is that of all columns, held ones among them.
    gradient <- crossprod(x[, free, drop = FALSE], state$residual)
    if (length(free) == 0 || max(abs(gradient)) < 1e-8) {
      converged <- TRUE
      break
    }
    step <- solve(state$information[free, free, drop = FALSE], gradient)
    step <- step * min(1, 5 / max(abs(step)))
    for (halving in seq_len(30)) {
      moved <- beta
      moved[free] <- beta[free] + step
      new <- firth_state(x, is_positive, moved)
      if (is.finite(new$log_likelihood) && new$log_likelihood >= state$log_likelihood - 1e-12) break
      step <- step / 2
    }
    beta <- moved
    state <- new
  }
  list(
    coefficients = beta, log_likelihood = state$log_likelihood, information = state$information,
    converged = converged
  )
}

firth_state <- function(x, is_positive, beta) {
  link <- drop(x %*% beta)
  p <- stats::plogis(link)
  weighted <- x * sqrt(p * (1 - p))
  information <- crossprod(weighted)
  decomposed <- tryCatch(chol(information), error = function(error) NULL)
  if (is.null(decomposed)) return(list(log_likelihood = -Inf))
  hat <- colSums(backsolve(decomposed, t(weighted), transpose = TRUE)^2)
  list(
    log_likelihood = sum(ifelse(
      is_positive, stats::plogis(link, log.p = TRUE), stats::plogis(-link, log.p = TRUE)
    )) + sum(log(diag(decomposed))),
    residual = is_positive - p + hat * (0.5 - p), information = information
  )
}

# The design of numeric columns: centred and scaled, without those that others make up.
firth_design <- function(columns) {
  center <- colMeans(columns)
  scale <- column_scale(columns)
  z <- cbind(1, standardised(columns, center, scale))
  decomposed <- qr(z)
  used <- sort(decomposed$pivot[seq_len(decomposed$rank)])
  list(x = z[, used, drop = FALSE], used = used, center = center, scale = scale)
}

# A regression to predict with: the intercept is set so that the mean probability is the share of
# positive patients, which Firth's is not (FLIC: Puhr R, et al. Stat Med 2017;36:2302-2317).
learn_clinical <- function(columns, is_positive) {
  design <- firth_design(columns)
  fit <- firth_logistic(design$x, is_positive)
  slope <- numeric(ncol(columns) + 1)
  slope[design$used] <- fit$coefficients
  without <- drop(design$x[, -1, drop = FALSE] %*% fit$coefficients[-1])
  # Both statuses are there, so that a root exists within the range of the rest.
  intercept <- stats::uniroot(
    \(at) mean(stats::plogis(at + without)) - mean(is_positive), c(-1, 1),
    extendInt = "upX", tol = 1e-10
  )$root
  list(intercept = intercept, slope = slope[-1], center = design$center, scale = design$scale)
}

predict_clinical <- function(learned, columns) {
  z <- standardised(columns, learned$center, learned$scale)
  stats::plogis(learned$intercept + drop(z %*% learned$slope))
}

# The signed root alone, without the interval's many fits.
firth_root <- function(columns, is_positive) {
  design <- firth_design(columns)
  last <- ncol(design$x)
  if (!(ncol(columns) + 1) %in% design$used) return(NA_real_)
  full <- firth_logistic(design$x, is_positive)
  restricted <- firth_logistic(design$x, is_positive, last)
  gain <- 2 * (full$log_likelihood - restricted$log_likelihood)
  sign(full$coefficients[last]) * sqrt(max(gain, 0))
}

# The likelihood ratio of the last column beyond the others, with the sign of its coefficient, which
# has the interval of the profile likelihood.
firth_last_column <- function(columns, is_positive, conf_level) {
  design <- firth_design(columns)
  last <- ncol(design$x)
  nothing <- list(
    estimate = NA_real_, lower = NA_real_, upper = NA_real_, statistic = NA_real_,
    p_value = NA_real_
  )
  if (!(ncol(columns) + 1) %in% design$used) return(nothing)
  full <- firth_logistic(design$x, is_positive)
  at <- function(value) {
    start <- full$coefficients
    start[last] <- value
    2 * (full$log_likelihood - firth_logistic(design$x, is_positive, last, start)$log_likelihood)
  }
  estimate <- full$coefficients[last]
  root <- sign(estimate) * sqrt(max(at(0), 0))
  limit <- function(side) {
    se <- sqrt(solve(full$information)[last, last])
    far <- estimate + side * se
    reaches <- stats::qchisq(conf_level, 1)
    for (widening in seq_len(40)) {
      if (at(far) > reaches) {
        ends <- sort(c(estimate, far))
        return(stats::uniroot(\(value) at(value) - reaches, ends, tol = 1e-6)$root)
      }
      far <- estimate + (far - estimate) * 1.6
    }
    side * Inf
  }
  scale <- unname(design$scale[ncol(columns)])
  list(
    estimate = estimate / scale, lower = limit(-1) / scale, upper = limit(1) / scale,
    statistic = root, p_value = stats::pnorm(root, lower.tail = FALSE)
  )
}
