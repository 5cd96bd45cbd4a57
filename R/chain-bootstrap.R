#' An interval of the modelling chain's AUC that holds what it promises
#'
#' Runs the whole chain again on cohorts drawn from the patients with replacement, and takes the
#' interval of the AUC from how much it differs between them.
#'
#' Intervals of one set of held-out predictions, such as DeLong's, are too narrow: they take the
#' predictions as draws judged by one fixed model, while another cohort would also give other
#' models. Here both are drawn anew.
#'
#' * The **estimate** is the mean of the AUCs of `repeats` single cross-validations.
#' * Each **resample** draws as many patients of each status with replacement. All copies of a
#'   patient are in one fold, outer and inner, so that no copy is predicted by a model that saw
#'   another. A resample with fewer than two distinct patients of a status is drawn again. Where
#'   patients have several lesions they are drawn with all of them, those with lesions of both
#'   statuses as a class of their own.
#' * Each resample is cross-validated twice on other folds. The difference of the two AUCs
#'   measures the noise of the folds, which the interval should hold only as far as the estimate has
#'   it: \eqn{se^2 = h (s^2_B - s^2_W / 2) + s^2_F / R}, with \eqn{s^2_B} the variance of the
#'   resamples'
#'   mean AUCs, \eqn{s^2_W} that of the folds within a resample, and \eqn{s^2_F} that of the
#'   estimate's \eqn{R} repeats (with one repeat \eqn{s^2_W}). This is the random-effects form of
#'   Cai et al. (2023); \eqn{h}, 1.12 for 8 and 16 patients, undoes that so many patients drawn of
#'   so
#'   many vary less than a cohort does (Hesterberg 2015).
#' * The **interval** holds every AUC \eqn{A} with
#'   \eqn{|\hat A - A| \le t\,se\,\sqrt{A(1 - A) / (\bar A(1 - \bar A))}}, \eqn{\bar A} the mean of
#'   the resamples' AUCs and \eqn{t} Student's quantile, whose degrees of freedom come from the
#'   patients of each status and the resamples (Satterthwaite 1946): Wilson's interval for as many
#'   patients as the resamples' standard error amounts to. It is centred on the estimate because a
#'   resample has some 63% of the patients
#'   and, where there is signal, lower AUCs; the root carries their standard error over to other
#'   AUCs, and keeps the interval within 0 and 1.
#' * Models of different folds judge on different scales, so that all patients ranked together have
#'   a
#'   lower AUC than those of each fold. The **upper limit** is that of an estimate raised by this
#'   difference in the resamples, so that the interval holds the AUC on new patients too.
#'
#' What it is an interval of: the AUC that cross-validation of the chain has on average over
#' cohorts of this size, or that of its models on new patients, which lies somewhat above, not that
#' of the one model that all patients give (Bates et al. 2023). In simulated cohorts, noise and
#' signal, it held the two in 0.94 to 0.99 with 24 patients (4 counts of 160 cohorts), in 0.91 to
#' 0.98 with 60 and in 0.90 to 0.98 with 200 (10 counts of 80); in those that served to choose
#' the corrections above in 0.91 to 0.95. The
#' table stands in benchmarks/VALIDITY.md, and below 40 patients the result says so.
#'
#' The operating point is judged in the same resamples: in each, patients are called by the cutoff
#' of the largest Youden index among the patients of the other folds.
#'
#' Resample number `i` depends on `seed` and `i` only, so blocks computed apart (with `first`) and
#' combined by [combine_bootstraps()] equal one run. They are spread over the processes of the
#' user's `future::plan()`.
#'
#' @inheritParams nested_cv
#' @param resamples Number of resamples, at least 2; 200 give an interval that another seed would
#'   move by about a twentieth of its width.
#' @param first Number of the first resample.
#' @param observed `NULL` to run the chain on the patients as they are, or their [nested_cv()]
#'   result, whose parameters are taken over.
#' @param control `NULL`, or the options of the chain as one [nested_cv_control()].
#' @param positive The status to predict; that of `observed`, or `"high"`, where not given.
#' @param ... Further arguments of [nested_cv()] by name, as in [permutation_null()]; `repeats` is 5
#'   where neither they nor `observed` say otherwise and no `control` is given, whose own is 1.
#' @return An object of class `chain_bootstrap`: a list with `auc`, `lower`, `upper`, `se`,
#'   `measures` (measure, estimate, lower, upper: the AUC, then Youden index, sensitivity and
#'   specificity at the cutoffs of the other folds), `estimates` (split, auc, auc_within_folds,
#'   sensitivity,
#'   specificity), `resampled` (resample, split, auc, auc_within_folds, sensitivity, specificity),
#'   `conf_level`, `n`, `n_positive`, `parameters`, `flags`. Methods: print, summary, plot,
#'   autoplot, tidy (the measures), glance.
#' @references Cai B, et al. (2023). Bootstrapping the cross-validation estimate. arXiv:2307.00260.
#'   Hesterberg TC (2015). Am Stat 69:371-386. Satterthwaite FE (1946). Biometrics Bull 2:110-114.
#'   Wilson EB (1927). J Am Stat
#'   Assoc 22:209-212. Bates S, Hastie T, Tibshirani R (2023). Cross-validation: what does it
#'   estimate and how well
#'   does it do it? J Am Stat Assoc 119:1434-1445. \doi{10.1080/01621459.2023.2197686}. LeDell E,
#'   Petersen M, van der Laan M (2015). Electron J Stat 9:1583-1607. \doi{10.1214/15-EJS1035}
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:16), matrix(rnorm(16 * 10), 16))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 8))
#' chain_bootstrap(features, labels, resamples = 5, trees = 10, outer = 2, inner = 2, repeats = 2)
#' @export
chain_bootstrap <- function(features, labels, resamples = 200, first = 1, observed = NULL,
                            conf_level = 0.95, control = NULL, positive = NULL, ...) {
  check_whole(resamples, "resamples", 2)
  check_whole(first, "first", 1)
  check_conf_level(conf_level)
  if (!is.null(observed) && !inherits(observed, "nested_cv")) {
    abort_argument("observed", "NULL or a nested_cv() result", observed)
  }
  given <- list(...)
  if (is.null(given$repeats) && is.null(control) && is.null(observed)) given$repeats <- 5
  settings <- chain_settings(
    features, labels, given, control, observed, rlang::current_env(), positive
  )
  table <- settings$table
  parameters <- settings$parameters
  parameters$strata <- strata_of_classes(table, parameters)
  repeats <- seq_len(parameters$repeats)
  numbers <- seq(first, length.out = resamples)
  # The patients as they are count as resample 0, a task a repeat beside the others.
  tasks <- c(
    if (is.null(observed)) lapply(repeats, \(split) c(0, split)), lapply(numbers, \(i) c(i, NA))
  )
  found <- run_tasks(tasks, function(task) {
    if (task[1] > 0) return(resampled_points(table, parameters, task[1]))
    cbind(resample = 0, cross_validated_point(table, parameters, task[2], parameters$seed))
  })
  found <- do.call(rbind, found)
  estimates <- if (is.null(observed)) {
    found[found$resample == 0, -1]
  } else {
    points_of_predictions(observed$predictions, parameters)
  }
  new_chain_bootstrap(
    estimates, found[found$resample > 0, ], conf_level, parameters, settings$flags,
    as.integer(patients_of_classes(table$y, table$copies_of)[c(
      parameters$positive, setdiff(levels(table$y), parameters$positive)
    )]),
    stored_call(match.call())
  )
}

