#' Compare two chains on the same patients and folds
#'
#' The difference of the AUCs of two cross-validations, with an interval that holds other models
#' too, and a permutation test that exchanges the two predictions of a patient.
#'
#' The **difference** is the mean over the repeats of the second AUC less the first. Both chains
#' must have judged the same patients in the same folds ([nested_cv()] with the same seed, folds and
#' repeats): what the folds do to an AUC, they do to both.
#'
#' The **interval** needs the [chain_bootstrap()] of both, which with one seed draw the same
#' patients and folds: the difference of the two AUCs in each resample replaces the AUC in the
#' formula given there. Without them there is none. An interval of the predictions as they are would
#' leave out that another cohort would have given other models.
#'
#' The **test** ranks the predictions of each chain in each repeat, exchanges the two ranks of a
#' patient (of all repeats and lesions together) or not, by the toss of a coin, and counts how often
#' the difference is at least as large, in either direction (Venkatraman and Begg 1996; ranks,
#' because two learners need not judge on one scale). It is a test of these predictions: that both
#' order these patients equally well. It keeps its level for the predictions of two fixed models.
#' Of chains it is no test: another cohort would give other models, so that of 200 simulated pairs
#' of equally good chains (24 patients) it called 15% different at 0.05
#' (`benchmarks/VALIDITY.md`), which a flag says. The interval holds that, too. With p above 0.05
#' two chains are not shown to be equal.
#'
#' @param first,second Two [nested_cv()] results, or their `$predictions`.
#' @param bootstraps `NULL`, or a list of the [chain_bootstrap()] results of `first` and of
#'   `second`, in this order.
#' @param permutations Number of permutations.
#' @param conf_level Level of the interval.
#' @param seed Whole number that seeds the permutations.
#' @param names What the two are called; their learners, where these differ.
#' @param positive The status that is predicted; that of the cross-validations, or `"high"`.
#' @return An object of class `model_comparison`, a list:
#'   * `areas`: model, auc (mean of repeats), brier (of the probabilities averaged over repeats)
#'   * `difference`, `lower`, `upper`, `se`: of the AUCs, second less first
#'   * `p_value`, `permutations`
#'   * `each`: repeat, first, second, difference
#'   * `decision`: model, threshold, net_benefit, all, none: decision curves of both
#'   * `options`: option, first, second: what the two chains do otherwise
#'   * `names`, `conf_level`, `n`, `n_positive`, `flags`
#'
#'   Methods: print, summary, plot and autoplot (`type` `"areas"` or `"decision"`), tidy (the
#'   difference), glance (one row).
#' @section Errors: `radiotmb_data_error` for other patients, statuses or folds, and for bootstraps
#'   of other chains or resamples.
#' @references Venkatraman ES, Begg CB (1996). A distribution-free procedure for comparing receiver
#'   operating characteristic curves from a paired experiment. Biometrika 83:835-848.
#'   \doi{10.1093/biomet/83.4.835}. Phipson B, Smyth GK (2010). Stat Appl Genet Mol Biol 9:39. Bates
#'   S, Hastie T, Tibshirani R (2023). \doi{10.1080/01621459.2023.2197686}
#' @seealso [added_value()] for what images add to clinical columns.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:24), matrix(rnorm(24 * 10), 24))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 12))
#' features$X1 <- features$X1 + 2 * (labels$status == "high")
#' few <- nested_cv(features, labels, outer = 3, inner = 2, trees = 10, bootstrap = 20)
#' strict <- nested_cv(features, labels, outer = 3, inner = 2, trees = 10, bootstrap = 20,
#'   alpha = 0.001
#' )
#' compare_models(few, strict, permutations = 200)
#' @export
compare_models <- function(first, second, bootstraps = NULL, permutations = 2000,
                           conf_level = 0.95, seed = 1, names = NULL, positive = NULL) {
  call <- rlang::current_env()
  check_whole(permutations, "permutations", 1)
  check_conf_level(conf_level)
  check_whole(seed, "seed", 0)
  positive <- compared_positive(first, second, positive, call)
  names <- compared_names(first, second, names, call)
  pair <- paired_predictions(first, second, positive, call)
  areas <- cbind(repeat_areas(pair$first, pair$truth), repeat_areas(pair$second, pair$truth))
  difference <- mean(areas[, 2] - areas[, 1])
  interval <- paired_interval(bootstraps, areas, pair$truth, conf_level, call)
  average <- list(rowMeans(pair$first), rowMeans(pair$second))
  structure(
    list(
      areas = data.frame(
        model = names, auc = colMeans(areas),
        brier = vapply(average, \(p) mean((p - pair$truth)^2), numeric(1))
      ),
      difference = difference, lower = interval$lower, upper = interval$upper, se = interval$se,
      p_value = exchange_p_value(pair, difference, permutations, seed),
      permutations = as.integer(permutations),
      each = data.frame(
        `repeat` = seq_len(nrow(areas)), first = areas[, 1], second = areas[, 2],
        difference = areas[, 2] - areas[, 1], check.names = FALSE
      ),
      decision = decision_curves(stats::setNames(average, names), pair$truth),
      options = other_options(first, second), names = names, conf_level = conf_level,
      n = length(pair$truth), n_positive = sum(pair$truth),
      flags = c(exchange_of_predictions, interval$flags),
      call = stored_call(match.call())
    ),
    class = "model_comparison"
  )
}

