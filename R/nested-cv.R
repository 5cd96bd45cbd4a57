#' Nested cross-validation of the modelling chain
#'
#' In every outer fold the training patients alone go through the correlation filter, the
#' Mann-Whitney screen and random-forest elimination (in inner folds), XGBoost is fitted to the
#' features left, and the held-out patients are predicted. Predictions are averaged over repeats.
#'
#' Outer folds are tasks for [future.apply::future_lapply()]: set a plan with `future::plan()` to
#' use more processes. The result depends neither on the plan nor on the order of the rows. It does
#' on the identifiers: folds are dealt to patients in the order of `patient_id`, so that renamed
#' patients are in other folds, which moves an AUC as another seed would. Progress is signalled
#' through progressr.
#'
#' Degenerate cases are handled by a fixed rule and named in `$folds$flag` and `$flags`: where no
#' feature passes the screen the two with the smallest p-values are used; where the smaller class
#' has fewer patients than folds there are fewer folds. A single status, or one patient of a status,
#' is refused; a patient without any feature value is left out by name.
#'
#' With `screen = "before"`, the published order, the screen has seen the patients of elimination's
#' inner folds, so that their accuracy is too high and the number of features is hardly chosen by
#' it: on noise nearly all screened features stay (see `docs/methods.md`). The estimates on held-out
#' patients stay honest. With `screen = "inside"` every inner fold screens its own training
#' patients. The published order is named in `$flags`.
#'
#' @section Several lesions:
#' Lesions of one patient are not independent. All lesions of a patient are in one fold, outer and
#' inner, so that none is predicted by a model that saw another; [permutation_null()] moves labels
#' between patients with as many lesions (in random order among a patient's lesions), and in
#' [chain_bootstrap()] patients are drawn with all their lesions. Folds are stratified by the
#' patients' statuses: those with lesions of both are a class of their own. Intervals that would take the
#' lesions as independent are missing, which `$flags` says.
#'
#' @section Several centres:
#' With `folds = "centre"` a fold is a centre. Models of different centres judge on different
#' scales, and a centre's own level is no sign of a patient's status, so the AUC is that of pairs
#' of patients of one centre; with folds of patients `auc_within_centres` stands beside the AUC of
#' all pairs, which a difference between centres can raise. `$centres` has the AUC of each centre.
#' Where the centres are known, [permutation_null()] permutes labels within them, and with
#' `folds = "centre"` [chain_bootstrap()] draws within them.
#'
#' With `harmonise = "combat"` ComBat learns batch effects from a fold's training patients alone, by
#' their batch and `keep`, never by their status; missing values are filled first. All later steps
#' see harmonised values, elimination's inner folds among them, which share the fold's one ComBat as
#' they share its correlation filter. A batch that no training patient is of is refused, unless
#' `unseen = "unchanged"`; a centre left out is such a batch. Under permuted labels and in
#' resamples, whose folds are others, such a batch is taken as it is. `harmonise = "leaky"` is for
#' demonstration: the result is flagged and [fit_model()] refuses it.
#'
#' @section Comparator:
#' With `learner = "glmnet"` the same folds, correlation filter and screen are followed by a ridge
#' (or elastic-net) logistic regression of the features left and the covariates, all penalised alike
#' in standard deviations of the training patients, in place of elimination and XGBoost. The penalty
#' has the smallest deviance in `inner` folds of the training patients (the strongest of equals).
#' Where boosted trees do no better than this, they are not needed; [compare_models()] tests the
#' two. `screen = "inside"` screens in each of the inner folds anew, which on noise chooses a
#' stronger penalty. `$boosting` then holds alpha and lambda of each fold; features without
#' coefficient are not among the selected.
#'
#' @details
#' No interval of the AUC is given here but DeLong's of the averaged output, which is conditional on
#' these predictions: in simulations it holds the true AUC in some 70 to 90% of cohorts
#' (`benchmarks/VALIDITY.md`). [chain_bootstrap()] gives one that holds it.
#'
#' @param features Data frame: patient_id and numeric feature columns, such as `radiotmb extract`
#'   writes; lesion, role, phase, label and preset are not features. Columns that tell the outcome
#'   (tmb, status, os_days ...) are refused, others without the name of a radiomics feature among
#'   columns with one are named in `$flags`. One row a patient (or a lesion, where
#'   `labels` are of lesions), or several phases with `phase` given.
#' @param labels Data frame: patient_id, status (two values). Patients without features are left
#'   out and counted in `$flags`. Where patients have several rows, told apart by a column `lesion`,
#'   each lesion is a row of the model with its own status (see Several lesions). Columns that nothing
#'   reads are named in `$flags`, but for those of a burden table.
#' @param positive The status to predict: text, a number or a truth value, as `labels` has it.
#' @param outer,inner Numbers of stratified outer and inner folds.
#' @param repeats Number of times the outer cross-validation is repeated on other folds.
#' @param correlation Largest absolute Pearson correlation kept by [drop_correlated()].
#' @param alpha Level of [screen_wilcoxon()].
#' @param trees Trees in each forest of [rfe_forest()].
#' @param engine,forest,sizes Passed to [rfe_forest()].
#' @param seed Whole number from which every random step is seeded.
#' @param order Passed to [drop_correlated()].
#' @param covariates Data frame: patient_id and columns that are in every model, past filter,
#'   screen and elimination; factors and texts become indicators.
#' @param class_weights `"none"`, or `"balanced"` to weigh each class by the inverse of its
#'   frequency in forests and boosting; the probabilities are corrected for it (prior correction,
#'   King and Zeng 2001), so that they keep to the share of patients of each class.
#' @param tune `NULL`, or a data frame of XGBoost parameters, one candidate a row, among which the
#'   smallest log loss in inner folds of the training patients chooses.
#' @param xgboost List of XGBoost parameters other than the defaults: nrounds (100), eta (0.1),
#'   max_depth (3), min_child_weight (1), gamma (0), lambda (1), alpha (0).
#' @param icc `NULL`, or a data frame (feature, icc): intraclass correlations of repeated
#'   segmentations or scans.
#' @param min_icc Features with a smaller or no intraclass correlation are left out.
#' @param phase `NULL`, or the phases to model: one alone, several side by side (`phase.feature`).
#'   Their columns keep the order given, and another order can give another result.
#' @param lesion `NULL`, or the lesion to model.
#' @param unusable `"drop"` constant columns and columns with missing values, and list them in
#'   `$dropped`; `"impute"` to fill missing values in each fold with the medians of its training
#'   patients and drop the rest; or `"refuse"` them.
#' @param conf_level Level of all intervals.
#' @param bootstrap Bootstrap samples of patients.
#' @param screen `"before"` the inner folds, as published, or `"inside"` them.
#' @param learner `"xgboost"` after elimination, as published, or `"glmnet"`: a penalised logistic
#'   regression on what passes the screen, see Comparator.
#' @param glmnet List of parameters of `learner = "glmnet"` other than the defaults: alpha (0,
#'   ridge; 1 is the lasso), nlambda (60 penalties on the path), lambda_min_ratio (1e-5, the
#'   smallest over the largest).
#' @param folds `"patients"`, or `"centre"` to leave one centre out in turn (`outer` then is the
#'   number of centres).
#' @param harmonise `"none"`, or `"combat"`: [fit_combat()] in every fold, learned from its training
#'   patients and applied to the held-out ones; or `"leaky"`, once before the folds on all patients,
#'   their status among what is kept, to show what that would have claimed (see Several centres).
#' @param unseen What becomes of held-out patients of a batch without training patients: `"refuse"`,
#'   or `"unchanged"`, as they are.
#' @param centre `NULL` for the column `centre` of `labels` or `features`, if there is one; or the
#'   name of another column of them, a data frame (patient_id and centre), or a value for each row
#'   of `labels`.
#' @param batch `NULL` for the centre, or as `centre`: what ComBat corrects, such as a scanner
#'   column.
#' @param keep `NULL`, or what ComBat keeps the effect of (not the status): names of columns of
#'   `labels` or `features`, or a data frame of patient_id and the columns. They are no
#'   features; give them as `covariates` too where they shall predict.
#' @param control `NULL`, or the options from `outer` to `unseen` as one [nested_cv_control()];
#'   an option given beside it replaces the one in it.
#' @return An object of class `nested_cv`, a list:
#'   * `predictions`: patient_id, repeat, fold, truth, probability (held out); after patient_id
#'     also lesion, here and in `averaged`, where `labels` are of lesions
#'   * `averaged`: patient_id, truth, probability (mean over repeats)
#'   * `folds`: repeat, fold, n_train, n_test, kept, screened, selected (numbers of features), flag
#'   * `features`: feature, frequency, share, mean_rank
#'   * `selections`: repeat, fold, rank, feature
#'   * `stability`: measure, estimate, lower, upper ([selection_stability()])
#'   * `roc`: a [roc_youden()] of the averaged predictions
#'   * `measures`: measure, estimate, lower, upper, interval (what kind it is). `auc` is the mean
#'     AUC of single repeats (with `folds = "centre"` of pairs of one centre), `auc_averaged` that
#'     of the averaged output, the published study's way, with DeLong's interval; then
#'     [calibration_measures()]; sensitivity and specificity as they appear at the cutoff chosen on
#'     the same patients; `youden` is their index and `youden_corrected` that of patients judged by
#'     the cutoff of the other folds' patients, whose operating point is another; `youden_optimism`
#'     is the difference
#'   * `decision`: a [decision_curve()]
#'   * `calibration`: a [calibration_curve()]
#'   * `boosting`: the learner's parameters in each fold: XGBoost's, or glmnet's alpha and lambda
#'   * `centres`: the AUC of each centre, as in [validate_centres()]; `NULL` without centres
#'   * `dropped`: feature, reason
#'   * `parameters`, `flags`, `call`
#'
#'   Methods: print, summary, plot, autoplot, tidy (features), glance (one row), augment (averaged
#'   predictions with the predicted status).
#' @references Varma S, Simon R (2006). Bias in error estimation when using cross-validation for
#'   model selection. BMC Bioinformatics 7:91. \doi{10.1186/1471-2105-7-91}. Hoshino I, et al.
#'   (2022). \doi{10.1111/cas.15173}. Ambroise C, McLachlan GJ (2002). Selection bias in gene
#'   extraction. PNAS 99:6562-6566. \doi{10.1073/pnas.102102699}. King G, Zeng L (2001). Logistic
#'   regression in rare events data. Polit Anal 9:137-163. Friedman J, Hastie T, Tibshirani R
#'   (2010). Regularization paths for generalized linear models via coordinate descent. J Stat Softw
#'   33(1). \doi{10.18637/jss.v033.i01}
#' @seealso [chain_bootstrap()] for the interval of the AUC, [permutation_null()] for its p-value.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:24), matrix(rnorm(24 * 20), 24))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), c(8, 16)))
#' nested_cv(features, labels, outer = 3, inner = 3, trees = 20, bootstrap = 100)
#' @export
nested_cv <- function(features, labels, positive = "high", outer = 5, inner = 5, repeats = 1,
                      correlation = 0.9, alpha = 0.05, trees = 500, engine = "direct", seed = 1,
                      forest = "randomForest", sizes = NULL, order = "caret", covariates = NULL,
                      class_weights = "none", tune = NULL, xgboost = list(), icc = NULL,
                      min_icc = 0.75, phase = NULL, lesion = NULL, unusable = "drop",
                      conf_level = 0.95, bootstrap = 2000, screen = "before",
                      learner = "xgboost", glmnet = list(), folds = "patients",
                      harmonise = "none", unseen = "refuse", centre = NULL, batch = NULL,
                      keep = NULL, control = NULL) {
  given <- mget(intersect(names(match.call()), control_options))
  control <- combine_options(control, given, rlang::current_env())
  positive <- checked_positive(positive, rlang::current_env())
  parameters <- chain_parameters(positive, control)
  table <- modelling_table(
    features, labels, positive,
    phase = phase, lesion = lesion, covariates = covariates, icc = icc, min_icc = control$min_icc,
    unusable = control$unusable, centre = centre, batch = batch, keep = keep
  )
  used <- folds_of_table(table, parameters)
  asked <- parameters$outer
  parameters$outer <- used
  tasks <- tasks_of_table(table, parameters)
  parameters$outer <- if (leaves_centres_out(parameters)) used else asked
  flags <- c(
    table$flags, fold_flags(used, parameters), check_harmonisation(table, parameters, tasks),
    learner_flags(parameters), screen_flag(parameters)
  )
  parameters$batches <- recorded_batches(table, parameters)
  table <- leak_harmonisation(table, parameters)
  fits <- run_tasks(tasks, function(task) fit_fold(table, task$train, parameters, task$seed))
  result <- nested_cv_result(
    table, tasks, fits, parameters, flags, control$conf_level, control$bootstrap
  )
  result$parameters$columns <- colnames(table$x)
  result$parameters[c("min_icc", "unusable")] <- control[c("min_icc", "unusable")]
  result$call <- stored_call(match.call())
  result
}

