# What the functions of variants read from a table of variants: `counted`, the variants that count
# towards a burden, one row for each variant of a lesion; `patients`, those of whom a primary and a
# metastasis were sequenced; and `sequenced`, the lesions themselves. A table without verdicts holds
# counted variants only. A lesion without any variant leaves no row, so it is known to be sequenced
# only where `samples` names it.
read_counted_variants <- function(variants, columns, samples = NULL, call = rlang::caller_env()) {
  if (!is.null(samples)) samples <- check_lesions(samples, "samples", call = call)
  variants <- check_lesions(variants, "variants", columns, call, samples)
  known <- if (is.null(samples)) variants else samples
  of <- function(role) unique(known$patient_id[known$role == role])
  counted <- if (is.null(variants$verdict)) TRUE else variants$verdict %in% "counted"
  list(
    counted = variants[counted, , drop = FALSE],
    patients = intersect(of("primary"), of("metastasis")),
    sequenced = unique(known[c("patient_id", "lesion", "role")])
  )
}