# Both cross-validations of one resample.
resampled_points <- function(table, parameters, number) {
  seed <- derive_seed(parameters$seed, "resample", number)
  drawn <- if (is.null(table$copies_of)) {
    resampled_patients(drawn_strata(table, parameters), derive_seed(seed, "patients"))
  } else {
    resampled_lesions(
      table$y, table$copies_of, derive_seed(seed, "patients"),
      if (leaves_centres_out(parameters)) table$centre
    )
  }
  resampled <- table_rows(table, drawn)
  resampled$copies_of <- if (is.null(table$copies_of)) drawn else table$copies_of[drawn]
  points <- lapply(1:2, \(split) cross_validated_point(resampled, parameters, split, seed))
  cbind(resample = number, do.call(rbind, points))
}

# Where centres are left out in turn they are drawn as they are: patients of each centre and class.
drawn_strata <- function(table, parameters) {
  if (!leaves_centres_out(parameters)) return(table$y)
  interaction(table$y, centre_factor(table$centre), drop = TRUE)
}

# How many groups the patients of each class are drawn in, the positive class first.
strata_of_classes <- function(table, parameters) {
  if (!leaves_centres_out(parameters)) return(c(1, 1))
  patient <- if (is.null(table$copies_of)) seq_along(table$y) else table$copies_of
  first <- !duplicated(patient)
  groups <- split(table$centre[first], table$y[first])
  of_class <- vapply(groups, \(one) length(unique(one)), integer(1))
  as.numeric(of_class[c(parameters$positive, setdiff(levels(table$y), parameters$positive))])
}

