#' Compare the burdens of primary tumors and metastases
#'
#' Pairs the lesions of each patient and asks how often their status differs, whether one lesion
#' carries more mutations, and how much of the discordance counting alone would give.
#'
#' @param burden A data frame with one row for each sequenced lesion: `patient_id`, `lesion`
#'   (`"primary"` or `"metastasis"`; any name where a column `role` says which of them it is, once
#'   in a patient), `mutations` (whole numbers) and `megabases`. Where it has a column `status`
#'   (`"high"` or `"low"`, as [compute_tmb()] gives it) and no `cutoff` is given, that is the status
#'   of the lesion; otherwise the status is that of [tmb_status()].
#' @param cutoff Mutations per megabase from which a burden is called high: it then decides the
#'   status, and `flags` say of how many lesions the column `status` has another. `NULL` (the
#'   default) leaves the status to that column, where there is one, and is 10 otherwise.
#' @param conf_level Confidence level of all intervals.
#' @param shared A data frame with `patient_id` and `shared`, the number of variants seen in both
#'   lesions (such as `compare_variants(variants)$patients`), or `NULL` to estimate the sharing
#'   from the counts.
#' @return An object of class `lesion_pairs`, a list of
#'   * `pairs`: one row a patient: `patient_id`, `primary_mutations`, `metastasis_mutations`,
#'     `primary_megabases`, `metastasis_megabases`, `primary_tmb`, `metastasis_tmb`,
#'     `primary_status`, `metastasis_status`, `discordant`, `direction` (`"both high"`,
#'     `"primary only"`, `"metastasis only"`, `"both low"`), `ratio` (primary over metastasis;
#'     `NaN` without any mutation), `p_equal` (exact conditional test of equal rates), then the
#'     exact limits of both burdens and of the ratio, and `first` and `second`, the lesions' names,
#'     where these are not their roles;
#'   * `cells`: named counts of `both_high`, `primary_only`, `metastasis_only`, `both_low`;
#'   * `tests`: `test`, `statistic`, `p_value`, `note`;
#'   * `discordant`: shares of patients with exact (Clopper-Pearson) intervals: `measure`,
#'     `estimate`, `lower`, `upper`, `numerator`, `denominator`;
#'   * `chance`: see [chance_discordance()]; the model of shared mutations only where `shared` is
#'     given; no row where no cutoff gives the column `status`;
#'   * `ratios`: `group`, `measure`, `estimate`, `lower`, `upper`, `n`, `note`;
#'   * `cutoff` (missing where no cutoff gives the column `status`), `conf_level`, `unpaired`
#'     (patients with one lesion only) and `flags`.
#' @details
#' One cutoff serves status, tests and chance. Where the column `status` decides, that is 10 if 10
#' gives this status, otherwise the lowest burden of high status if that does; `flags` say which.
#'
#' The signed-rank test ranks the differences of the counts where all lesions were judged over the
#' same megabases, and of the rates to 12 significant digits otherwise, so that ties are ties. Its
#' exact version is the permutation distribution of the tied ranks, zeros left out.
#' Mann-Whitney, chi-square and Fisher ignore the pairing; they are what the published study used.
#'
#' A calibration common to both lesions leaves equal rates equal: tests, ratios and their limits are
#' of the counted rates, without the calibration's own error. Where `burden` has a column `tmb` that
#' is not mutations over megabases, `flags` says so.
#'
#' Raises an error of class `radiotmb_data_error` where a lesion is duplicated, is neither primary
#' nor metastasis, or no patient has both; and where a patient has several of a role, which
#' [compare_lesion_pairs()] compares.
#' @references Hoshino I, et al. Cancer Sci 2022;113:229-239, \doi{10.1111/cas.15173}. Equal rates:
#'   Przyborowski J, Wilenski H. Biometrika 1940;31:313-323. Ratio of means: Fieller EC. J R Stat
#'   Soc B 1954;16:175-185.
#' @seealso [compare_lesion_pairs()] for several lesions of a patient, [chance_discordance()],
#'   [compare_variants()], [discordance_groups()]
#' @export
#' @examples
#' burden <- data.frame(
#'   patient_id = rep(c("a", "b", "c", "d", "e"), each = 2),
#'   lesion = c("primary", "metastasis"),
#'   mutations = c(30, 9, 5, 6, 14, 15, 8, 16, 7, 4),
#'   megabases = 1.2
#' )
#' pairs <- compare_lesions(burden)
#' pairs
#' tidy(pairs)
compare_lesions <- function(burden, cutoff = NULL, conf_level = 0.95, shared = NULL) {
  burden <- check_burden(burden)
  check_conf_level(conf_level)
  judged <- judge_by_cutoff(burden, cutoff, pairs_of_roles(burden))
  burden <- judged$burden
  cutoff <- judged$cutoff
  pairs <- pair_lesions(burden, conf_level)
  shared <- match_shared(shared, pairs)
  cells <- count_cells(pairs$direction)
  structure(
    list(
      pairs = pairs,
      cells = cells,
      tests = test_pairs(pairs, cells),
      discordant = share_table(
        c("discordant", "primary only", "metastasis only", "primary high", "metastasis high"),
        c(
          cells[["primary_only"]] + cells[["metastasis_only"]], cells[["primary_only"]],
          cells[["metastasis_only"]], cells[["both_high"]] + cells[["primary_only"]],
          cells[["both_high"]] + cells[["metastasis_only"]]
        ),
        nrow(pairs), conf_level
      ),
      chance = chance_of_pairs(pairs, cutoff, shared, conf_level),
      ratios = compare_rates(pairs, conf_level),
      cutoff = cutoff,
      conf_level = conf_level,
      unpaired = setdiff(unique(burden$patient_id), pairs$patient_id),
      flags = flag_pairs(pairs, burden, cells, judged$flags),
      call = stored_call(match.call())
    ),
    class = "lesion_pairs"
  )
}

