# A burden table from the mutation counts of primaries and metastases.
burden_of <- function(primary, metastasis, megabases = 1.2,
                      patient_id = sprintf("P%02d", seq_along(primary))) {
  data.frame(
    patient_id = rep(patient_id, 2),
    lesion = rep(c("primary", "metastasis"), each = length(primary)),
    mutations = c(primary, metastasis),
    megabases = megabases
  )
}

# 24 patients in the published cells: 3 both high, 5 primary only, 2 metastasis only, 14 both low.
published_cells <- function() {
  burden_of(
    rep(c(20, 25, 5, 6), c(3, 5, 2, 14)),
    rep(c(18, 6, 14, 7), c(3, 5, 2, 14))
  )
}

# The 66 colorectal primaries with liver metastases of Brannon et al. (2014).
liver_pairs <- function() {
  pairs <- utils::read.delim(shared_data("genomics", "coadread_mskcc_pairs", "tmb_pairs.tsv"))
  pairs <- pairs[pairs$METASTATIC_SITE == "Liver", ]
  burden_of(pairs$PRIMARY_NONSYN, pairs$MET_NONSYN, 0.645, pairs$PATIENT_ID)
}
