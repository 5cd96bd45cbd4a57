# Noise whose level differs between centres as their share of high patients does.
centres_of_noise <- function(features) {
  high <- c(A = 21, B = 21, C = 4, D = 4)
  centre <- rep(names(high), each = 25)
  status <- unlist(lapply(high, \(n) rep(c("high", "low"), c(n, 25 - n))), use.names = FALSE)
  x <- matrix(rnorm(100 * features), 100)
  x <- x + c(A = 1, B = 1.2, C = -1, D = -0.8)[centre] %o% rnorm(features)
  id <- sprintf("P%03d", seq_len(100))
  list(
    features = data.frame(patient_id = id, x),
    labels = data.frame(patient_id = id, status = status, centre = centre)
  )
}

centres_part <- function(cohorts = 20, studies = 2000) {
  ways <- list(
    "as they are" = list(), "ComBat in the folds" = list(harmonise = "combat"),
    "ComBat leaking" = list(harmonise = "leaky"), "one centre left out" = list(folds = "centre"),
    "the same, with ComBat" = list(folds = "centre", harmonise = "combat", unseen = "unchanged")
  )
  found <- over_cohorts(cohorts, function(seed) {
    cohort <- centres_of_noise(150)
    vapply(ways, function(way) {
      fit <- do.call(nested_cv, c(cohort, way, list(outer = 4, bootstrap = 5), small_chain[-1]))
      fit$measures$estimate[1]
    }, numeric(1))
  })
  found <- do.call(rbind, found)
  print_table("Noise in four centres of different shares of high patients: the AUC claimed", list(
    data.frame(
      features = names(ways), cohorts = cohorts, "mean AUC" = sprintf("%.3f", colMeans(found)),
      "standard error" = sprintf("%.3f", apply(found, 2, sd) / sqrt(cohorts)), check.names = FALSE
    )
  ))
  print_table("AUCs of k centres of 60 patients, 20 high, a true logit of the AUC of 1", unlist(
    lapply(c(3, 5, 10), \(k) lapply(c(0, 0.3), \(tau) centres_row(k, tau, studies))),
    recursive = FALSE
  ))
}

# Scores of two normal distributions have the AUC pnorm(distance / sqrt(2)).
centres_row <- function(k, tau, studies) {
  auc_of_scores <- function(logit) {
    is_high <- rep(c(TRUE, FALSE), c(20, 40))
    score <- plogis(rnorm(60) + is_high * sqrt(2) * qnorm(plogis(logit)))
    radiotmb_internal$centre_area(is_high, score, seq_len(60), 0.95)
  }
  held <- do.call(rbind, over_cohorts(studies, function(seed) {
    logits <- rnorm(k + 1, 1, tau)
    each <- do.call(rbind, lapply(logits[-1], auc_of_scores))
    one <- radiotmb_internal$random_effects(each$logit, each$logit_se^2)
    c(
      each$lower[1] <= plogis(logits[2]) && plogis(logits[2]) <= each$upper[1],
      one$lower <= 1 && 1 <= one$upper,
      one$prediction_lower <= logits[1] && logits[1] <= one$prediction_upper
    )
  }))
  data.frame(
    centres = k, "SD between centres" = tau, studies = studies,
    "a centre's interval holds its AUC" = share(held[, 1]),
    "Hartung-Knapp holds the mean" = share(held[, 2]),
    "prediction interval holds a new centre" = share(held[, 3]), check.names = FALSE
  )
}