# Of the mutations that both lesions share, nothing is known from counts alone.
chance_of_pairs <- function(pairs, cutoff, shared, conf_level) {
  chance <- chance_discordance(
    pairs$primary_mutations, pairs$metastasis_mutations,
    pairs$primary_megabases, pairs$metastasis_megabases, if (is.na(cutoff)) 10 else cutoff,
    shared, conf_level
  )
  if (is.na(cutoff)) return(chance[0, ])
  if (is.null(shared)) chance[chance$model == "independent Poisson", ] else chance
}

directions <- c("both high", "primary only", "metastasis only", "both low")

pair_lesions <- function(burden, conf_level) {
  patient_id <- unique(burden$patient_id)
  side <- function(lesion) {
    rows <- burden[burden$role == lesion, ]
    columns <- intersect(c("mutations", "megabases", "status", "lesion"), names(rows))
    rows[match(patient_id, rows$patient_id), columns]
  }
  primary <- side("primary")
  metastasis <- side("metastasis")
  both <- !is.na(primary$mutations) & !is.na(metastasis$mutations)
  if (!any(both)) {
    abort_data("`burden` has no patient with both a primary and a metastasis.",
               call = rlang::caller_env())
  }
  primary <- primary[both, ]
  metastasis <- metastasis[both, ]
  p <- status_of_lesions(primary, 10, conf_level)
  m <- status_of_lesions(metastasis, 10, conf_level)
  ratio <- rate_ratio(primary, metastasis, conf_level)
  pairs <- data.frame(
    patient_id = patient_id[both],
    primary_mutations = primary$mutations, metastasis_mutations = metastasis$mutations,
    primary_megabases = primary$megabases, metastasis_megabases = metastasis$megabases,
    primary_tmb = p$tmb, metastasis_tmb = m$tmb,
    primary_status = p$status, metastasis_status = m$status,
    discordant = p$status != m$status,
    direction = name_direction(p$status, m$status),
    ratio = p$tmb / m$tmb,
    p_equal = test_equal_rates(primary, metastasis),
    primary_tmb_lower = p$tmb_lower, primary_tmb_upper = p$tmb_upper,
    metastasis_tmb_lower = m$tmb_lower, metastasis_tmb_upper = m$tmb_upper,
    ratio_lower = ratio$lower, ratio_upper = ratio$upper
  )
  # Names are worth a column where they are not the roles that name the columns already.
  if (any(burden$lesion != burden$role)) {
    pairs$first <- primary$lesion
    pairs$second <- metastasis$lesion
  }
  pairs
}

# Which rows of `burden` are of a patient with both lesions.
pairs_of_roles <- function(burden) {
  of_role <- function(role) burden$patient_id[burden$role == role]
  burden$patient_id %in% intersect(of_role("primary"), of_role("metastasis"))
}

# The burden table's own status is used where it has one: it includes the assay's calibration.
status_of_lesions <- function(rows, cutoff, conf_level) {
  found <- tmb_status(rows$mutations, rows$megabases, cutoff, conf_level)
  if (!is.null(rows$status)) found$status <- rows$status
  found
}

name_direction <- function(primary_status, metastasis_status) {
  cells <- stats::setNames(directions, c("high high", "high low", "low high", "low low"))
  unname(cells[paste(primary_status, metastasis_status)])
}

count_cells <- function(direction) {
  counts <- vapply(directions, \(one) sum(direction == one), integer(1))
  stats::setNames(counts, sub(" ", "_", directions))
}

# Given the total, the primary's count is binomial with the primary's share of the megabases.
test_equal_rates <- function(primary, metastasis) {
  share <- primary$megabases / (primary$megabases + metastasis$megabases)
  total <- primary$mutations + metastasis$mutations
  vapply(seq_along(total), \(i) {
    if (total[i] == 0) return(1)
    stats::binom.test(primary$mutations[i], total[i], share[i])$p.value
  }, numeric(1))
}

rate_ratio <- function(primary, metastasis, conf_level) {
  share <- clopper_pearson(
    primary$mutations, primary$mutations + metastasis$mutations, conf_level
  )
  exposure <- metastasis$megabases / primary$megabases
  data.frame(
    lower = share$lower / (1 - share$lower) * exposure,
    upper = share$upper / (1 - share$upper) * exposure
  )
}

