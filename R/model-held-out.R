# Performance of held-out predictions. All bootstraps draw patients, never single predictions:
# the repeats of one patient are not independent.
held_out_measures <- function(predictions, averaged, curve, positive, conf_level, bootstrap, seed) {
  is_positive <- averaged$truth == positive
  drawn <- bootstrap_rows(is_positive, bootstrap, derive_seed(seed, "measures"))
  by_repeat <- matrix(
    predictions$probability,
    nrow = nrow(averaged), ncol = length(unique(predictions[["repeat"]]))
  )
  corrected <- share_called_elsewhere(predictions, averaged$patient_id, positive)
  rbind(
    data.frame(
      measure = "auc", estimate = curve$auc, lower = curve$auc_lower, upper = curve$auc_upper
    ),
    auc_measure("auc_bootstrap", as.matrix(averaged$probability), is_positive, drawn, conf_level),
    auc_measure("auc_repeats", by_repeat, is_positive, drawn, conf_level),
    calibration_measures(
      averaged$truth, averaged$probability, positive, conf_level, bootstrap, seed
    ),
    curve$operating_point[c("measure", "estimate", "lower", "upper")],
    corrected_point(corrected, is_positive, conf_level),
    youden_measures(
      as.numeric(averaged$probability >= curve$cutoff), corrected, is_positive, drawn, conf_level
    )
  )
}

# The mean area over the columns of `probability`. A bootstrap sample only changes how often each
# pair of patients counts, so all samples are two matrix products.
auc_measure <- function(measure, probability, is_positive, drawn, conf_level) {
  n <- length(is_positive)
  wins <- 0
  for (column in seq_len(ncol(probability))) {
    score <- probability[, column]
    difference <- outer(score[is_positive], score[!is_positive], `-`)
    wins <- wins + (sign(difference) + 1) / 2 / ncol(probability)
  }
  times <- apply(drawn, 2, tabulate, nbins = n)
  resampled <- colSums(crossprod(wins, times[is_positive, , drop = FALSE]) *
    times[!is_positive, , drop = FALSE]) / length(wins)
  limits <- percentile_interval(resampled, conf_level)
  data.frame(measure = measure, estimate = mean(wins), lower = limits[1], upper = limits[2])
}

# How often, over the repeats, a patient is called positive by the cutoff that the patients of the
# other folds give.
share_called_elsewhere <- function(predictions, patient_id, positive) {
  called <- numeric(nrow(predictions))
  for (group in split(seq_len(nrow(predictions)), predictions[["repeat"]])) {
    for (held_out in split(group, predictions$fold[group])) {
      others <- predictions[setdiff(group, held_out), ]
      cutoff <- roc_youden(others$truth, others$probability, positive)$cutoff
      called[held_out] <- predictions$probability[held_out] >= cutoff
    }
  }
  as.vector(tapply(called, predictions$patient_id, mean)[patient_id])
}

# Clopper-Pearson with the mean number called over the repeats, which need not be whole.
corrected_point <- function(called, is_positive, conf_level) {
  point <- operating_point(
    mean(called[is_positive]), sum(is_positive), mean(1 - called[!is_positive]), sum(!is_positive),
    conf_level
  )
  point$measure <- paste0(point$measure, "_corrected")
  point[c("measure", "estimate", "lower", "upper")]
}

youden_measures <- function(apparent, corrected, is_positive, drawn, conf_level) {
  # One patient's part of the Youden index, so that its mean over a resample is the index.
  part <- function(called) {
    ifelse(is_positive, called / mean(is_positive), -called / mean(!is_positive))
  }
  parts <- cbind(part(apparent), part(corrected))
  parts <- cbind(parts, parts[, 1] - parts[, 2])
  limits <- apply(parts, 2, function(each) {
    percentile_interval(colMeans(matrix(each[drawn], nrow(drawn))), conf_level)
  })
  data.frame(
    measure = c("youden", "youden_corrected", "youden_optimism"),
    estimate = colMeans(parts), lower = limits[1, ], upper = limits[2, ]
  )
}
