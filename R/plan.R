#' Sample size and panel size of the next study
#'
#' Computes the patients needed to estimate an AUC and a sensitivity for discordance to a chosen
#' width, the panel size that keeps misclassification at the cutoff rare, and the widths that a
#' given number of patients yields.
#'
#' @param auc Expected AUC.
#' @param prevalence Share of patients whose lesion is TMB-high.
#' @param auc_width Full width of the AUC's interval that is wanted.
#' @param sensitivity Expected sensitivity for discordance.
#' @param discordant Share of patients whose two lesions differ in status.
#' @param sensitivity_width Full width of the sensitivity's interval that is wanted.
#' @param tmb True burdens, in mutations per megabase, that must be classified rightly.
#' @param misclassified Share of such tumors that may fall on the wrong side of the cutoff.
#' @param x,object An object of class `study_plan`.
#' @param ... Options by name: `cutoff`, mutations per megabase from which a burden is called high
#'   (10); `n`, the number of patients whose interval widths are shown (24); `conf_level`, the
#'   confidence level of the intervals (0.95); `max_patients` (5000) and `max_megabases` (60), where
#'   the search ends; `assurance`, the chance with which the width shall be reached (0.8). Methods
#'   do not use it.
#' @return An object of class `study_plan`, a list of data frames:
#'   - `patients`: `aim`, `assumption`, `width` (wanted), `patients` (the least number from which on
#'     every larger number gives it; `NA` beyond `max_patients`), `cases` (TMB-high or discordant
#'     patients among them), `reached` (the chance that a study of that size has an interval no
#'     wider
#'     than wanted, when cases and estimate vary) and `assured` (the patients with whom that chance
#'     is `assurance`);
#'   - `panel`: `tmb`, `megabases` (the least size, in steps of 0.1, from which on every larger one
#'     keeps the rate; `NA` beyond `max_megabases`), `misclassified` (at that size), and
#'     `at_1.2_mb` (the rate over 1.2 megabases);
#'   - `widths`: what `n` patients give: `quantity`, `estimate`, `lower`, `upper`, `width`.
#' @details AUC intervals are Hanley and McNeil's, those of shares Clopper and Pearson's. Widths are
#'   of intervals before they are cut at 0 and 1. A burden equal to the cutoff cannot be classified
#'   rightly by any panel; a tumor is misclassified when the Poisson count over the panel falls on
#'   the other side of the cutoff than its true burden.
#' @section Errors: `radiotmb_argument_error` where an argument is out of range.
#' @references Hanley JA, McNeil BJ. Radiology 1982;143:29-36.
#'   \doi{10.1148/radiology.143.1.7063747}
#'
#'   Buchhalter I, et al. Size matters: dissecting key parameters for panel-based tumor mutational
#'   burden analysis. Int J Cancer 2019;144:848-858. \doi{10.1002/ijc.31878}
#' @examples
#' plan_study(auc = 0.75, prevalence = 1 / 3, auc_width = 0.2)
#' @export
plan_study <- function(auc = 0.75, prevalence = 8 / 24, auc_width = 0.2, sensitivity = 6 / 7,
                       discordant = 7 / 24, sensitivity_width = 0.2, tmb = c(5, 7, 13, 15),
                       misclassified = 0.05, ...) {
  options <- further_options(list(...), list(
    cutoff = 10, n = 24, conf_level = 0.95, max_patients = 5000, max_megabases = 60,
    assurance = 0.8
  ))
  cutoff <- options$cutoff
  n <- options$n
  conf_level <- options$conf_level
  check_number(auc, "auc", 0, 1)
  check_open_share(prevalence, "prevalence")
  check_open_share(auc_width, "auc_width")
  check_number(sensitivity, "sensitivity", 0, 1)
  check_open_share(discordant, "discordant")
  check_open_share(sensitivity_width, "sensitivity_width")
  check_open_share(misclassified, "misclassified")
  check_open_share(conf_level, "conf_level")
  check_number(cutoff, "cutoff", 0)
  check_whole(n, "n", 4)
  check_whole(options$max_patients, "max_patients", n)
  check_number(options$max_megabases, "max_megabases", 0.1)
  check_open_share(options$assurance, "assurance")
  if (!is.numeric(tmb) || length(tmb) == 0 || anyNA(tmb) || any(tmb <= 0 | tmb == cutoff)) {
    abort_argument("tmb", "numbers above 0 and other than the cutoff", tmb)
  }
  structure(
    list(
      patients = rbind(
        with_assurance(
          plan_auc(auc, prevalence, auc_width, conf_level, options$max_patients), options,
          function(n) auc_assurance(n, auc, prevalence, auc_width, conf_level)
        ),
        with_assurance(
          plan_sensitivity(
            sensitivity, discordant, sensitivity_width, conf_level, options$max_patients
          ),
          options, function(n) {
            sensitivity_assurance(n, sensitivity, discordant, sensitivity_width, conf_level)
          }
        )
      ),
      panel = do.call(rbind, lapply(tmb, plan_panel, misclassified, cutoff, options$max_megabases)),
      widths = widths_at(n, auc, prevalence, sensitivity, discordant, conf_level),
      parameters = list(cutoff = cutoff, misclassified = misclassified, n = n,
                        conf_level = conf_level, assurance = options$assurance),
      call = stored_call(match.call())
    ),
    class = "study_plan"
  )
}