flag_pairs <- function(pairs, burden, cells, of_status) {
  unpaired <- setdiff(unique(burden$patient_id), pairs$patient_id)
  c(
    if (length(unpaired) > 0) sprintf(
      "%d patient%s left out, with one lesion only: %s", length(unpaired),
      if (length(unpaired) > 1) "s" else "", name_some(unpaired)
    ),
    of_status,
    flag_calibration(burden),
    if (cells[["primary_only"]] + cells[["metastasis_only"]] == 0) "no discordant patient",
    if (nrow(pairs) == 1) "one patient only: no test across patients"
  )
}

# A burden written with one decimal is still the counted rate.
flag_calibration <- function(burden) {
  if (!is.numeric(burden$tmb)) return(NULL)
  rate <- burden$mutations / burden$megabases
  other <- which(abs(burden$tmb - rate) > 0.051 + 0.01 * rate)
  if (length(other) == 0) return(NULL)
  paste(
    "the column `tmb` of `burden` is not mutations over megabases (a calibration moves it):",
    "ratios,",
    "their limits, the tests and the discordance by chance are of the counted rates, and the error",
    "of a calibration is not in them"
  )
}

check_burden <- function(burden, call = rlang::caller_env(), one_pair = TRUE) {
  burden <- check_lesions(burden, "burden", c("mutations", "megabases"), call)
  twice <- which(duplicated(burden[c("patient_id", "lesion")]))
  if (length(twice) > 0) {
    abort_data(
      "`burden` has the %s of patient %s twice (row %d).",
      burden$lesion[twice[1]], burden$patient_id[twice[1]], twice[1], call = call
    )
  }
  if (one_pair) refuse_several(burden, "burden", call)
  refuse_lesion(burden, "mutations", wrong_counts(burden$mutations),
                "a whole number of at least 0", call)
  refuse_lesion(burden, "megabases", wrong_sizes(burden$megabases), "a positive number", call)
  if (!is.null(burden$status)) {
    burden$status <- as.character(burden$status)
    refuse_lesion(burden, "status", which(!burden$status %in% c("high", "low")),
                  "\"high\" or \"low\"", call)
  }
  burden
}

refuse_lesion <- function(burden, column, wrong, expected, call) {
  if (length(wrong) == 0) return(invisible())
  row <- burden[wrong[1], ]
  abort_data(
    "`%s` of the %s of patient %s must be %s, not %s (row %d of `burden`).", column, row$lesion,
    row$patient_id, expected, describe_value(row[[column]]), wrong[1], call = call
  )
}

match_shared <- function(shared, pairs, call = rlang::caller_env()) {
  if (is.null(shared)) return(NULL)
  shared <- check_patients(shared, "shared", "shared", call)
  missing <- setdiff(pairs$patient_id, shared$patient_id)
  if (length(missing) > 0) {
    abort_data("`shared` has no row for patient %s.", name_some(missing), call = call)
  }
  shared$shared[match(pairs$patient_id, shared$patient_id)]
}

#' Groups of patients by the discordance of their lesions
#'
#' The groupings whose survival the published study compares: two (concordant or discordant),
#' three (by the lesion that is high) and four (the cells).
#'
#' @param pairs A `lesion_pairs` object or its `pairs` data frame.
#' @return A data frame with `patient_id` and the factors `concordance` (`concordant`,
#'   `discordant`), `direction` (`concordant`, `primary only`, `metastasis only`) and `cells`
#'   (`both low`, `both high`, `primary only`, `metastasis only`); the first level is the
#'   reference of a hazard ratio.
#' @seealso [compare_survival()]
#' @export
#' @examples
#' discordance_groups(data.frame(
#'   patient_id = c("a", "b", "c"),
#'   primary_status = c("high", "low", "low"), metastasis_status = c("low", "high", "low")
#' ))
discordance_groups <- function(pairs) {
  if (inherits(pairs, "lesion_pairs")) pairs <- pairs$pairs
  pairs <- check_patients(pairs, "pairs", c("primary_status", "metastasis_status"))
  for (column in c("primary_status", "metastasis_status")) check_status(pairs[[column]], column)
  cell <- name_direction(pairs$primary_status, pairs$metastasis_status)
  concordant <- cell %in% c("both high", "both low")
  data.frame(
    patient_id = pairs$patient_id,
    concordance = factor(ifelse(concordant, "concordant", "discordant"),
                         c("concordant", "discordant")),
    direction = factor(ifelse(concordant, "concordant", cell),
                       c("concordant", "primary only", "metastasis only")),
    cells = factor(cell, c("both low", "both high", "primary only", "metastasis only"))
  )
}

check_status <- function(x, argument, call = rlang::caller_env()) {
  wrong <- which(!x %in% c("high", "low"))
  if (length(wrong) > 0) {
    abort_data(
      "`%s` is %s in row %d; a status is \"high\" or \"low\".", argument,
      describe_value(x[[wrong[1]]]), wrong[1], call = call
    )
  }
  invisible(x)
}