# As many rows of each class as there are, with at least two patients of each.
resampled_patients <- function(y, seed) {
  with_local_seed(seed, {
    unlist(lapply(levels(y), function(level) {
      members <- which(y == level)
      repeat {
        drawn <- members[sample.int(length(members), replace = TRUE)]
        if (length(unique(drawn)) >= min(2, length(members))) return(sort(drawn))
      }
    }))
  })
}

# The AUC of one cross-validation, and the operating point at the cutoffs of the other folds.
cross_validated_point <- function(table, parameters, split, seed) {
  table <- leak_harmonisation(table, parameters)
  fold <- if (leaves_centres_out(parameters)) {
    centre_folds(table$centre)
  } else {
    grouped_folds(
      table$y, table$copies_of, parameters$outer, derive_seed(seed, "outer folds", split)
    )
  }
  probability <- numeric(length(fold))
  for (k in seq_len(max(fold))) {
    fit <- fit_fold(table, fold != k, parameters, derive_seed(seed, "outer fold", split, k))
    probability[fold == k] <- fit$probability
  }
  point_of(table$y == parameters$positive, probability, fold, split, parameters)
}

points_of_predictions <- function(predictions, parameters) {
  each <- lapply(split(predictions, predictions[["repeat"]]), function(one) {
    point_of(
      one$truth == parameters$positive, one$probability, one$fold, one[["repeat"]][1], parameters
    )
  })
  do.call(rbind, unname(each))
}

point_of <- function(is_positive, probability, fold, split, parameters) {
  called <- called_by_other_folds(is_positive, probability, fold)
  data.frame(
    split = as.integer(split),
    auc = held_out_area(is_positive, probability, fold, parameters),
    auc_within_folds = area_within_folds(is_positive, probability, fold),
    sensitivity = mean(called[is_positive]), specificity = mean(!called[!is_positive])
  )
}

# The AUC over the pairs of patients that one model has judged.
area_within_folds <- function(is_positive, probability, fold) {
  each <- vapply(split(seq_along(fold), fold), function(of) {
    pairs <- sum(is_positive[of]) * sum(!is_positive[of])
    if (pairs == 0) return(c(0, 0))
    c(pairs * auc_by_ranks(is_positive[of], probability[of]), pairs)
  }, numeric(2))
  sum(each[1, ]) / sum(each[2, ])
}

few_patients <- function(conf_level) {
  if (conf_level == 0.95) {
    return(paste(
      "with fewer than 40 patients the 95% interval held the AUC that it is of in 94 to 99% of",
      "simulated cohorts"
    ))
  }
  sprintf(
    paste(
      "with fewer than 40 patients an interval may hold less than its level says: how often the",
      "%s%% interval holds the AUC was not counted"
    ),
    format(100 * conf_level)
  )
}

these_centres <- paste(
  "patients were drawn within centres: an interval for these centres; validate_centres() has that",
  "of another centre"
)

resampled_batches <- paste(
  "where a resample's fold has no training patient of a batch, that batch is taken as it is"
)

no_width <- "no resample differs from another: the interval has no width"

new_chain_bootstrap <- function(estimates, resampled, conf_level, parameters, flags, classes,
                                call = NULL) {
  rownames(estimates) <- rownames(resampled) <- NULL
  resampled <- resampled[order(resampled$resample, resampled$split), ]
  with_youden <- function(points) {
    cbind(points, youden = points$sensitivity + points$specificity - 1)
  }
  # The positive and the negative patients whose draws a measure's spread comes from.
  # Drawing within centres loses one degree of freedom a centre and class.
  classes_drawn <- structure(classes, strata = parameters$strata)
  drawn <- list(
    auc = classes_drawn, youden = classes_drawn, sensitivity = classes[1], specificity = classes[2]
  )
  measures <- lapply(names(drawn), function(measure) {
    resampled_measure(
      with_youden(estimates)[[measure]], with_youden(resampled)[[measure]], drawn[[measure]],
      range = if (measure == "youden") c(-1, 1) else c(0, 1), conf_level,
      lost = if (measure == "auc") lost_by_pooling(resampled) else 0
    )
  })
  measures <- cbind(measure = names(drawn), do.call(rbind, measures))
  area <- measures[1, ]
  measures$measure[-1] <- paste0(measures$measure[-1], "_corrected")
  structure(
    list(
      auc = area$estimate, lower = area$lower, upper = area$upper, se = area$se,
      measures = measures, estimates = estimates, resampled = resampled, conf_level = conf_level,
      n = as.integer(sum(classes)), n_positive = as.integer(classes[1]), parameters = parameters,
      flags = unique(c(
        as.character(flags), if (area$se == 0) no_width,
        if (leaves_centres_out(parameters)) these_centres,
        if (identical(parameters$harmonise, "combat")) resampled_batches,
        if (sum(classes) < 40) few_patients(conf_level)
      )),
      call = call
    ),
    class = "chain_bootstrap"
  )
}

