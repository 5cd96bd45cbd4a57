#' Burdens of both lesions by the direction of discordance
#'
#' Compares the burdens of primary and metastasis within all patients, the concordant ones, the
#' discordant ones and each direction of discordance.
#'
#' @param pairs A `lesion_pairs` object or its `pairs` data frame.
#' @param conf_level Confidence level of the intervals.
#' @return A data frame with a row for each `group` (`all`, `concordant`, `discordant`,
#'   `primary only`, `metastasis only`): `n` (patients), `primary_mean`, `metastasis_mean`
#'   (mutations per megabase), `ratio_of_means` (primary over metastasis; Fieller's interval),
#'   `ratio_of_means_lower`, `ratio_of_means_upper`, `mean_of_ratios` (t interval),
#'   `mean_of_ratios_lower`, `mean_of_ratios_upper`, `p_value` (exact Wilcoxon signed-rank test) and
#'   `note` (patients left out, or why there is no estimate). Without patients or with one, means
#'   are given and what needs more is missing.
#' @details The groups by direction are formed by the burdens that the test compares, so their
#'   p-values describe the size of the difference and are no evidence of discordance.
#' @references Fieller EC. J R Stat Soc B 1954;16:175-185. Wilcoxon F. Biometrics Bulletin
#'   1945;1:80-83.
#' @seealso [compare_lesions()], [tabulate_directions()]
#' @export
#' @examples
#' burden <- data.frame(
#'   patient_id = rep(c("a", "b", "c", "d"), each = 2), lesion = c("primary", "metastasis"),
#'   mutations = c(30, 9, 24, 6, 5, 15, 8, 6), megabases = 1.2
#' )
#' compare_directions(compare_lesions(burden))
compare_directions <- function(pairs, conf_level = 0.95) {
  if (inherits(pairs, "lesion_pairs")) pairs <- pairs$pairs
  columns <- c("primary_tmb", "metastasis_tmb", "primary_mutations", "metastasis_mutations",
               "primary_megabases", "metastasis_megabases", "direction", "ratio")
  pairs <- check_patients(pairs, "pairs", columns)
  check_conf_level(conf_level)
  discordant <- pairs$direction %in% c("primary only", "metastasis only")
  groups <- list(
    all = rep(TRUE, nrow(pairs)), concordant = !discordant, discordant = discordant,
    "primary only" = pairs$direction == "primary only",
    "metastasis only" = pairs$direction == "metastasis only"
  )
  rows <- Map(\(rows, group) direction_row(pairs[rows, ], group, conf_level), groups, names(groups))
  result <- do.call(rbind, rows)
  rownames(result) <- NULL
  result
}

direction_row <- function(pairs, group, conf_level) {
  of_means <- ratio_of_means(pairs, conf_level)
  of_ratios <- average_ratio(pairs, conf_level)
  exact <- test_signed_rank(pairs)
  data.frame(
    group = group, n = nrow(pairs),
    primary_mean = mean_or_missing(pairs$primary_tmb),
    metastasis_mean = mean_or_missing(pairs$metastasis_tmb),
    ratio_of_means = of_means$estimate, ratio_of_means_lower = of_means$lower,
    ratio_of_means_upper = of_means$upper,
    mean_of_ratios = of_ratios$estimate, mean_of_ratios_lower = of_ratios$lower,
    mean_of_ratios_upper = of_ratios$upper,
    p_value = if (nrow(pairs) == 0) NA_real_ else exact$p_value[nrow(exact)],
    note = if (nrow(pairs) == 0) "no patient" else of_ratios$note
  )
}

mean_or_missing <- function(x) if (length(x) == 0) NA_real_ else mean(x)

#' Clinical variable by the direction of discordance
#'
#' Counts the patients of each value of a clinical variable, such as synchronous and metachronous
#' metastases, in each direction of discordance.
#'
#' @param pairs A `lesion_pairs` object or its `pairs` data frame.
#' @param patients A data frame with `patient_id` and the column named by `variable`.
#' @param variable Name of that column.
#' @return A data frame with a row for each direction and value: `direction` (`both high`,
#'   `primary only`, `metastasis only`, `both low`), `level` (the value; `"missing"` where there is
#'   none), `n` (patients) and `share` (of the direction's patients, with exact limits `lower` and
#'   `upper`).
#' @seealso [compare_directions()], [compare_groups()]
#' @export
#' @examples
#' pairs <- data.frame(
#'   patient_id = c("a", "b", "c"), direction = c("primary only", "primary only", "both low")
#' )
#' patients <- data.frame(
#'   patient_id = c("a", "b", "c"), timing = c("synchronous", "metachronous", "synchronous")
#' )
#' tabulate_directions(pairs, patients)
tabulate_directions <- function(pairs, patients, variable = "timing") {
  if (inherits(pairs, "lesion_pairs")) pairs <- pairs$pairs
  pairs <- check_patients(pairs, "pairs", "direction")
  check_column_name(variable, "variable")
  patients <- check_patients(patients, "patients", variable)
  level <- as.character(patients[[variable]])[match(pairs$patient_id, patients$patient_id)]
  level[is.na(level)] <- "missing"
  levels <- sort(unique(level), method = "radix")
  rows <- lapply(directions, \(direction) {
    own <- level[pairs$direction == direction]
    if (length(own) == 0) return(NULL)
    n <- as.integer(table(factor(own, levels)))
    share <- clopper_pearson(n, length(own))
    data.frame(direction = direction, level = levels, n = n, share = share$estimate,
               lower = share$lower, upper = share$upper)
  })
  do.call(rbind, rows)
}
