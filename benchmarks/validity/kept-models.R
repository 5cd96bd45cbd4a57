new_patients <- function(n, shift) {
  high <- round(n / 3)
  found <- simulated_patients(high, n - high, shift)
  id <- sprintf("N%06d", seq_len(n))
  list(
    features = data.frame(patient_id = id, found$x),
    labels = data.frame(patient_id = id, status = found$status)
  )
}

kept_model <- function(n, shift, seed) {
  do.call(fit_model, c(cohort_of(n, shift), list(seed = seed, bootstrap = 2), small_chain))
}

# A model fitted once, judged by many independent cohorts; its AUC is that in 20000 new patients.
validation_part <- function(models = 20, cohorts = 25, shift = 0.8) {
  rows <- lapply(c(60, 200), function(n) {
    held <- do.call(rbind, over_cohorts(models, function(seed) {
      model <- kept_model(60, shift, seed)
      many <- new_patients(20000, shift)
      auc <- radiotmb_internal$auc_by_ranks(
        many$labels$status == "high", predict(model, many$features)$probability
      )
      do.call(rbind, lapply(seq_len(cohorts), function(i) {
        one <- new_patients(n, shift)
        found <- validate_model(model, one$features, one$labels, bootstrap = 1)
        c(auc, found$auc, found$auc_lower <= auc && auc <= found$auc_upper)
      }))
    }))
    data.frame(
      patients = n, models = models, cohorts = nrow(held),
      "mean AUC" = sprintf("%.3f", mean(held[, 1])),
      "mean of the validations" = sprintf("%.3f", mean(held[, 2])),
      "DeLong's interval holds it" = share(held[, 3]), check.names = FALSE
    )
  })
  print_table("A fixed model on independent cohorts", rows)
}

# Conformal sets: calibrated by the held-out predictions of the development, or by patients of a new
# hospital (recalibrate_model()).
sets_part <- function(cohorts = 100, new = 200) {
  covered <- function(predictions, truth) {
    holds <- predictions$set == "either" | predictions$set == truth
    one <- predictions$set %in% c("high", "low")
    c(mean(holds), mean(holds[truth == "high"]), mean(holds[truth == "low"]), mean(one))
  }
  row <- function(n, shift, error, calibration = 0) {
    found <- do.call(rbind, over_cohorts(cohorts, function(seed) {
      model <- kept_model(n, shift, seed)
      if (calibration > 0) {
        there <- new_patients(calibration, shift)
        model <- tryCatch(
          recalibrate_model(model, there$features, there$labels),
          radiotmb_data_error = function(error) NULL
        )
        if (is.null(model)) return(NULL)
      }
      one <- new_patients(new, shift)
      covered(predict(model, one$features, error = error), one$labels$status)
    }))
    shares <- as.list(sprintf("%.3f", colMeans(found)))
    names(shares) <- c("sets that hold the status", "of the high", "of the low", "of one status")
    data.frame(
      "fitted to" = n, features = if (shift == 0) "noise" else "signal", error = error,
      "calibrated by" = if (calibration > 0) sprintf("%d others", calibration) else "cross",
      cohorts = nrow(found), shares, check.names = FALSE
    )
  }
  print_table(sprintf("Conformal sets of %d new patients a cohort", new), list(
    row(24, 0.8, 0.1), row(60, 0.8, 0.1), row(200, 0.8, 0.1), row(60, 0, 0.1), row(24, 0.8, 0.2),
    row(60, 0.8, 0.2), row(60, 0.8, 0.1, 60), row(60, 0.8, 0.1, 200)
  ))
}
