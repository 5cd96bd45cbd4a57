#' Patients needed to develop a prediction model
#'
#' Riley's criteria for a binary outcome: the number of patients from which on a model of so many
#' parameters is shrunk little, looks hardly better than it is, and knows the overall risk.
#'
#' The criteria are for regression of parameters that are fixed beforehand. A chain that screens a
#' thousand features has many more: count the candidates that it chooses among for a cautious
#' number, and read the answer as a lower bound.
#'
#' 1. expected uniform shrinkage of at least `shrinkage`:
#'    \eqn{n = p / ((S - 1) \ln(1 - R^2_{CS} / S))};
#' 2. a difference of at most `optimism` between apparent and adjusted Nagelkerke's \eqn{R^2}: the
#'    same with \eqn{S = R^2_{CS} / (R^2_{CS} + \delta \max R^2_{CS})};
#' 3. the overall risk known to `margin`: \eqn{n = (1.96 / margin)^2 \pi (1 - \pi)}.
#'
#' Cox and Snell's \eqn{R^2_{CS}} follows from the expected AUC, with a linear predictor that is
#' normal with the same variance in both classes (Riley 2021), unless it is given.
#'
#' @param parameters Number of candidate parameters.
#' @param auc Expected AUC of the model.
#' @param prevalence Share of positive patients.
#' @param r_squared `NULL`, or the expected Cox-Snell R squared.
#' @param shrinkage,optimism,margin See above.
#' @return A data frame: criterion, patients, events (positive patients), events_per_parameter; its
#'   last row is the largest of the three.
#' @references Riley RD, et al. Minimum sample size for developing a multivariable prediction model:
#'   PART II - binary and time-to-event outcomes. Stat Med 2019;38:1276-1296.
#'   \doi{10.1002/sim.7992}. Riley RD, Van Calster B, Collins GS. A note on estimating the Cox-Snell
#'   R2 from a reported C statistic. Stat Med 2021;40:859-864. \doi{10.1002/sim.8806}
#' @examples
#' plan_development(parameters = 5, auc = 0.75, prevalence = 1 / 3)
#' @export
plan_development <- function(parameters, auc = 0.75, prevalence = 8 / 24, r_squared = NULL,
                             shrinkage = 0.9, optimism = 0.05, margin = 0.05) {
  check_whole(parameters, "parameters", 1)
  check_number(auc, "auc", 0.5, 1)
  check_open_share(prevalence, "prevalence")
  check_open_share(shrinkage, "shrinkage")
  check_open_share(optimism, "optimism")
  check_open_share(margin, "margin")
  largest <- 1 - exp(2 * (prevalence * log(prevalence) + (1 - prevalence) * log(1 - prevalence)))
  if (is.null(r_squared)) r_squared <- r_squared_of_auc(auc, prevalence)
  check_number(r_squared, "r_squared", 0, largest)
  needed <- function(s) parameters / ((s - 1) * log(1 - r_squared / s))
  patients <- c(
    needed(shrinkage), needed(r_squared / (r_squared + optimism * largest)),
    (stats::qnorm(0.975) / margin)^2 * prevalence * (1 - prevalence)
  )
  patients <- ceiling(c(patients, max(patients)))
  data.frame(
    criterion = c("shrinkage", "optimism of R squared", "overall risk", "all"),
    patients = patients, events = patients * prevalence,
    events_per_parameter = patients * prevalence / parameters
  )
}

# Under the binormal model the log likelihood of the true risks over that of the mean risk, a
# patient.
r_squared_of_auc <- function(auc, prevalence) {
  shift <- sqrt(2) * stats::qnorm(auc)
  gain <- function(x, positive) {
    log_odds <- stats::qlogis(prevalence) + shift * x - shift^2 / 2
    density <- stats::dnorm(x, if (positive) shift else 0)
    density * (stats::plogis(log_odds, lower.tail = positive, log.p = TRUE) -
                 log(if (positive) prevalence else 1 - prevalence))
  }
  each <- vapply(c(TRUE, FALSE), function(positive) {
    middle <- if (positive) shift else 0
    stats::integrate(gain, middle - 10, middle + 10, positive = positive, rel.tol = 1e-9)$value
  }, numeric(1))
  1 - exp(-2 * (prevalence * each[1] + (1 - prevalence) * each[2]))
}