# Ranked together, patients that models of different folds judged lose some of the AUC that each
# model has on new ones.
lost_by_pooling <- function(resampled) {
  max(mean(resampled$auc_within_folds) - mean(resampled$auc), 0)
}

# The mean over repeats with its interval, on the scale from 0 to 1. `resampled` holds the two
# splits of each resample in turn; `classes` the sizes of the groups that were drawn from.
resampled_measure <- function(estimates, resampled, classes, range, conf_level, lost = 0) {
  width <- diff(range)
  splits <- matrix((resampled - range[1]) / width, nrow = 2)
  estimates <- (estimates - range[1]) / width
  within <- mean((splits[1, ] - splits[2, ])^2) / 2
  between <- max(stats::var(colMeans(splits)) - within / 2, 0) * narrowness(classes)
  of_folds <- if (length(estimates) > 1) stats::var(estimates) else within
  se <- sqrt(between + of_folds / length(estimates))
  estimate <- mean(estimates)
  quantile <- stats::qt((1 + conf_level) / 2, degrees_of_freedom(classes, ncol(splits)))
  limits <- function(at) wilson_limits(at, se, mean(splits), quantile)
  upper <- if (se == 0) estimate else limits(min(estimate + lost, 1))[2]
  data.frame(
    estimate = range[1] + width * estimate,
    lower = range[1] + width * limits(estimate)[1], upper = range[1] + width * upper,
    se = width * se
  )
}

# Drawing n of n patients gives a variance (n - 1) / n times that of a cohort (Hesterberg 2015); the
# classes' shares of the variance are taken as those of their means.
narrowness <- function(classes) {
  strata <- attr(classes, "strata")
  if (is.null(strata)) strata <- 1
  sum(1 / pmax(classes - strata, 1)) / sum(1 / classes)
}

# Of a variance known from so many patients of each class (Satterthwaite 1946) and so many
# resamples.
degrees_of_freedom <- function(classes, resamples) {
  of_patients <- sum(1 / classes)^2 / sum(1 / (classes^2 * pmax(classes - 1, 1)))
  1 / (1 / of_patients + 1 / (resamples - 1))
}

# Wilson EB. J Am Stat Assoc 1927;22:209-212, with the variance seen at `centre`.
wilson_limits <- function(estimate, se, centre, quantile) {
  if (se == 0) return(c(estimate, estimate))
  k <- quantile^2 * se^2 / max(centre * (1 - centre), se^2)
  half <- sqrt(pmax((2 * estimate + k)^2 - 4 * (1 + k) * estimate^2, 0))
  (2 * estimate + k + c(-half, half)) / (2 * (1 + k))
}

#' Put blocks of resamples together
#'
#' @param bootstraps List of [chain_bootstrap()] results of the same chain, patients and seed, with
#'   different resample numbers.
#' @return One `chain_bootstrap` with all of their resamples in order.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:16), matrix(rnorm(16 * 10), 16))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 8))
#' blocks <- lapply(c(1, 3), function(first) {
#'   chain_bootstrap(features, labels,
#'     resamples = 2, first = first, trees = 10, outer = 2, inner = 2, repeats = 1
#'   )
#' })
#' combine_bootstraps(blocks)
#' @export
combine_bootstraps <- function(bootstraps) {
  valid <- is.list(bootstraps) && length(bootstraps) > 0 &&
    all(vapply(bootstraps, inherits, logical(1), "chain_bootstrap"))
  if (!valid) abort_argument("bootstraps", "a list of chain_bootstrap() results", bootstraps)
  first <- bootstraps[[1]]
  same <- vapply(bootstraps, function(block) {
    isTRUE(all.equal(block$estimates, first$estimates)) &&
      identical(block$parameters, first$parameters) && block$conf_level == first$conf_level
  }, logical(1))
  if (!all(same)) {
    abort_data(
      "Block %d of `bootstraps` has other estimates or parameters than block 1.", which(!same)[1]
    )
  }
  resampled <- do.call(rbind, lapply(bootstraps, `[[`, "resampled"))
  twice <- duplicated(resampled[c("resample", "split")])
  if (any(twice)) {
    abort_data(
      "`bootstraps` holds resample %d twice; give each block its own `first`.",
      as.integer(resampled$resample[twice][1])
    )
  }
  new_chain_bootstrap(
    first$estimates, resampled, first$conf_level, first$parameters,
    setdiff(first$flags, no_width), c(first$n_positive, first$n - first$n_positive), first$call
  )
}
