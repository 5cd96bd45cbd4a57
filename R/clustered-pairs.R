#' Compare the burdens of several lesions of each patient
#'
#' Pairs every primary with every metastasis of the same patient, or the lesions that are named, and
#' asks how often the status of a pair differs, whether the first lesion carries more mutations, and
#' how much of the discordance counting alone would give. Patients are the independent units of all
#' tests and intervals, however many pairs they have.
#'
#' @param burden A data frame with one row for each sequenced lesion: `patient_id`, `lesion` (its
#'   name, once in a patient), `role` (`"primary"` or `"metastasis"`; not needed where the name is
#'   one of them), `mutations`, `megabases`; `site`, `days` (of its sampling) and `status` where
#'   known, which is that of the lesion unless `cutoff` is given.
#' @param pairs `NULL` for every primary with every metastasis of a patient, or a data frame of the
#'   pairs: `first` and `second`, each the name, the role or the site of lesions, and `patient_id`
#'   where a pair is of one patient only.
#' @param cutoff Mutations per megabase from which a burden is called high: it then decides the
#'   status, and `flags` say of how many lesions the column `status` has another. `NULL` (the
#'   default) leaves the status to that column, where there is one, and is 10 otherwise; the cutoff
#'   of chance is then found as in [compare_lesions()].
#' @param conf_level Confidence level of all intervals.
#' @param draws Draws of the mutations for chance, where a patient has several pairs.
#' @param seed Whole number from which the draws are seeded.
#' @return An object of class `clustered_pairs`, a list of
#'   * `pairs`: one row a pair: `patient_id`, `first`, `second` (lesions), `first_role`,
#'     `second_role`, where known `first_site`, `second_site` and `days_between` (second less
#'     first), then `first_mutations`, `second_mutations`, `first_megabases`, `second_megabases`,
#'     `first_tmb`, `second_tmb`, `first_status`, `second_status`, `discordant`, `direction`
#'     (`"both high"`, `"first only"`, `"second only"`, `"both low"`), `ratio`, `p_equal` (exact
#'     conditional test of equal rates) and exact limits of both burdens and of the ratio;
#'   * `patients`: `patient_id`, `pairs`, `discordant`, `first_only`, `second_only` (pairs),
#'     `first_mean`, `second_mean` (mean burden of the patient's first and of its second lesions);
#'   * `cells`: pairs of each direction: `both_high`, `first_only`, `second_only`, `both_low`;
#'   * `tests`: `test`, `statistic`, `p_value`, `note`;
#'   * `discordant`: `measure`, `estimate`, `lower`, `upper`, `numerator`, `denominator`: pairs that
#'     are discordant, high in the first only, in the second only, then patients with any
#'     discordant pair;
#'   * `chance`: `model`, `expected` (pairs), `lower`, `upper`, `observed`, `p_at_least`,
#'     `p_at_most`;
#'   * `ratios`: `group`, `measure`, `estimate`, `lower`, `upper`, `n`, `note`, first over second;
#'   * `sides`: what the first and the second lesions are, for headings; `cutoff`, `conf_level`,
#'     `unpaired` (patients without a pair) and `flags`.
#' @details
#' * **Status**: the pairs high in the first lesion only against those high in the second only, by
#'   the exact distribution over all placements of a patient's high lesions among its lesions. With
#'   one pair a patient it is McNemar's exact test.
#' * **Burden**: Wilcoxon's exact signed-rank test of the patients' mean differences. With one pair
#'   a patient it is that of [compare_lesions()]. Spearman's correlation is that of the patients'
#'   mean burdens.
#' * **Shares of pairs**: the interval of Korn and Graubard: Clopper and Pearson's for the number of
#'   independent pairs that would vary as much as the patients do. The share of patients is Clopper
#'   and Pearson's own.
#' * **Ratios**: the mean of the pairs' ratios with a linearised interval over patients, the
#'   geometric mean of the patients' mean log ratios (t interval) and the ratio of the patients'
#'   mean burdens (Fieller).
#' * **Chance**: were all lesions of a patient to have one true burden, its mutations would fall on
#'   them by their megabases. The number of discordant pairs is drawn so `draws` times; where no
#'   patient has several pairs it is exact ([chance_discordance()]). Mutations that lesions share
#'   are not modelled: shared mutations would make less discordance.
#'
#' A pair that two rules name is there once. Raises an error of class `radiotmb_data_error` where a
#' lesion is duplicated or has no role, or where there is no pair.
#' @references Korn EL, Graubard BI. Survey Methodology 1998;24:193-201. Cochran WG. Sampling
#'   Techniques. 3rd ed. Wiley, 1977, chapter 6. Przyborowski J, Wilenski H. Biometrika
#'   1940;31:313-323. Fieller EC. J R Stat Soc B 1954;16:175-185.
#' @seealso [compare_lesions()] for one primary and one metastasis a patient,
#'   [lesion_heterogeneity()] for all lesions of a patient together.
#' @export
#' @examples
#' burden <- data.frame(
#'   patient_id = c("a", "a", "a", "b", "b", "c", "c", "c"),
#'   lesion = c("primary", "liver 1", "liver 2", "primary", "liver", "primary", "liver", "lung"),
#'   role = c("primary", "metastasis", "metastasis", "primary", "metastasis", "primary",
#'            "metastasis", "metastasis"),
#'   mutations = c(30, 9, 15, 5, 6, 14, 11, 8), megabases = 1.2
#' )
#' compare_lesion_pairs(burden)
#' compare_lesion_pairs(burden, pairs = data.frame(first = "liver", second = "lung"))
compare_lesion_pairs <- function(burden, pairs = NULL, cutoff = NULL, conf_level = 0.95,
                                 draws = 10000, seed = 1) {
  burden <- check_burden(burden, one_pair = FALSE)
  check_conf_level(conf_level)
  check_whole(draws, "draws", lower = 1)
  check_whole(seed, "seed", lower = 0)
  rules <- check_pair_rules(pairs)
  rows <- pair_rows(burden, rules)
  judged <- judge_by_cutoff(
    burden, cutoff, seq_len(nrow(burden)) %in% c(rows$first, rows$second)
  )
  burden <- judged$burden
  cutoff <- judged$cutoff
  table <- describe_pairs(burden, rows, conf_level)
  patients <- sum_up_patients(table)
  cells <- cells_of_pairs(table$direction)
  structure(
    list(
      pairs = table,
      patients = patients,
      cells = cells,
      tests = test_clusters(table, burden, rows, patients),
      discordant = shares_of_pairs(patients, conf_level),
      chance = chance_of_clusters(burden, rows, cutoff, conf_level, draws, seed),
      ratios = ratios_of_clusters(table, patients, conf_level),
      sides = name_sides(rules),
      cutoff = cutoff,
      conf_level = conf_level,
      unpaired = setdiff(unique(burden$patient_id), table$patient_id),
      flags = flag_clusters(table, patients, burden, rules, judged$flags),
      call = stored_call(match.call())
    ),
    class = "clustered_pairs"
  )
}

