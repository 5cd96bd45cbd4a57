#' Table 1: the patients of each group
#'
#' Describes every clinical variable over all patients and in each group, with the missing values,
#' the standardised difference of the groups and a named test.
#'
#' @inheritParams compare_groups
#' @param spread What stands beside the median of a number: `"quartiles"`, or `"range"`; `"sd"`
#'   gives mean and standard deviation.
#' @param conf_level Level of the intervals of the standardised differences.
#' @return An object of class `table_one`, a list of
#'   * `table`: `variable`, `level`, `overall`, a column for each group, `smd`, `smd_lower`,
#'     `smd_upper`, `test`, `rule`, `statistic`, `p_value`. A number has one row, a categorical
#'     variable one for each level (patients and percent of those with a value), and either has a
#'     row `"missing"` where a patient has no value. Differences and tests stand in the first row;
#'   * `group`, `sizes` (patients in each group), `patients` (all of them), `spread`, `conf_level`,
#'     `flags`.
#'
#'   `as.data.frame()` gives the table as it is printed, with the groups' sizes in the headings.
#' @details
#' Tests are chosen as [compare_groups()] chooses them. Quartiles are R's type 7.
#'
#' The standardised difference of a number is the difference of the means over the square root of
#' the mean of both variances; that of two levels the same for shares, with the variances p(1 - p);
#' that of more levels the Mahalanobis distance of the shares (Yang and Dalton), all without sign.
#' They are those of the packages tableone and smd (which gtsummary uses). Of more than two groups
#' it is the mean over all pairs, as in tableone, and has no interval. The interval of a number or
#' of two levels is that of Hedges and Olkin, folded at 0; of more levels it inverts the noncentral
#' chi-square distribution. A difference is missing where a group has no spread to measure it by.
#' @references Austin PC. Stat Med 2009;28:3083-3107. \doi{10.1002/sim.3697}. Yang D, Dalton JE. A
#'   unified approach to measuring the effect size between two groups using SAS. SAS Global Forum
#'   2012, paper 335. Hedges LV, Olkin I. Statistical methods for meta-analysis. 1985, chapter 5.
#' @seealso [compare_groups()]
#' @export
#' @examples
#' patients <- data.frame(
#'   patient_id = 1:8, status = rep(c("high", "low"), each = 4),
#'   sex = c("m", "f", "m", "m", "f", "f", "m", "f"), age = c(51, 62, 70, NA, 66, 74, 59, 81)
#' )
#' table_one(patients, "status")
table_one <- function(patients, group, variables = NULL, spread = "quartiles", conf_level = 0.95) {
  check_choice(spread, "spread", names(spread_labels))
  check_conf_level(conf_level)
  read <- read_groups(patients, group, variables, c(
    "variable", "level", "overall", "smd", "smd_lower", "smd_upper", "test", "rule", "statistic",
    "p_value"
  ))
  rows <- lapply(read$variables, \(variable) {
    describe_variable(read$patients[[variable]], read$groups, variable, spread, conf_level)
  })
  structure(
    list(
      table = do.call(rbind, rows), group = group, sizes = read$sizes,
      patients = nrow(read$patients), spread = spread, conf_level = conf_level, flags = read$flags,
      call = stored_call(match.call())
    ),
    class = "table_one"
  )
}

spread_labels <- c(quartiles = "median (quartiles)", range = "median (range)", sd = "mean (SD)")

# The rows of one variable: its levels or its number, what is missing, the difference, the test.
describe_variable <- function(x, groups, variable, spread, conf_level) {
  if (inherits(x, "difftime")) x <- as.numeric(x, units = "days")
  known <- !is.na(x)
  categorical <- is_categorical(x[known])
  value <- if (categorical) droplevels(as_ordered_levels(x[known])) else x[known]
  of <- groups[known]
  rows <- if (categorical) {
    rbind_cells(count_levels(value, of))
  } else {
    data.frame(
      level = spread_labels[[spread]], rbind(number_cells(value, of, spread)), check.names = FALSE
    )
  }
  if (any(!known)) {
    counts <- table(factor(groups[!known], levels(groups)))
    rows <- rbind(rows, stats::setNames(
      data.frame("missing", sum(!known), rbind(unclass(counts)), check.names = FALSE), names(rows)
    ))
  }
  test <- if (categorical) test_levels(value, of) else test_numbers(value, of)
  smd <- standardised_difference(value, of, categorical, conf_level)
  first <- \(value, other) c(value, rep(other, nrow(rows) - 1))
  data.frame(
    variable = variable, rows, smd = first(smd[[1]], NA_real_),
    smd_lower = first(smd[[2]], NA_real_), smd_upper = first(smd[[3]], NA_real_),
    test = first(test$test, ""), rule = first(test$rule, ""),
    statistic = first(test$statistic, NA_real_), p_value = first(test$p_value, NA_real_),
    row.names = NULL, check.names = FALSE
  )
}

# Patients and percent of each level: a list of the level's name and a text for each column.
count_levels <- function(x, groups) {
  if (nlevels(x) == 0) x <- factor(character(), "(none)")
  counts <- table(x, groups)
  counts <- cbind(overall = rowSums(counts), unclass(counts))
  totals <- colSums(counts)
  cells <- vapply(colnames(counts), \(one) {
    percent <- if (totals[[one]] > 0) 100 * counts[, one] / totals[[one]] else 0 * counts[, one]
    sprintf("%d (%.1f%%)", as.integer(counts[, one]), percent)
  }, character(nrow(counts)))
  list(level = rownames(counts), cells = matrix(cells, nrow(counts),
                                                dimnames = list(NULL, colnames(counts))))
}

rbind_cells <- function(counted) {
  data.frame(level = counted$level, counted$cells, check.names = FALSE)
}

number_cells <- function(x, groups, spread) {
  decimals <- min(count_value_decimals(x), 2)
  parts <- c(list(overall = x), split(x, groups))
  vapply(parts, number_cell, character(1), spread = spread, decimals = decimals)
}

number_cell <- function(x, spread, decimals) {
  if (length(x) == 0) return("-")
  shown <- \(value) show_value(value, decimals)
  switch(spread,
    quartiles = sprintf("%s (%s to %s)", shown(stats::median(x)),
                        shown(stats::quantile(x, 0.25, names = FALSE)),
                        shown(stats::quantile(x, 0.75, names = FALSE))),
    range = sprintf("%s (%s to %s)", shown(stats::median(x)), shown(min(x)), shown(max(x))),
    sd = sprintf("%s (%s)", shown(mean(x)), if (length(x) > 1) shown(stats::sd(x)) else "-")
  )
}

# With the decimals that the values have; between two whole numbers one more.
show_value <- function(value, decimals) {
  if (decimals == 0 && value != round(value)) decimals <- 1
  sprintf("%.*f", decimals, value)
}

# How many decimals the values of a column have at most, up to 2.
count_value_decimals <- function(x) {
  for (decimals in 0:1) if (all(abs(x - round(x, decimals)) < 1e-9)) return(decimals)
  2
}