check_open_share <- function(x, argument, call = rlang::caller_env()) {
  check_number(x, argument, 0, 1, call)
  if (x == 0 || x == 1) abort_argument(argument, "between 0 and 1", x, call)
}

with_assurance <- function(planned, options, chance) {
  n <- planned$patients
  cbind(
    planned, reached = if (is.na(n)) NA_real_ else chance(n),
    assured = patients_assured(chance, options$assurance, options$max_patients)
  )
}

# Whole patients make widths jump, so the answer is where they stay below what is wanted.
first_lasting <- function(holds) {
  last_failure <- max(0, which(!holds))
  if (last_failure == length(holds)) NA_integer_ else last_failure + 1L
}

auc_widths <- function(n, auc, prevalence, conf_level) {
  positive <- pmin(pmax(round(n * prevalence), 1), n - 1)
  se <- hanley_mcneil(rep(auc, length(n)), positive, n - positive)$se
  list(positive = positive, width = 2 * stats::qnorm((1 + conf_level) / 2) * se)
}

plan_auc <- function(auc, prevalence, width, conf_level, max_patients) {
  n <- 2:max_patients
  found <- auc_widths(n, auc, prevalence, conf_level)
  first <- first_lasting(found$width <= width)
  data.frame(
    aim = "AUC", assumption = sprintf("AUC %.3f, %.0f%% TMB-high", auc, 100 * prevalence),
    width = width, patients = n[first], cases = as.integer(found$positive[first])
  )
}

plan_sensitivity <- function(sensitivity, discordant, width, conf_level, max_patients) {
  cases <- seq_len(max(floor(max_patients * discordant), 1))
  share <- clopper_pearson(round(cases * sensitivity), cases, conf_level)
  first <- first_lasting(share$upper - share$lower <= width)
  data.frame(
    aim = "sensitivity",
    assumption = sprintf("sensitivity %.3f, %.0f%% discordant", sensitivity, 100 * discordant),
    width = width, patients = as.integer(ceiling(cases[first] / discordant)),
    cases = cases[first]
  )
}

misclassification <- function(tmb, megabases, cutoff) {
  below <- stats::ppois(high_count(megabases, cutoff) - 1, tmb * megabases)
  if (tmb >= cutoff) below else 1 - below
}

plan_panel <- function(tmb, rate, cutoff, max_megabases) {
  megabases <- seq_len(floor(max_megabases * 10)) / 10
  wrong <- misclassification(tmb, megabases, cutoff)
  first <- first_lasting(wrong <= rate)
  data.frame(
    tmb = tmb, megabases = megabases[first], misclassified = wrong[first],
    at_1.2_mb = misclassification(tmb, 1.2, cutoff)
  )
}

widths_at <- function(n, auc, prevalence, sensitivity, discordant, conf_level) {
  high <- min(max(round(n * prevalence), 1), n - 1)
  differ <- min(max(round(n * discordant), 1), n)
  area <- hanley_mcneil(auc, high, n - high, conf_level)
  shares <- clopper_pearson(c(high, differ, round(differ * sensitivity)), c(n, n, differ),
                            conf_level)
  result <- data.frame(
    quantity = c("AUC", "share TMB-high", "share discordant", "sensitivity for discordance"),
    estimate = c(auc, shares$estimate), lower = c(area$lower, shares$lower),
    upper = c(area$upper, shares$upper)
  )
  result$width <- result$upper - result$lower
  result
}
