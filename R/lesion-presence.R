#' In which lesions of a patient each mutation or gene is
#'
#' Lists every counted mutation (or mutated gene) of the patients with several lesions: the lesions
#' that carry it and those that do not. No tree is inferred.
#'
#' @inheritParams tabulate_genes
#' @param by `"mutation"` or `"gene"`.
#' @return A data frame with a row for each patient and mutation (or gene): `patient_id`, `gene`,
#'   for mutations `chrom`, `pos`, `ref`, `alt` (as first written), `lesions` (that carry it), `of`
#'   (sequenced lesions of the patient), `pattern` (`"all lesions"`, `"some lesions"`,
#'   `"one lesion"`), `present_in` and `absent_from` (lesions, with semicolons between). Those in
#'   most lesions of a patient come first.
#' @details Variants are the same under the rule of [compare_variants()]. A gene is in a lesion with
#'   any counted variant in it; variants without a gene are left out where `by = "gene"`.
#' @seealso [lesion_heterogeneity()] for the numbers of each patient.
#' @export
#' @examples
#' variants <- data.frame(
#'   patient_id = "a", lesion = c("primary", "liver", "lung", "lung"),
#'   role = c("primary", "metastasis", "metastasis", "metastasis"),
#'   gene = c("APC", "APC", "APC", "KRAS"), chrom = c("5", "5", "5", "12"),
#'   pos = c(112839514, 112839514, 112839514, 25398284), ref = "C", alt = "T"
#' )
#' tabulate_presence(variants)
tabulate_presence <- function(variants, samples = NULL, by = "mutation") {
  check_choice(by, "by", c("mutation", "gene"))
  read <- read_counted_variants(variants, c("gene", "chrom", "pos", "ref", "alt"), samples)
  lesions <- read$sequenced
  several <- unique(lesions$patient_id[duplicated(lesions$patient_id)])
  counted <- read$counted[read$counted$patient_id %in% several, ]
  counted$gene <- as.character(counted$gene)
  if (by == "gene") counted <- counted[!is.na(counted$gene) & counted$gene != "", ]
  key <- if (by == "gene") {
    counted$gene
  } else {
    variant_key(counted$chrom, counted$pos, counted$ref, counted$alt)
  }
  cell <- paste(counted$patient_id, key, sep = "\r")
  first <- which(!duplicated(cell))
  carriers <- lapply(split(counted$lesion, factor(cell, cell[first])), unique)
  sequenced <- lapply(counted$patient_id[first], \(patient) {
    lesions$lesion[lesions$patient_id == patient]
  })
  count <- lengths(carriers, use.names = FALSE)
  of <- lengths(sequenced)
  listed <- function(sets) {
    vapply(sets, \(one) paste(one, collapse = "; "), character(1), USE.NAMES = FALSE)
  }
  columns <- c("patient_id", "gene", if (by == "mutation") c("chrom", "pos", "ref", "alt"))
  table <- data.frame(
    counted[first, columns, drop = FALSE], lesions = count, of = of,
    pattern = ifelse(count == of, "all lesions", ifelse(count == 1, "one lesion", "some lesions")),
    present_in = listed(Map(intersect, sequenced, carriers)),
    absent_from = listed(Map(setdiff, sequenced, carriers))
  )
  place <- match(table$patient_id, several)
  table <- table[order(place, -table$lesions, table$gene, key[first], method = "radix"), ]
  rownames(table) <- NULL
  table
}
