#' Options of the modelling chain in one object
#'
#' Collects the options of [nested_cv()] and [permutation_null()], so that several models and their
#' permutation nulls are given the same ones.
#'
#' @param ... Options by name. One that is not given has the default of [nested_cv()]:
#'   * `outer` (5), `inner` (5): numbers of stratified outer and inner folds;
#'   * `repeats` (1): number of times the outer cross-validation is repeated on other folds;
#'   * `correlation` (0.9), `order` (`"caret"`): cutoff and order of [drop_correlated()];
#'   * `alpha` (0.05), `screen` (`"before"`): level of [screen_wilcoxon()], and whether it screens
#'     before elimination's inner folds or inside them;
#'   * `trees` (500), `engine` (`"direct"`), `forest` (`"randomForest"`), `sizes` (1 to 20):
#'     passed to [rfe_forest()];
#'   * `class_weights` (`"none"`), `tune` (`NULL`), `xgboost` (`list()`), `learner` (`"xgboost"`),
#'     `glmnet` (`list()`): see [nested_cv()];
#'   * `seed` (1): whole number from which every random step is seeded;
#'   * `min_icc` (0.75), `unusable` (`"drop"`): limits on feature columns, see [nested_cv()];
#'   * `folds` (`"patients"`), `harmonise` (`"none"`), `unseen` (`"refuse"`): several centres, see
#'     [nested_cv()];
#'   * `conf_level` (0.95), `bootstrap` (2000): level of all intervals and number of bootstrap
#'     samples of patients; [permutation_null()] does not use them.
#' @return An object of class `nested_cv_control`: a named list of all options. `format()` gives the
#'   options that differ from their defaults, one a line, and `print()` shows them.
#' @section Errors: `radiotmb_argument_error` for a name that is no option or a value out of range.
#' @seealso [nested_cv()], [permutation_null()]
#' @examples
#' control <- nested_cv_control(outer = 3, inner = 3, trees = 20, bootstrap = 100)
#' control
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:16), matrix(rnorm(16 * 10), 16))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 8))
#' fit <- nested_cv(features, labels, control = control)
#' permutation_null(features, labels, permutations = 2, observed = fit, control = control)
#' @export
nested_cv_control <- function(...) {
  set_options(control_defaults(), list(...), rlang::current_env())
}

# The options of a control object; nested_cv() itself has their defaults.
control_options <- c(
  "outer", "inner", "repeats", "correlation", "alpha", "trees", "engine", "seed", "forest", "sizes",
  "order", "class_weights", "tune", "xgboost", "min_icc", "unusable", "conf_level", "bootstrap",
  "screen", "learner", "glmnet", "folds", "harmonise", "unseen"
)

control_defaults <- function() {
  structure(
    lapply(as.list(formals(nested_cv))[control_options], eval, baseenv()),
    class = "nested_cv_control"
  )
}

# A control object with other values of the given options, checked.
set_options <- function(control, given, call) {
  control <- further_options(given, control, call)
  check_control(control, call)
  control
}

# The options given to a function beside `control` replace those in it.
combine_options <- function(control, given, call) {
  if (is.null(control)) control <- control_defaults()
  if (!inherits(control, "nested_cv_control")) {
    abort_argument("control", "NULL or the options made by nested_cv_control()", control, call)
  }
  set_options(control, given, call)
}

check_control <- function(control, call) {
  check_whole(control$outer, "outer", 2, call)
  check_whole(control$inner, "inner", 2, call)
  check_whole(control$repeats, "repeats", 1, call)
  check_number(control$correlation, "correlation", 0, 1, call)
  check_number(control$alpha, "alpha", 0, 1, call)
  check_elimination(control, call)
  check_choice(control$order, "order", c("caret", "p"), call)
  check_learner(control, call)
  check_number(control$min_icc, "min_icc", -1, 1, call)
  check_choice(control$unusable, "unusable", c("drop", "refuse", "impute"), call)
  check_choice(control$screen, "screen", c("before", "inside"), call)
  if (control$screen == "inside" && control$engine == "caret") {
    abort_argument("engine", "\"direct\" with `screen = \"inside\"`", control$engine, call)
  }
  check_choice(control$folds, "folds", c("patients", "centre"), call)
  check_choice(control$harmonise, "harmonise", harmonisations, call)
  check_choice(control$unseen, "unseen", c("refuse", "unchanged"), call)
  check_number(control$conf_level, "conf_level", 0, 1, call)
  check_whole(control$bootstrap, "bootstrap", 1, call)
}