check_pair_rules <- function(pairs, call = rlang::caller_env()) {
  if (is.null(pairs)) return(data.frame(first = "primary", second = "metastasis"))
  pairs <- check_columns(pairs, "pairs", c("first", "second"), call)
  if (nrow(pairs) == 0) abort_data("`pairs` has no rows.", call = call)
  for (column in intersect(c("patient_id", "first", "second"), names(pairs))) {
    pairs[[column]] <- as.character(pairs[[column]])
    missing <- which(is.na(pairs[[column]]))
    if (length(missing) > 0) {
      abort_data("`pairs` has no %s in row %d.", column, missing[1], call = call)
    }
  }
  pairs
}

# The rows of `burden` that form each pair, patient by patient in the order of the table.
pair_rows <- function(burden, rules, call = rlang::caller_env()) {
  found <- lapply(unique(burden$patient_id), \(patient) {
    own <- which(burden$patient_id == patient)
    of_rules <- lapply(seq_len(nrow(rules)), \(i) {
      if (!is.null(rules$patient_id) && rules$patient_id[i] != patient) return(NULL)
      expand.grid(
        second = own[is_called(burden[own, ], rules$second[i])],
        first = own[is_called(burden[own, ], rules$first[i])]
      )
    })
    do.call(rbind, of_rules)
  })
  found <- do.call(rbind, found)
  same_site <- found$first == found$second
  found <- found[!same_site, c("first", "second")]
  # A lesion pairs with another once, whichever of the two is named first.
  unordered <- paste(pmin(found$first, found$second), pmax(found$first, found$second))
  found <- found[!duplicated(unordered), , drop = FALSE]
  if (nrow(found) == 0) {
    abort_data(
      "`burden` has no patient with both %s: no pair.",
      name_some(paste(rules$first, "and", rules$second)), call = call
    )
  }
  found
}

