#' Compare groups of patients on clinical variables
#'
#' One table of tests, with the rule that chose each test written beside it.
#'
#' @param patients A data frame with `patient_id`, the group and the variables.
#' @param group Name of the column that holds the groups.
#' @param variables Names of the columns to compare; by default all but `patient_id`, the group,
#'   and the survival columns `os_days` and `os_event` (censored times are for
#'   [compare_survival()]). Columns that are neither categories nor numbers, such as dates, are left
#'   out by default, which `flags` says, and refused where they are named.
#' @return An object of class `group_comparison`, a list of
#'   * `table`: `variable`, `level`, a column for each group (patients and percent of a level, or
#'     median and range), `test`, `rule`, `statistic`, `p_value`. A categorical variable has a row
#'     for each level and its test in the first;
#'   * `group`, `sizes` (patients in each group), `flags`.
#' @details
#' Text, logical, factor and two-valued columns are categorical: chi-square (continuity-corrected
#' for 2 x 2) where all expected counts are at least 5, Fisher's exact test otherwise. Other numbers
#' are compared by Mann-Whitney (two groups; exact without ties and below 50 patients a group) or
#' Kruskal-Wallis. Missing values are left out and counted in the rule.
#' @references Cochran WG. Biometrics 1954;10:417-451, for the rule of expected counts.
#' @export
#' @examples
#' patients <- data.frame(
#'   patient_id = 1:8, status = rep(c("high", "low"), each = 4),
#'   sex = c("m", "f", "m", "m", "f", "f", "m", "f"), age = c(51, 62, 70, 48, 66, 74, 59, 81)
#' )
#' compare_groups(patients, "status")
compare_groups <- function(patients, group, variables = NULL) {
  read <- read_groups(patients, group, variables, c(
    "variable", "level", "test", "rule", "statistic", "p_value"
  ))
  rows <- lapply(read$variables, \(variable) {
    compare_variable(read$patients[[variable]], read$groups, variable)
  })
  structure(
    list(
      table = do.call(rbind, rows), group = group, sizes = read$sizes, flags = read$flags,
      call = stored_call(match.call())
    ),
    class = "group_comparison"
  )
}

# The patients of a known group, the variables that can be compared, and what was left out. `taken`
# are the columns of the result, after which no group may be named.
read_groups <- function(patients, group, variables, taken, call = rlang::caller_env()) {
  check_column_name(group, "group", call)
  patients <- check_patients(patients, "patients", group, call)
  left_out <- character()
  if (is.null(variables)) {
    variables <- setdiff(names(patients), c("patient_id", group, "os_days", "os_event"))
    left_out <- variables[!vapply(patients[variables], is_comparable, logical(1))]
    variables <- setdiff(variables, left_out)
  } else if (!is.character(variables)) {
    abort_argument("variables", "names of columns", variables, call)
  }
  check_columns(patients, "patients", variables, call)
  refuse_incomparable(patients, variables, call)
  if (length(variables) == 0) abort_data("`patients` has no variable to compare.", call = call)
  patients[c(group, variables)] <- lapply(patients[c(group, variables)], without_blanks)
  groups <- as_ordered_levels(patients[[group]])
  sizes <- table(groups)
  taken <- intersect(levels(groups), taken)
  if (length(taken) > 0) {
    abort_data("a group is named %s, which is a column of the result; rename it.",
               name_some(sQuote(taken, FALSE)), call = call)
  }
  known <- !is.na(groups)
  present <- droplevels(groups[known])
  if (nlevels(present) == 0) {
    abort_data("`%s` is missing for every patient.", group, call = call)
  }
  check_shared_groups(present, group, call)
  list(
    patients = patients[known, , drop = FALSE], groups = present, variables = variables,
    sizes = stats::setNames(as.integer(sizes), names(sizes)),
    flags = c(
      if (length(left_out) > 0) sprintf(
        "left out, neither categories nor numbers: %s", name_some(sprintf(
          "%s (%s)", left_out, vapply(patients[left_out], \(one) class(one)[1], character(1))
        ))
      ),
      if (any(!known)) sprintf("left out, without a group: %s",
                               name_some(patients$patient_id[!known])),
      if (any(sizes == 0)) sprintf("no patient in group %s", name_some(names(sizes)[sizes == 0])),
      if (nlevels(present) == 1) "one group only: no test"
    )
  )
}

# A number or a name that was taken for a group. Ten hospitals are groups, twenty ages are none.
check_shared_groups <- function(groups, group, call) {
  if (nlevels(groups) <= most_groups || 2 * nlevels(groups) <= length(groups)) return(NULL)
  abort_data(
    paste(
      "`%s` has %d different values in %d patients, which makes no groups. Give the column that",
      "holds the groups, or cut a number into groups in a column of its own."
    ),
    group, nlevels(groups), length(groups), call = call
  )
}

refuse_incomparable <- function(patients, variables, call) {
  other <- variables[!vapply(patients[variables], is_comparable, logical(1))]
  if (length(other) > 0) {
    abort_data(
      paste(
        "`%s` is a column of class %s, which is neither a category nor a number.",
        "Give the days since a date, or a year, or leave it out of `variables`."
      ),
      other[1], paste(class(patients[[other[1]]]), collapse = "/"), call = call
    )
  }
}

