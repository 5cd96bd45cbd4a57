#' Recursive feature elimination with a random forest
#'
#' Ranks features by permutation importance in each inner fold, refits with the best 1, 2, ... of
#' them, and returns the features of the size with the highest mean held-out accuracy.
#'
#' `engine = "caret"` runs [caret::rfe()] with [caret::rfFuncs] (no re-ranking, the smallest of the
#' sizes with the highest mean accuracy, importances averaged over folds and sizes). Its
#' `engine = "direct"` counterpart is the same algorithm on the same folds and seeds without caret's
#' overhead, and selects the same features in the same order. Its forests are compiled code of this
#' package that equals [randomForest::randomForest()] bit for bit and is several times as fast.
#' Every forest has its own seed, so forests that can no longer change the result need not be grown:
#' with `profile = FALSE` a size is abandoned as soon as perfect accuracy in its remaining folds
#' could not make it the best.
#'
#' @param x Numeric matrix or data frame, patients in rows, features in named columns; no missing
#'   values.
#' @param y Two classes, one per row.
#' @param folds Number of stratified inner folds; fewer, with a flag, where the smaller class has
#'   fewer patients.
#' @param sizes Subset sizes to try besides the full set; `NULL` for 1 to 20.
#' @param trees Trees in each forest.
#' @param engine `"direct"` or `"caret"`.
#' @param seed Whole number from which the folds and every forest are seeded.
#' @param ... Further options by name: `forest`, `"randomForest"` or `"ranger"` (its own subsets);
#'   `class_weights`, `"none"`, or `"balanced"` to weigh each class by the inverse of its frequency;
#'   `profile`, whether to complete the accuracy of every size (`TRUE`).
#' @return An object of class `rfe_forest`: a list with `selected` (features in order of
#'   importance), `size`, `ranking` (feature, importance, selected), `profile` (size, accuracy,
#'   folds), `parameters`, `flags`.
#' @references Guyon I, Weston J, Barnhill S, Vapnik V (2002). Gene selection for cancer
#'   classification using support vector machines. Mach Learn 46:389-422.
#'   \doi{10.1023/A:1012487302797}. Kuhn M (2008). \doi{10.18637/jss.v028.i05}
#' @examples
#' two <- droplevels(iris[iris$Species != "setosa", ])
#' rfe_forest(two[1:4], two$Species, trees = 20, seed = 1)
#' @export
rfe_forest <- function(x, y, folds = 5, sizes = NULL, trees = 500, engine = "caret", seed = 1,
                       ...) {
  x <- feature_matrix(x)
  y <- two_classes(y, nrow(x), "y")
  options <- further_options(
    list(...), list(forest = "randomForest", class_weights = "none", profile = TRUE)
  )
  options <- c(options, list(sizes = sizes, trees = trees, engine = engine, seed = seed))
  check_whole(folds, "folds", 2)
  check_elimination(options)
  check_flag(options$profile, "profile")
  if (ncol(x) == 0) abort_argument("x", "a matrix with at least one column", x)
  if (smaller_class(y) < 2) {
    abort_data(
      "`y` has one patient of class %s: elimination needs at least 2 of each class.",
      dQuote(names(which.min(table(y))), FALSE)
    )
  }
  result <- eliminate(x, y, folds, options, seed, options$profile)
  result$call <- stored_call(match.call())
  result
}

# The options that nested_cv() shares with rfe_forest().
check_elimination <- function(options, call = rlang::caller_env()) {
  check_whole(options$trees, "trees", 1, call)
  check_choice(options$engine, "engine", c("caret", "direct"), call)
  check_whole(options$seed, "seed", 0, call)
  check_choice(options$forest, "forest", c("randomForest", "ranger"), call)
  if (options$forest == "ranger") check_ranger(call)
  check_sizes(options$sizes, call)
  check_choice(options$class_weights, "class_weights", c("none", "balanced"), call)
}

# `options` holds sizes, trees, engine, forest and class_weights; `copies_of` the patient of each
# row where some are in `x` more than once.
eliminate <- function(x, y, folds, options, seed, profile, copies_of = NULL) {
  flags <- character()
  fewest <- patients_of_smaller_class(y, copies_of)
  if (fewest < folds) {
    flags <- sprintf("%d inner folds instead of %d", fewest, folds)
    folds <- fewest
  }
  features <- colnames(x)
  sizes <- if (is.null(options$sizes)) seq_len(20) else options$sizes
  sizes <- sort(unique(c(sizes[sizes <= ncol(x)], ncol(x))))
  # Stand-in names in column order: caret breaks ties of importance by the locale's sorting.
  colnames(x) <- sprintf("f%06d", seq_along(features))
  plan <- elimination_plan(y, folds, length(sizes), seed, copies_of)
  grower <- forest_grower(
    options$forest, options$trees, class_weight_values(y, options$class_weights)
  )
  found <- if (options$engine == "caret") {
    eliminate_with_caret(x, y, sizes, plan, grower)
  } else {
    eliminate_directly(x, y, sizes, plan, grower, profile)
  }
  position <- match(found$ranking$var, colnames(x))
  structure(
    list(
      selected = features[position[seq_len(found$size)]],
      size = found$size,
      ranking = data.frame(
        feature = features[position],
        importance = found$ranking$Overall,
        selected = seq_along(position) <= found$size
      ),
      profile = found$profile,
      parameters = list(
        folds = folds, sizes = sizes, trees = options$trees, engine = options$engine,
        forest = options$forest, seed = seed, class_weights = options$class_weights,
        metric = "Accuracy"
      ),
      flags = flags
    ),
    class = "rfe_forest"
  )
}

# Folds as training rows, and one seed for each forest (fold by fold, the largest size first), in
# the form caret's rfeControl() takes.
elimination_plan <- function(y, folds, n_sizes, seed, copies_of = NULL) {
  fold <- grouped_folds(y, copies_of, folds, derive_seed(seed, "inner folds"))
  seeds <- with_local_seed(
    derive_seed(seed, "forests"),
    lapply(c(rep(n_sizes, folds), 1), \(n) sample.int(1e6, n, replace = TRUE))
  )
  list(
    train = stats::setNames(
      lapply(seq_len(folds), \(k) which(fold != k)), sprintf("Fold%02d", seq_len(folds))
    ),
    seeds = seeds
  )
}

class_weight_values <- function(y, class_weights) {
  if (class_weights == "none") return(NULL)
  counts <- table(y)
  stats::setNames(as.vector(length(y) / (2 * counts)), names(counts))
}

check_sizes <- function(sizes, call = rlang::caller_env()) {
  valid <- is.null(sizes) ||
    (is.numeric(sizes) && length(sizes) > 0 && !anyNA(sizes) && all(sizes >= 1 & sizes %% 1 == 0))
  if (!valid) abort_argument("sizes", "NULL or whole numbers of at least 1", sizes, call)
}

check_ranger <- function(call = rlang::caller_env()) {
  if (!requireNamespace("ranger", quietly = TRUE)) {
    rlang::abort(
      "`forest = \"ranger\"` needs the package ranger: install.packages(\"ranger\").",
      class = c("radiotmb_missing_error", "radiotmb_error"), call = call
    )
  }
}
