#' Shared and private variants of the two lesions of each patient
#'
#' A variant is shared where both lesions carry it at the same place with the same alleles.
#'
#' @param variants A data frame with one row for each variant: `patient_id`, `lesion`
#'   (`"primary"` or `"metastasis"`; any name where `role` says which of them it is), `chrom`,
#'   `pos`, `ref`, `alt`, and `verdict` where filtered variants are still in it (`"counted"` ones
#'   are used).
#' @param samples A data frame of the sequenced lesions (`patient_id`, `lesion`, and `role` where
#'   the names are others; such as the burden table), needed where a lesion may have no variant at
#'   all;
#'   otherwise the lesions in `variants`.
#' @param conf_level Confidence level of the intervals over patients.
#' @return An object of class `variant_sharing`, a list of
#'   * `patients`: `patient_id`, `primary`, `metastasis` (variants in each lesion), `shared`,
#'     `primary_private`, `metastasis_private` and `jaccard` (shared over all different variants;
#'     `NaN` without any);
#'   * `measures`: `measure`, `estimate`, `lower`, `upper`, `n`: the mean of the patients' Jaccard
#'     indices (t interval), and the pooled index, all shared over all variants (linearised ratio,
#'     patients as units);
#'   * `flags`.
#' @details `chr1` and `1` are one chromosome, `chrM` and `MT` likewise; bases that the two alleles
#'   share at either end are removed before the comparison, so that VCF and MAF spellings of an
#'   indel agree. A variant listed twice in a lesion counts once. Only patients with both lesions
#'   are compared; without any, an error of class `radiotmb_data_error` is raised.
#'
#'   Where a patient has several primaries or metastases, the variants of any of them are taken
#'   together, which `flags` says; [lesion_heterogeneity()] tells the lesions apart.
#' @references Jaccard P. New Phytologist 1912;11:37-50. Ratio: Cochran WG. Sampling Techniques.
#'   3rd ed. Wiley, 1977, chapter 6.
#' @seealso [chance_discordance()], which takes the numbers of shared variants.
#' @export
#' @examples
#' variants <- data.frame(
#'   patient_id = "a", lesion = c("primary", "primary", "metastasis"),
#'   chrom = c("chr5", "17", "5"), pos = c(112839514, 7675088, 112839514),
#'   ref = c("C", "C", "C"), alt = c("T", "T", "T")
#' )
#' compare_variants(variants)
compare_variants <- function(variants, samples = NULL, conf_level = 0.95) {
  columns <- c("patient_id", "lesion", "chrom", "pos", "ref", "alt")
  read <- read_counted_variants(variants, columns, samples)
  check_conf_level(conf_level)
  counted <- read$counted
  patients <- read$patients
  if (length(patients) == 0) {
    abort_data("`variants` has no patient with both a primary and a metastasis.")
  }
  key <- variant_key(counted$chrom, counted$pos, counted$ref, counted$alt)
  of <- function(lesion) {
    rows <- counted$role == lesion
    split(key[rows], factor(counted$patient_id[rows], patients))
  }
  p <- lapply(of("primary"), unique)
  m <- lapply(of("metastasis"), unique)
  shared <- lengths(Map(intersect, p, m))
  table <- data.frame(
    patient_id = patients, primary = lengths(p), metastasis = lengths(m), shared = shared,
    primary_private = lengths(p) - shared, metastasis_private = lengths(m) - shared,
    jaccard = shared / (lengths(p) + lengths(m) - shared), row.names = NULL
  )
  empty <- is.nan(table$jaccard)
  structure(
    list(
      patients = table,
      measures = measure_sharing(table, conf_level),
      flags = c(
        if (any(empty)) sprintf(
          "no counted variant in either lesion, so no Jaccard index: %s",
          name_some(table$patient_id[empty])
        ),
        flag_several(several_of_a_role(read$sequenced))
      ),
      call = stored_call(match.call())
    ),
    class = "variant_sharing"
  )
}

measure_sharing <- function(table, conf_level) {
  jaccard <- table$jaccard[!is.nan(table$jaccard)]
  mean_limits <- pmin(1, pmax(0, t_limits(jaccard, conf_level)))
  pooled <- ratio_of_sums(
    table$shared, table$primary + table$metastasis - table$shared, conf_level, c(0, 1)
  )
  data.frame(
    measure = c("mean Jaccard index", "pooled Jaccard index"),
    estimate = c(if (length(jaccard) > 0) mean(jaccard) else NA_real_, pooled[["estimate"]]),
    lower = c(mean_limits[1], pooled[["lower"]]),
    upper = c(mean_limits[2], pooled[["upper"]]),
    n = c(length(jaccard), nrow(table))
  )
}
