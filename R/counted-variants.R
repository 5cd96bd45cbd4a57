# What the functions of variants read from a table of variants: `counted`, the variants that count
# towards a burden, one row for each variant of a lesion, and `patients`, those whose two lesions
# were both sequenced. A table without verdicts holds counted variants only. A lesion without any
# variant leaves no row, so it is known to be sequenced only where `samples` names it.
read_counted_variants <- function(variants, columns, samples = NULL, call = rlang::caller_env()) {
  variants <- check_lesions(variants, "variants", columns, call)
  known <- if (is.null(samples)) variants else check_lesions(samples, "samples", call = call)
  of <- function(lesion) unique(known$patient_id[known$lesion == lesion])
  counted <- if (is.null(variants$verdict)) TRUE else variants$verdict %in% "counted"
  list(
    counted = variants[counted, , drop = FALSE],
    patients = intersect(of("primary"), of("metastasis"))
  )
}

# A table with a row for something of a lesion: patients are text, a lesion is one of two.
check_lesions <- function(x, argument, columns = character(), call = rlang::caller_env()) {
  x <- check_columns(x, argument, c("patient_id", "lesion", columns), call)
  x$patient_id <- as.character(x$patient_id)
  x$lesion <- as.character(x$lesion)
  wrong <- which(!x$lesion %in% c("primary", "metastasis"))
  if (length(wrong) > 0) {
    abort_data(
      "`%s` has lesion %s in row %d; a lesion is \"primary\" or \"metastasis\".", argument,
      describe_value(x$lesion[wrong[1]]), wrong[1], call = call
    )
  }
  x
}
