#' Internal-external validation: each centre predicted by a model of the others
#'
#' Holds out one centre in turn, runs the whole chain on the patients of the others, predicts the
#' centre's patients, and summarises the AUCs: does the chain do as well in every centre, and what
#' may the next centre expect?
#'
#' The model of a centre has seen none of its patients, so that DeLong's interval of its AUC is
#' valid (for several lesions a patient that of Obuchowski). The AUCs are summarised on the logit
#' scale by a random-effects model: the variance between centres by restricted maximum likelihood,
#' the mean's interval by Hartung and Knapp, the **prediction interval** of a new centre with
#' \eqn{t_{k-2}}. With three centres the latter is nearly everything from 0 to 1, and that is what
#' three centres tell of a fourth. In simulated studies of 3 to 10 centres it held a new centre in
#' 85 to 99%, the mean's interval the mean in 95% (`benchmarks/VALIDITY.md`).
#'
#' What is decided: a centre of one status has no AUC and is left out of the summary; an AUC of 0
#' or 1 has half a pair of patients added (and Hanley and McNeil's standard error, as has a centre
#' with one patient of a status); one AUC alone has no summary, two have no prediction interval.
#' Each is named in `$centres$note` or `$flags`. Where the AUCs differ little, Hartung and
#' Knapp's interval can be narrower than the normal one, which the flag then gives.
#'
#' With `harmonise = "combat"` over centres the centre left out is always a batch that was not seen:
#' `unseen = "unchanged"` takes its patients as they are, and is what a new hospital gets.
#'
#' @inheritParams nested_cv
#' @param observed `NULL` to run the chain here, or a [nested_cv()] with `folds = "centre"`.
#' @param control `NULL`, or the options of the chain as one [nested_cv_control()].
#' @param positive The status to predict; that of `observed`, or `"high"`, where not given.
#' @param ... Further arguments of [nested_cv()] by name.
#' @return An object of class `centre_validation`, a list:
#'   * `centres`: centre, n, n_positive, auc, lower, upper, logit, logit_se, note, interval, weight
#'     (share in the summary)
#'   * `measures`: measure, estimate, lower, upper, interval: `auc` (mean), `auc_new_centre` (the
#'     same with its prediction interval), `tau2` (between centres, of logit AUCs), `i2` (%)
#'   * `q`, `q_p_value`: Cochran's test of equal AUCs; `conf_level`, `positive`, `flags`, `nested`
#'     (the [nested_cv()] behind it), `call`
#'
#'   Methods: print, summary, plot and autoplot (forest plot), tidy (`"measures"` or `"centres"`),
#'   glance.
#' @section Errors: As [nested_cv()] with `folds = "centre"`.
#' @references Royston P, Parmar MKB, Sylvester R (2004). Construction and validation of a
#'   prognostic model across several studies. Stat Med 23:907-926. \doi{10.1002/sim.1691}.
#'   Steyerberg EW, Harrell FE (2016). Prediction models need appropriate internal,
#'   internal-external, and external validation. J Clin Epidemiol 69:245-247. Snell KIE, Ensor J,
#'   Debray TPA, Moons KGM, Riley RD (2018). Meta-analysis of prediction model performance across
#'   multiple studies. Stat Methods Med Res 27:3505-3522. \doi{10.1177/0962280217705678}. Hartung J,
#'   Knapp G (2001). Stat Med 20:3875-3889. Viechtbauer W (2005). J Educ Behav Stat 30:261-293.
#'   Higgins JPT, Thompson SG, Spiegelhalter DJ (2009). J R Stat Soc A 172:137-159.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:48), matrix(rnorm(48 * 8), 48))
#' labels <- data.frame(
#'   patient_id = features$patient_id, status = rep(c("high", "low"), 24),
#'   centre = rep(c("North", "South", "West"), each = 16)
#' )
#' features$X1 <- features$X1 + 2 * (labels$status == "high")
#' validate_centres(features, labels, inner = 2, trees = 10, bootstrap = 20)
#' @export
validate_centres <- function(features, labels, positive = NULL, centre = NULL, observed = NULL,
                             conf_level = 0.95, control = NULL, ...) {
  check_conf_level(conf_level)
  nested <- observed
  if (is.null(nested)) {
    given <- list(...)
    given$folds <- "centre"
    given$positive <- if (is.null(positive)) "high" else positive
    # The arguments by name, so that an error's call holds no data.
    nested <- rlang::inject(
      nested_cv(features, labels, centre = centre, control = control, !!!given)
    )
  }
  if (!inherits(nested, "nested_cv") || !leaves_centres_out(nested$parameters)) {
    abort_argument("observed", "NULL or a nested_cv() with `folds = \"centre\"`", observed)
  }
  if (!is.null(positive) && !identical(as.character(positive), nested$parameters$positive)) {
    abort_argument("positive", "that of `observed`", positive)
  }
  if (!is.null(observed)) check_observed_centres(observed, labels, centre, control, ...)
  found <- centre_validation(nested, conf_level)
  found$call <- stored_call(match.call())
  found
}

