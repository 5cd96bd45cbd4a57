#' Heterogeneity of the lesions of each patient
#'
#' How far the burdens of all lesions of a patient are apart, and how many of its mutations all,
#' some or one of them carry.
#'
#' @inheritParams compare_lesion_pairs
#' @param burden A data frame with one row for each sequenced lesion: `patient_id`, `lesion` (its
#'   name, once in a patient), `role` (`"primary"` or `"metastasis"`; not needed where the name is
#'   one of them), `mutations`, `megabases`, and `status` where known.
#' @param variants `NULL`, or a data frame with one row for each variant: `patient_id`, `lesion`,
#'   `chrom`, `pos`, `ref`, `alt`, and `verdict` where filtered variants are still in it.
#' @param cutoff Mutations per megabase from which a burden is called high, where `burden` has no
#'   column `status`.
#' @param draws Draws for the test of equal rates where a patient has more than two lesions.
#' @return A data frame with a row for each patient of several lesions: `patient_id`, `lesions`,
#'   `primaries`, `metastases`, `tmb_lowest`, `tmb_highest`, `tmb_range` (mutations per megabase),
#'   `tmb_ratio` (highest over lowest), `high` (lesions of high status), `mixed` (whether some are
#'   high and some low), `p_equal` (test of equal rates in all lesions); with `variants` also
#'   `distinct` (different variants of the patient), `in_all`, `in_some` (in several lesions, not in
#'   all), `private` (in one lesion) and `jaccard` (mean over all pairs of lesions; `NaN` without
#'   any variant). The attribute `single` names the patients with one lesion, who are left out.
#' @details Equal rates are tested given the patient's total: by the exact binomial test for two
#'   lesions, by Pearson's chi-square against multinomial draws for more. Variants are the same
#'   under the rule of [compare_variants()].
#' @references Hope ACA. J R Stat Soc B 1968;30:582-598, for the test by draws. Jaccard P. New
#'   Phytologist 1912;11:37-50.
#' @seealso [tabulate_presence()] for the mutations themselves, [compare_lesion_pairs()].
#' @export
#' @examples
#' burden <- data.frame(
#'   patient_id = "a", lesion = c("primary", "liver", "lung"),
#'   role = c("primary", "metastasis", "metastasis"), mutations = c(30, 9, 15), megabases = 1.2
#' )
#' lesion_heterogeneity(burden)
lesion_heterogeneity <- function(burden, variants = NULL, cutoff = 10, draws = 9999, seed = 1) {
  burden <- check_burden(burden, one_pair = FALSE)
  check_number(cutoff, "cutoff", lower = 0)
  check_whole(draws, "draws", lower = 1)
  check_whole(seed, "seed", lower = 0)
  found <- status_of_lesions(burden, cutoff, 0.95)
  burden$tmb <- found$tmb
  burden$status <- found$status
  patients <- unique(burden$patient_id)
  several <- patients[table(factor(burden$patient_id, patients)) > 1]
  rows <- lapply(several, \(patient) {
    spread_of_burdens(burden[burden$patient_id == patient, ], draws, derive_seed(seed, patient))
  })
  table <- if (length(rows) > 0) do.call(rbind, rows) else spread_of_burdens(burden[0, ], 0, 0)
  if (!is.null(variants)) {
    columns <- c("chrom", "pos", "ref", "alt")
    read <- read_counted_variants(variants, columns, burden)
    table <- cbind(table, spread_of_variants(read$counted, burden, several))
  }
  rownames(table) <- NULL
  attr(table, "single") <- setdiff(patients, several)
  table
}

spread_of_burdens <- function(own, draws, seed) {
  some <- nrow(own) > 0
  lowest <- if (some) min(own$tmb) else numeric()
  highest <- if (some) max(own$tmb) else numeric()
  high <- sum(own$status == "high")
  data.frame(
    patient_id = own$patient_id[seq_len(some)],
    lesions = nrow(own)[some], primaries = sum(own$role == "primary")[some],
    metastases = sum(own$role == "metastasis")[some],
    tmb_lowest = lowest, tmb_highest = highest, tmb_range = highest - lowest,
    tmb_ratio = highest / lowest, high = high[some], mixed = (high > 0 && high < nrow(own))[some],
    p_equal = if (some) test_all_rates(own, draws, seed) else numeric()
  )
}

test_all_rates <- function(own, draws, seed) {
  if (nrow(own) == 2) return(test_equal_rates(own[1, ], own[2, ]))
  if (sum(own$mutations) == 0) return(1)
  share <- own$megabases / sum(own$megabases)
  with_local_seed(seed, stats::chisq.test(
    own$mutations, p = share, simulate.p.value = TRUE, B = draws
  )$p.value)
}

spread_of_variants <- function(counted, burden, patients) {
  key <- variant_key(counted$chrom, counted$pos, counted$ref, counted$alt)
  of_lesion <- lapply(split(key, factor(lesion_key(counted), lesion_key(burden))), unique)
  rows <- lapply(patients, \(patient) {
    own <- of_lesion[burden$patient_id == patient]
    carried <- table(unlist(own))
    data.frame(
      distinct = length(carried), in_all = sum(carried == length(own)),
      in_some = sum(carried > 1 & carried < length(own)), private = sum(carried == 1),
      jaccard = mean_jaccard(own)
    )
  })
  if (length(rows) > 0) return(do.call(rbind, rows))
  data.frame(
    distinct = integer(), in_all = integer(), in_some = integer(), private = integer(),
    jaccard = numeric()
  )
}

# A pair of lesions without any variant has no index and is left out of the mean.
mean_jaccard <- function(sets) {
  index <- utils::combn(length(sets), 2, \(two) {
    union <- length(unique(unlist(sets[two])))
    if (union == 0) NaN else length(intersect(sets[[two[1]]], sets[[two[2]]])) / union
  })
  mean(index[!is.nan(index)])
}