screened_before <- paste(
  "features were screened before elimination's inner folds, as published: their accuracy is too",
  "high to choose the number of features by"
)

screen_flag <- function(parameters) {
  if (parameters$screen != "before") return(NULL)
  if (parameters$learner == "xgboost") return(screened_before)
  paste(
    "features were screened before the inner folds that choose the penalty, which is too weak",
    "where the features are noise (screen = \"inside\" screens in them)"
  )
}

nested_cv_result <- function(table, tasks, fits, parameters, flags, conf_level, bootstrap) {
  predictions <- held_out_predictions(table, tasks, fits)
  averaged <- averaged_predictions(predictions, table)
  folds <- fold_table(tasks, fits)
  selections <- selection_table(tasks, fits)
  positive <- parameters$positive
  curve <- roc_youden(averaged$truth, averaged$probability, positive, conf_level)
  attr(curve, "cross_validated") <- TRUE
  flagged <- folds$flag[folds$flag != ""]
  counted <- table(unlist(strsplit(flagged, "; ", fixed = TRUE)))
  result <- structure(
    list(
      predictions = predictions,
      averaged = averaged,
      folds = folds,
      features = feature_frequency(selections, length(fits)),
      selections = selections,
      stability = selection_stability(
        lapply(fits, `[[`, "selected"), colnames(table$x), conf_level
      ),
      roc = curve,
      measures = held_out_measures(
        predictions, averaged, curve, positive, conf_level, bootstrap, parameters$seed, parameters
      ),
      centres = if (!is.null(table$centre)) {
        centre_areas(averaged, positive, conf_level, leaves_centres_out(parameters))
      },
      decision = decision_curve(
        averaged$truth, averaged$probability,
        positive = positive, conf_level = conf_level, bootstrap = bootstrap, seed = parameters$seed
      ),
      calibration = calibration_curve(
        averaged$truth, averaged$probability,
        positive = positive, conf_level = conf_level
      ),
      boosting = boosting_table(tasks, fits),
      dropped = table$dropped,
      parameters = c(parameters, list(
        conf_level = conf_level, bootstrap = bootstrap, covariates = colnames(table$covariates)
      )),
      flags = c(
        flags, sprintf("%s (%d of %d folds)", names(counted), as.integer(counted), nrow(folds)),
        curve$flags
      )
    ),
    class = "nested_cv"
  )
  if (is.null(table$lesion)) result else without_lesion_intervals(result)
}