is_comparable <- function(x) {
  is.factor(x) || is.character(x) || is.logical(x) || inherits(x, "difftime") ||
    (is.numeric(x) && !inherits(x, c("Date", "POSIXt")))
}

# A cell of blanks alone is an empty cell of a table, not a level.
without_blanks <- function(x) {
  if (is.character(x)) {
    x[!is.na(x) & !nzchar(trimws(x))] <- NA
  } else if (is.factor(x)) {
    blank <- !nzchar(trimws(levels(x)))
    if (any(blank)) x <- factor(x, levels(x)[!blank])
  }
  x
}

# A factor keeps its levels; others are put in the same order in every locale.
as_ordered_levels <- function(x) {
  if (is.factor(x)) x else factor(x, sort(unique(x), method = "radix"))
}

is_categorical <- function(x) !is.numeric(x) || length(unique(x[!is.na(x)])) <= 2

compare_variable <- function(x, groups, variable) {
  if (inherits(x, "difftime")) x <- as.numeric(x, units = "days")
  missing <- sum(is.na(x))
  groups <- groups[!is.na(x)]
  x <- x[!is.na(x)]
  if (is_categorical(x)) {
    x <- droplevels(as_ordered_levels(x))
    summary <- describe_levels(x, groups)
    test <- test_levels(x, groups)
  } else {
    summary <- describe_numbers(x, groups)
    test <- test_numbers(x, groups)
  }
  if (missing > 0) test$rule <- sprintf("%s; %d missing", test$rule, missing)
  blank <- nrow(summary) - 1
  data.frame(
    variable = variable, summary,
    test = c(test$test, rep("", blank)), rule = c(test$rule, rep("", blank)),
    statistic = c(test$statistic, rep(NA_real_, blank)),
    p_value = c(test$p_value, rep(NA_real_, blank)),
    row.names = NULL, check.names = FALSE
  )
}

describe_levels <- function(x, groups) {
  if (nlevels(x) == 0) x <- factor(character(), "(none)")
  counts <- table(x, groups)
  totals <- colSums(counts)
  cells <- vapply(colnames(counts), \(one) {
    percent <- if (totals[[one]] > 0) 100 * counts[, one] / totals[[one]] else 0 * counts[, one]
    sprintf("%d (%.1f%%)", counts[, one], percent)
  }, character(nrow(counts)))
  data.frame(
    level = rownames(counts), matrix(cells, nrow(counts), dimnames = list(NULL, colnames(counts))),
    check.names = FALSE
  )
}

describe_numbers <- function(x, groups) {
  cells <- vapply(split(x, groups), \(one) {
    if (length(one) == 0) return("-")
    sprintf("%s (%s to %s)", format_number(stats::median(one)), format_number(min(one)),
            format_number(max(one)))
  }, character(1))
  data.frame(level = "median (range)", t(cells), check.names = FALSE)
}

no_test <- function(rule) list(test = "none", rule = rule, statistic = NA_real_, p_value = NA_real_)

test_levels <- function(x, groups) {
  groups <- droplevels(groups)
  if (nlevels(groups) < 2) return(no_test("one group only"))
  if (nlevels(x) < 2) return(no_test("one level only"))
  counts <- table(x, groups)
  expected <- min(outer(rowSums(counts), colSums(counts)) / sum(counts))
  if (expected >= 5) {
    test <- stats::chisq.test(counts)
    square <- all(dim(counts) == 2)
    return(list(
      test = if (square) "chi-square, continuity correction" else "chi-square",
      rule = sprintf("all expected counts at least 5 (smallest %s)", format_number(expected)),
      statistic = unname(test$statistic), p_value = test$p.value
    ))
  }
  rule <- sprintf("an expected count under 5 (smallest %s)", format_number(expected))
  # Beyond, the exact test of a column of names takes hours rather than an error.
  exact <- if (max(dim(counts)) <= 25) {
    tryCatch(stats::fisher.test(counts, workspace = 2e6)$p.value, error = \(e) NULL)
  }
  if (!is.null(exact)) {
    return(list(test = "Fisher", rule = rule, statistic = NA_real_, p_value = exact))
  }
  list(
    test = "Fisher, 100,000 random tables",
    rule = paste0(rule, "; the table is too large for the exact test"), statistic = NA_real_,
    p_value = with_local_seed(
      derive_seed(1, "Fisher tables"),
      stats::fisher.test(counts, simulate.p.value = TRUE, B = 1e5)$p.value
    )
  )
}

test_numbers <- function(x, groups) {
  groups <- droplevels(groups)
  if (nlevels(groups) < 2) return(no_test("one group only"))
  if (nlevels(groups) > 2) {
    test <- stats::kruskal.test(x, groups)
    return(list(test = "Kruskal-Wallis", rule = sprintf("numbers in %d groups", nlevels(groups)),
                statistic = unname(test$statistic), p_value = test$p.value))
  }
  parts <- split(x, groups)
  exact <- all(lengths(parts) < 50) && !anyDuplicated(x)
  test <- suppressWarnings(stats::wilcox.test(parts[[1]], parts[[2]], exact = exact))
  list(
    test = "Mann-Whitney",
    rule = if (exact) {
      "numbers in 2 groups; exact, no ties"
    } else {
      "numbers in 2 groups; normal approximation, continuity correction"
    },
    statistic = unname(test$statistic), p_value = test$p.value
  )
}