exchange_of_predictions <- paste(
  "the exchange test is of these predictions: of two chains that are equally good over cohorts it",
  "called 15% different at 0.05 (24 patients); the interval is of the chains"
)

compared_positive <- function(first, second, positive, call) {
  of_fit <- function(x) if (inherits(x, "nested_cv")) x$parameters$positive
  known <- unique(c(of_fit(first), of_fit(second), if (!is.null(positive)) {
    checked_positive(positive, call)
  }))
  if (length(known) > 1) {
    abort_data("The two predict different statuses: %s.", name_some(dQuote(known, FALSE)),
               call = call)
  }
  if (length(known) == 0) "high" else known
}

compared_names <- function(first, second, names, call) {
  if (is.null(names)) {
    learner <- function(x) if (inherits(x, "nested_cv")) x$parameters$learner
    names <- c(learner(first), learner(second))
    if (length(unique(names)) < 2) names <- c("first", "second")
  }
  if (!is.character(names) || length(unique(names)) != 2 || anyNA(names)) {
    abort_argument("names", "two different names", names, call)
  }
  names
}

# The predictions of both as matrices, a row a patient (or lesion) and a column a repeat.
paired_predictions <- function(first, second, positive, call) {
  both <- list(first = first, second = second)
  tables <- Map(function(x, argument) {
    if (inherits(x, "nested_cv")) {
      if (leaves_centres_out(x$parameters)) {
        abort_data(
          paste(
            "`%s` is of folds of centres, whose AUC is that of pairs of one centre: compare",
            "chains of folds of patients."
          ),
          argument, call = call
        )
      }
      x <- x$predictions
    }
    if (is.data.frame(x) && !"repeat" %in% names(x)) {
      names(x)[names(x) == "repeat."] <- "repeat"
    }
    columns <- c("patient_id", "repeat", "fold", "truth", "probability")
    x <- check_columns(x, argument, columns, call)
    check_one_model(x, call)
    check_predicted(x, call)
    x$patient_id <- as.character(x$patient_id)
    x$truth <- as.character(x$truth)
    check_repeats(x, call)
    x[order(x[["repeat"]], row_key(x), method = "radix"), ]
  }, both, names(both))
  keys <- lapply(tables, \(x) unique(row_key(x)))
  other <- c(setdiff(keys$first, keys$second), setdiff(keys$second, keys$first))
  if (length(other) > 0) {
    abort_data(
      "`first` and `second` are of other patients: %s is in one of the two only.",
      sQuote(sub("\r", " ", other[1]), FALSE), call = call
    )
  }
  same <- function(column) {
    identical(as.character(tables$first[[column]]), as.character(tables$second[[column]]))
  }
  if (nrow(tables$first) != nrow(tables$second) || !same("repeat") || !same("fold")) {
    abort_data(
      paste(
        "`first` and `second` are of other folds: run both with the same seed, outer folds and",
        "repeats."
      ),
      call = call
    )
  }
  if (!same("truth")) {
    abort_data("`first` and `second` are of other statuses of the same patients.", call = call)
  }
  of_first <- tables$first[["repeat"]] == tables$first[["repeat"]][1]
  truth <- positive_class(tables$first$truth[of_first], positive, call)
  as_matrix <- function(x) matrix(x$probability, length(truth))
  list(
    first = as_matrix(tables$first), second = as_matrix(tables$second), truth = truth,
    patient_id = tables$first$patient_id[of_first]
  )
}

repeat_areas <- function(probability, is_positive) {
  apply(probability, 2, \(one) auc_by_ranks(is_positive, one))
}