# What has been run already takes no other patients or options.
check_observed_centres <- function(observed, labels, centre, control, ...,
                                   call = rlang::caller_env()) {
  given <- c(names(list(...)), if (!is.null(centre)) "centre", if (!is.null(control)) "control")
  if (length(given) > 0) {
    abort_argument(given[1], "left out with `observed`, which has its own", "another", call)
  }
  labels <- check_columns(labels, "labels", c("patient_id", "status"), call)
  absent <- setdiff(observed$averaged$patient_id, as.character(labels$patient_id))
  if (length(absent) > 0) {
    abort_data(
      "`observed` is of other patients: `labels` lacks %s.", name_some(absent), call = call
    )
  }
}

centre_validation <- function(nested, conf_level) {
  positive <- nested$parameters$positive
  centres <- centre_areas(nested$averaged, positive, conf_level, TRUE)
  judged <- !is.na(centres$auc)
  summed <- if (sum(judged) > 1) {
    random_effects(centres$logit[judged], centres$logit_se[judged]^2, conf_level)
  }
  centres$weight <- NA_real_
  if (!is.null(summed)) centres$weight[judged] <- summed$weight
  structure(
    list(
      centres = centres, measures = centre_measures(summed),
      q = if (is.null(summed)) NA_real_ else summed$q,
      q_p_value = if (is.null(summed)) NA_real_ else summed$q_p_value,
      conf_level = conf_level, positive = positive,
      flags = c(nested$flags, summary_flags(centres, summed, conf_level)), nested = nested
    ),
    class = "centre_validation"
  )
}

centre_measures <- function(summed) {
  if (is.null(summed)) summed <- list()
  value <- function(name) if (is.null(summed[[name]])) NA_real_ else summed[[name]]
  area <- function(name) stats::plogis(value(name))
  data.frame(
    measure = c("auc", "auc_new_centre", "tau2", "i2"),
    estimate = c(area("mean"), area("mean"), value("tau2"), value("i2")),
    lower = c(area("lower"), area("prediction_lower"), value("tau2_lower"), value("i2_lower")),
    upper = c(area("upper"), area("prediction_upper"), value("tau2_upper"), value("i2_upper")),
    interval = c(
      "Hartung-Knapp, random effects", "prediction interval of a new centre", "Q-profile",
      "Q-profile"
    )
  )
}

# benchmarks/VALIDITY.md.
predicts_too_little <- paste(
  "in simulated studies of 3 to 10 centres the 95% prediction interval held a new centre in 85 to",
  "99%: a small variance between centres is often estimated as 0"
)

summary_flags <- function(centres, summed, conf_level) {
  left_out <- centres$centre[is.na(centres$auc)]
  noted <- nzchar(centres$note) & !is.na(centres$auc)
  c(
    if (length(left_out) > 0) {
      sprintf("without an AUC and out of the summary: %s", name_some(left_out))
    },
    if (any(noted)) sprintf("centre %s: %s", centres$centre[noted], centres$note[noted]),
    if (is.null(summed)) "one AUC alone: no summary over centres",
    if (!is.null(summed) && summed$k == 2) "two AUCs: no prediction interval of a new centre",
    if (!is.null(summed) && summed$k %in% 3:5) {
      sprintf("%d AUCs tell little of how far centres differ: see the intervals", summed$k)
    },
    if (!is.null(summed) && summed$k > 2 && conf_level == 0.95) predicts_too_little,
    if (!is.null(summed) && summed$lower > summed$normal_lower) {
      sprintf(
        paste(
          "the AUCs differ so little that Hartung and Knapp's interval is narrower than the",
          "normal one, which is %.3f to %.3f"
        ),
        stats::plogis(summed$normal_lower), stats::plogis(summed$normal_upper)
      )
    }
  )
}