# A lesion goes by its name, its role or its site.
is_called <- function(lesions, name) {
  called <- lesions$lesion == name
  if (any(called)) return(called)
  site <- if (is.null(lesions$site)) FALSE else lesions$site %in% name
  lesions$role == name | site
}

name_sides <- function(rules) {
  one <- function(names) if (length(unique(names)) == 1) names[1] else NULL
  c(
    first = if (is.null(one(rules$first))) "first lesion" else one(rules$first),
    second = if (is.null(one(rules$second))) "second lesion" else one(rules$second)
  )
}

describe_pairs <- function(burden, rows, conf_level) {
  first <- burden[rows$first, ]
  second <- burden[rows$second, ]
  a <- status_of_lesions(first, 10, conf_level)
  b <- status_of_lesions(second, 10, conf_level)
  ratio <- rate_ratio(first, second, conf_level)
  table <- data.frame(
    patient_id = first$patient_id, first = first$lesion, second = second$lesion,
    first_role = first$role, second_role = second$role
  )
  if (!is.null(burden$site)) {
    table$first_site <- as.character(first$site)
    table$second_site <- as.character(second$site)
  }
  if (is.numeric(burden$days)) table$days_between <- second$days - first$days
  data.frame(
    table,
    first_mutations = first$mutations, second_mutations = second$mutations,
    first_megabases = first$megabases, second_megabases = second$megabases,
    first_tmb = a$tmb, second_tmb = b$tmb,
    first_status = a$status, second_status = b$status,
    discordant = a$status != b$status,
    direction = sides_of_direction(name_direction(a$status, b$status)),
    ratio = a$tmb / b$tmb,
    p_equal = test_equal_rates(first, second),
    first_tmb_lower = a$tmb_lower, first_tmb_upper = a$tmb_upper,
    second_tmb_lower = b$tmb_lower, second_tmb_upper = b$tmb_upper,
    ratio_lower = ratio$lower, ratio_upper = ratio$upper
  )
}

sides_of_direction <- function(direction) {
  sub("metastasis only", "second only", sub("primary only", "first only", direction))
}

cells_of_pairs <- function(direction) {
  names <- sides_of_direction(directions)
  counts <- vapply(names, \(one) sum(direction == one), integer(1))
  stats::setNames(counts, sub(" ", "_", names))
}

# Each patient's first and second lesions, a lesion once however many pairs it is in.
sum_up_patients <- function(pairs) {
  rows <- lapply(split(pairs, factor(pairs$patient_id, unique(pairs$patient_id))), \(own) {
    mean_of <- function(side) {
      mean(own[[paste0(side, "_tmb")]][!duplicated(own[[side]])])
    }
    data.frame(
      patient_id = own$patient_id[1], pairs = nrow(own), discordant = sum(own$discordant),
      first_only = sum(own$direction == "first only"),
      second_only = sum(own$direction == "second only"),
      first_mean = mean_of("first"), second_mean = mean_of("second")
    )
  })
  patients <- do.call(rbind, rows)
  rownames(patients) <- NULL
  patients
}

shares_of_pairs <- function(patients, conf_level) {
  row <- function(measure, numerator, denominator = patients$pairs) {
    clustered_share_row(measure, numerator, denominator, conf_level)
  }
  rbind(
    row("discordant pairs", patients$discordant),
    row("first only", patients$first_only),
    row("second only", patients$second_only),
    row("patients with a discordant pair", as.integer(patients$discordant > 0),
        rep(1, nrow(patients)))
  )
}

flag_clusters <- function(pairs, patients, burden, rules, of_status) {
  unpaired <- setdiff(unique(burden$patient_id), pairs$patient_id)
  nameless <- setdiff(c(rules$first, rules$second), c(burden$lesion, burden$role, burden$site))
  c(
    sprintf(
      "%d pairs of %d patients, of whom %d have several: patients are the independent units",
      nrow(pairs), nrow(patients), sum(patients$pairs > 1)
    ),
    if (length(unpaired) > 0) sprintf(
      "%d patient%s left out, without a pair: %s", length(unpaired),
      if (length(unpaired) > 1) "s" else "", name_some(unpaired)
    ),
    if (length(nameless) > 0) sprintf(
      "no lesion has the name, role or site %s", name_some(dQuote(nameless, FALSE))
    ),
    of_status,
    if (!any(pairs$discordant)) "no discordant pair",
    if (nrow(patients) == 1) "one patient only: no test across patients"
  )
}