# The difference of the AUCs in each resample, in the place of the AUC of chain_bootstrap().
paired_interval <- function(bootstraps, areas, is_positive, conf_level, call) {
  if (is.null(bootstraps)) {
    return(list(
      lower = NA_real_, upper = NA_real_, se = NA_real_,
      flags = "the difference has no interval: the chain_bootstrap() of both was not given"
    ))
  }
  valid <- is.list(bootstraps) && length(bootstraps) == 2 &&
    all(vapply(bootstraps, inherits, logical(1), "chain_bootstrap"))
  if (!valid) {
    abort_argument(
      "bootstraps", "NULL or a list of the two chain_bootstrap() results", bootstraps, call
    )
  }
  for (k in 1:2) {
    estimates <- bootstraps[[k]]$estimates$auc
    if (length(estimates) != nrow(areas) || max(abs(estimates - areas[, k])) > 1e-9) {
      abort_data(
        "`bootstraps`: number %d is not of the chain of `%s`: its AUCs are others.", k,
        c("first", "second")[k], call = call
      )
    }
  }
  drawn <- lapply(bootstraps, \(x) x$resampled[c("resample", "split")])
  seeds <- vapply(bootstraps, \(x) as.numeric(x$parameters$seed), numeric(1))
  if (!isTRUE(all.equal(drawn[[1]], drawn[[2]])) || seeds[1] != seeds[2]) {
    abort_data(
      "`bootstraps` are of other resamples: run both with the same seed and `resamples`.",
      call = call
    )
  }
  classes <- c(bootstraps[[1]]$n_positive, bootstraps[[1]]$n - bootstraps[[1]]$n_positive)
  found <- resampled_measure(
    areas[, 2] - areas[, 1], bootstraps[[2]]$resampled$auc - bootstraps[[1]]$resampled$auc,
    classes, c(-1, 1), conf_level
  )
  c(as.list(found[c("lower", "upper", "se")]), list(
    flags = if (found$se == 0) no_width
  ))
}

# The share of exchanges that give so large a difference, the observed one among them.
exchange_p_value <- function(pair, difference, permutations, seed) {
  ranks <- function(probability) apply(probability, 2, rank)
  first <- ranks(pair$first)
  second <- ranks(pair$second)
  patients <- unique(pair$patient_id)
  row <- match(pair$patient_id, patients)
  found <- with_local_seed(
    derive_seed(seed, "exchange"),
    vapply(seq_len(permutations), function(number) {
      exchanged <- (stats::runif(length(patients)) < 0.5)[row]
      one <- first
      other <- second
      one[exchanged, ] <- second[exchanged, ]
      other[exchanged, ] <- first[exchanged, ]
      mean(repeat_areas(other, pair$truth) - repeat_areas(one, pair$truth))
    }, numeric(1))
  )
  (1 + sum(abs(found) >= abs(difference) - 1e-12)) / (1 + permutations)
}

# Net benefit of several probabilities of the same patients, side by side.
decision_curves <- function(probabilities, is_positive, thresholds = seq(0.05, 0.95, 0.05)) {
  curves <- lapply(names(probabilities), function(name) {
    data.frame(
      model = name, threshold = thresholds,
      net_benefit = vapply(thresholds, \(threshold) mean(
        net_benefit(is_positive, probabilities[[name]] >= threshold, threshold)
      ), numeric(1)),
      all = vapply(thresholds, \(threshold) mean(net_benefit(is_positive, TRUE, threshold)), 0),
      none = 0
    )
  })
  do.call(rbind, curves)
}

# The options in which two chains differ, as text.
other_options <- function(first, second) {
  none <- data.frame(option = character(), first = character(), second = character())
  if (!inherits(first, "nested_cv") || !inherits(second, "nested_cv")) return(none)
  mine <- first$parameters
  theirs <- second$parameters
  # A regression has no forest, and each learner its own parameters.
  without <- if (mine$learner != theirs$learner) c(
    "trees", "engine", "forest", "sizes", "glmnet", "xgboost", "tune"
  )
  named <- setdiff(
    union(names(mine), names(theirs)), c("conf_level", "bootstrap", "columns", without)
  )
  differ <- Filter(\(name) !isTRUE(all.equal(mine[[name]], theirs[[name]])), named)
  shown <- function(value) {
    if (is.list(value) && !is.data.frame(value)) {
      return(paste(names(value), vapply(value, format, ""), collapse = ", "))
    }
    if (is.character(value) && length(value) != 1) return(name_some(value))
    describe_value(value)
  }
  columns <- setequal(mine$columns, theirs$columns)
  rbind(
    data.frame(
      option = differ, first = vapply(differ, \(name) shown(mine[[name]]), ""),
      second = vapply(differ, \(name) shown(theirs[[name]]), ""), row.names = NULL
    ),
    if (!columns) data.frame(
      option = "features", first = sprintf("%d columns", length(mine$columns)),
      second = sprintf("%d columns", length(theirs$columns))
    )
  )
}
