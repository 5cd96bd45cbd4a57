# What the held-out predictions are worth. An interval is named for what it is: those of one set of
# predictions leave out that another cohort would have given other models, so none is given where
# that is most of the uncertainty; chain_bootstrap() has it.
held_out_measures <- function(predictions, averaged, curve, positive, conf_level, bootstrap, seed,
                              parameters = NULL) {
  is_positive <- averaged$truth == positive
  apparent <- averaged$probability >= curve$cutoff
  youden <- c(
    youden_index(apparent, is_positive),
    youden_index(
      share_called_elsewhere(predictions, row_key(averaged), positive), is_positive
    )
  )
  rbind(
    without_interval("auc", mean_area(predictions, positive, parameters)),
    if (!is.null(predictions$centre) && !leaves_centres_out(parameters)) {
      without_interval("auc_within_centres", mean_area_within(predictions, positive))
    },
    data.frame(
      measure = "auc_averaged", estimate = curve$auc, lower = curve$auc_lower,
      upper = curve$auc_upper, interval = "DeLong, conditional on these predictions: too narrow"
    ),
    cbind(
      calibration_measures(
        averaged$truth, averaged$probability, positive, conf_level, bootstrap, seed
      ),
      interval = "for these predictions"
    ),
    cbind(
      curve$operating_point[c("measure", "estimate", "lower", "upper")],
      interval = "exact, for this cutoff, which was chosen on the same patients"
    ),
    without_interval(
      c("youden", "youden_corrected", "youden_optimism"), c(youden, youden[1] - youden[2])
    )
  )
}

without_interval <- function(measure, estimate) {
  data.frame(
    measure = measure, estimate = estimate, lower = NA_real_, upper = NA_real_,
    interval = "none: see chain_bootstrap()"
  )
}

# The mean of the AUCs of single repeats.
mean_area <- function(predictions, positive, parameters = NULL) {
  mean(vapply(split(predictions, predictions[["repeat"]]), function(one) {
    held_out_area(one$truth == positive, one$probability, one$fold, parameters)
  }, numeric(1)))
}

# Of pairs of patients of one centre, whatever their fold; missing where no centre has both classes.
mean_area_within <- function(predictions, positive) {
  mean(vapply(split(predictions, predictions[["repeat"]]), function(one) {
    area_within_folds(one$truth == positive, one$probability, one$centre)
  }, numeric(1)))
}

youden_index <- function(called, is_positive) {
  mean(called[is_positive]) - mean(called[!is_positive])
}

# How often, over the repeats, a patient (or lesion) is called positive by the cutoff that the
# patients of the other folds give.
share_called_elsewhere <- function(predictions, keys, positive) {
  called <- numeric(nrow(predictions))
  for (group in split(seq_len(nrow(predictions)), predictions[["repeat"]])) {
    one <- predictions[group, ]
    called[group] <- called_by_other_folds(one$truth == positive, one$probability, one$fold)
  }
  as.vector(tapply(called, row_key(predictions), mean)[keys])
}

# Whether each patient is called positive by the cutoff that the patients of the other folds give.
called_by_other_folds <- function(is_positive, probability, fold) {
  called <- logical(length(fold))
  for (held_out in split(seq_along(fold), fold)) {
    cutoff <- youden_cutoff(is_positive[-held_out], probability[-held_out])
    called[held_out] <- probability[held_out] >= cutoff
  }
  called
}

# The cutoff of roc_youden(), without the curve's intervals.
youden_cutoff <- function(is_positive, probability) {
  values <- sort(unique(probability))
  if (length(values) == 1) return(values)
  cutoffs <- (values[-1] + values[-length(values)]) / 2
  at_least <- function(which) {
    each <- sort(probability[which])
    1 - findInterval(cutoffs, each) / length(each)
  }
  youden <- at_least(is_positive) - at_least(!is_positive)
  min(cutoffs[youden > max(youden) - 1e-9])
}
