# The AUC of each centre's held-out patients, on the logit scale where it is summarised.
#
# Where a model is trained on the other centres it is fixed for this one, so DeLong's variance
# holds; of several lesions a patient, Obuchowski's for clusters (Obuchowski NA. Nonparametric
# analysis of clustered ROC curve data. Biometrics 1997;53:567-578), which is DeLong's where each
# has one.
centre_areas <- function(averaged, positive, conf_level, left_out) {
  rows <- lapply(split(averaged, centre_factor(averaged$centre)), function(one) {
    is_positive <- one$truth == positive
    data.frame(
      centre = one$centre[1], n = nrow(one), n_positive = sum(is_positive),
      centre_area(is_positive, one$probability, one$patient_id, conf_level),
      interval = if (left_out) {
        "DeLong on the logit scale"
      } else {
        "DeLong on the logit scale, conditional on these predictions: too narrow"
      }
    )
  })
  rows <- do.call(rbind, unname(rows))
  rows$interval[nzchar(rows$note)] <- "Hanley-McNeil on the logit scale"
  rows$interval[is.na(rows$lower)] <- "none"
  rows
}

# auc, lower, upper, logit and its standard error, and what was done otherwise.
centre_area <- function(is_positive, probability, patient_id, conf_level) {
  positives <- sum(is_positive)
  negatives <- sum(!is_positive)
  if (min(positives, negatives) == 0) {
    return(data.frame(
      auc = NA_real_, lower = NA_real_, upper = NA_real_, logit = NA_real_, logit_se = NA_real_,
      note = "one status only: no AUC"
    ))
  }
  area <- auc_by_ranks(is_positive, probability)
  variance <- clustered_area_variance(is_positive, probability, patient_id)
  used <- area
  note <- ""
  if (area <= 0 || area >= 1) {
    used <- (area * positives * negatives + 0.5) / (positives * negatives + 1)
    note <- "an AUC of 0 or 1: half a pair added, Hanley and McNeil's standard error"
  } else if (!is.finite(variance) || variance <= 0) {
    note <- "DeLong's variance is 0 or undefined: Hanley and McNeil's standard error"
  }
  se <- if (nzchar(note)) hanley_mcneil(used, positives, negatives)$se else sqrt(variance)
  logit <- stats::qlogis(used)
  logit_se <- se / (used * (1 - used))
  limits <- stats::plogis(logit + c(-1, 1) * stats::qnorm((1 + conf_level) / 2) * logit_se)
  data.frame(
    auc = area, lower = if (area <= 0) 0 else limits[1], upper = if (area >= 1) 1 else limits[2],
    logit = logit, logit_se = logit_se, note = note
  )
}

clustered_area_variance <- function(is_positive, probability, cluster) {
  of_positives <- probability[is_positive]
  of_negatives <- probability[!is_positive]
  wins <- outer(of_positives, of_negatives, `>`) + outer(of_positives, of_negatives, `==`) / 2
  area <- mean(wins)
  parts <- numeric(length(is_positive))
  parts[is_positive] <- rowMeans(wins) - area
  parts[!is_positive] <- colMeans(wins) - area
  cluster <- factor(cluster)
  summed <- function(which) as.vector(tapply(parts * which, cluster, sum))
  positives <- summed(is_positive)
  negatives <- summed(!is_positive)
  larger <- function(members) {
    clusters <- length(unique(cluster[members]))
    clusters / (clusters - 1)
  }
  m <- sum(is_positive)
  n <- sum(!is_positive)
  larger(is_positive) * sum(positives^2) / m^2 + larger(!is_positive) * sum(negatives^2) / n^2 +
    2 * larger(TRUE) * sum(positives * negatives) / (m * n)
}
