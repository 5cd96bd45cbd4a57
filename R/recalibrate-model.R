#' Recalibrate a model to another hospital
#'
#' Fits the model's log-odds to the patients of another hospital (intercept, or intercept and
#' slope), and calibrates its conformal sets by them. The result is a new model that names its
#' parent; the trees and the ranking of the patients stay.
#'
#' The cutoff moves with the probabilities, so that the same patients have the same status. The
#' conformal sets use the parent's probabilities, which these patients had no part in: for the next
#' patient who is exchangeable with them, the guarantee is exact (split conformal prediction). The
#' new probabilities were fitted to these patients, so how well calibrated they are must be judged
#' on others.
#'
#' @inheritParams validate_model
#' @param method `"both"` intercept and slope, or the `"intercept"` alone, which few patients bear
#'   better.
#' @param ... `covariates`, `quality` and `missing` of [predict.fitted_model()], and
#'   `training_patients` of [validate_model()].
#' @return An object of class `fitted_model` with `recalibration` (method, intercept, slope, their
#'   standard errors, n, n_positive) and `parent` (the checksum of the parent's file).
#' @section Errors: `radiotmb_data_error` where the model is recalibrated already (recalibrate its
#'   parent), where the statuses are separated perfectly, or where the slope is not positive: the
#'   model ranks these patients the wrong way round, which no recalibration mends.
#' @references Cox DR (1958). Two further applications of a model for binary regression. Biometrika
#'   45:562-565. Steyerberg EW, et al. (2004). Validation and updating of predictive logistic
#'   regression models. Stat Med 23:2567-2586. \doi{10.1002/sim.1844}. Papadopoulos H, et al.
#'   (2002). Inductive confidence machines for regression. ECML 2002:345-356.
#' @examples
#' set.seed(1)
#' x <- data.frame(patient_id = sprintf("P%02d", 1:60), matrix(rnorm(60 * 5), 60))
#' y <- data.frame(patient_id = x$patient_id, status = ifelse(x$X1 + rnorm(60) > 0, "high", "low"))
#' model <- fit_model(x[1:20, ], y[1:20, ], outer = 2, inner = 2, trees = 10, bootstrap = 20)
#' recalibrate_model(model, x[21:60, ], y[21:60, ])
#' @export
recalibrate_model <- function(model, features, labels, method = "both", ...) {
  call <- rlang::current_env()
  model <- as_fitted_model(model, call)
  check_choice(method, "method", c("both", "intercept"))
  if (!is.null(model$recalibration)) {
    abort_data("The model is recalibrated already: recalibrate its parent.", call = call)
  }
  given <- further_options(
    list(...),
    list(
      covariates = NULL, quality = NULL, missing = NULL, unseen = NULL,
      training_patients = "refuse"
    ), call
  )
  cohort <- labelled_predictions(model, features, labels, given, call)
  raw <- cohort$predictions$probability
  is_positive <- positive_class(cohort$predictions$truth, model$positive, call)
  found <- fit_recalibration(is_positive, raw, method, call)
  parent <- model_checksum(model)
  model$nested <- NULL
  model$recalibration <- c(found, list(
    n = length(raw), n_positive = sum(is_positive), fingerprints = cohort$fingerprints
  ))
  model$cutoff <- list(
    value = recalibrated(model$cutoff$value, model$recalibration),
    origin = paste0("the parent's, on the recalibrated scale: ", model$cutoff$origin)
  )
  model$conformal <- list(
    kind = "split", guarantee = conformal_guarantees[["split"]],
    positive = sort(raw[is_positive]), negative = sort(raw[!is_positive])
  )
  model$flags <- c(
    model$flags,
    sprintf(
      "recalibrated by %d patients: the performance, with its calibration, is the parent's",
      length(raw)
    )
  )
  model["parent"] <- parent
  model_of_text(model_text(model), "the model", call)
}

fit_recalibration <- function(is_positive, probability, method, call) {
  score <- stats::qlogis(pmin(pmax(probability, 1e-6), 1 - 1e-6))
  if (method == "both" && auc_by_ranks(is_positive, probability) %in% c(0, 1)) {
    abort_data(
      paste(
        "The model separates the statuses of these patients perfectly: no slope fits.",
        "`method = \"intercept\"` does."
      ),
      call = call
    )
  }
  # A failed fit is refused below.
  fit <- suppressWarnings(if (method == "both") {
    stats::glm(is_positive ~ score, family = stats::binomial())
  } else {
    stats::glm(is_positive ~ offset(score), family = stats::binomial())
  })
  table <- stats::coef(summary(fit))
  if (!fit$converged || nrow(table) < (1 + (method == "both"))) {
    abort_data(
      "No recalibration fits these %d patients: are their probabilities all equal?",
      length(score), call = call
    )
  }
  slope <- if (method == "both") unname(table[2, 1:2]) else c(1, NA_real_)
  if (slope[1] <= 0) {
    abort_data(
      paste(
        "The slope is %.2f: the model ranks these patients no better than chance or the wrong way",
        "round, which no recalibration mends."
      ),
      slope[1], call = call
    )
  }
  list(
    method = method, intercept = unname(table[1, 1]), slope = slope[1],
    intercept_se = unname(table[1, 2]), slope_se = slope[2]
  )
}

# As Python takes it.
recalibrate_model_text <- function(...) model_text(recalibrate_model(...))
