# The variants that count towards a burden, one row for each variant of a lesion. A table without
# verdicts is taken to hold counted variants only.
counted_variants <- function(variants, columns = character(), call = rlang::caller_env()) {
  variants <- check_columns(variants, "variants", c("patient_id", "lesion", columns), call)
  variants$patient_id <- as.character(variants$patient_id)
  variants$lesion <- as.character(variants$lesion)
  wrong <- which(!variants$lesion %in% c("primary", "metastasis"))
  if (length(wrong) > 0) {
    abort_data(
      "`variants` has lesion %s in row %d; a lesion is \"primary\" or \"metastasis\".",
      describe_value(variants$lesion[wrong[1]]), wrong[1], call = call
    )
  }
  if (is.null(variants$verdict)) return(variants)
  variants[which(variants$verdict == "counted"), ]
}

# Patients whose two lesions were both sequenced. A lesion without any variant leaves no row, so it
# counts as sequenced only where `samples` names it.
paired_patients <- function(variants, samples, call = rlang::caller_env()) {
  known <- if (is.null(samples)) {
    variants
  } else {
    check_columns(samples, "samples", c("patient_id", "lesion"), call)
  }
  of <- function(lesion) unique(as.character(known$patient_id[known$lesion == lesion]))
  intersect(of("primary"), of("metastasis"))
}
