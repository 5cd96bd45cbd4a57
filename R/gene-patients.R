#' Mutated genes of each patient in both lesions
#'
#' Lists, for each gene and patient, how many counted variants the primary and the metastasis carry
#' in the gene, how many of them both carry, and whether the lesions agree.
#'
#' @param variants A data frame with one row for each variant: `patient_id`, `lesion`
#'   (`"primary"` or `"metastasis"`; any name where `role` says which of them it is), `gene`,
#'   `chrom`, `pos`, `ref`, `alt`, and `verdict` where filtered variants are still in it
#'   (`"counted"` ones are used).
#' @param samples A data frame of the sequenced lesions (`patient_id`, `lesion`, and `role` where
#'   the names are others), needed where a lesion may have no variant at all; otherwise the lesions
#'   in
#'   `variants`.
#' @return A data frame with a row for each gene and patient with a variant in it, patients with
#'   both lesions only: `gene`, `patient_id`, `primary`, `metastasis` (different variants in each
#'   lesion), `shared` (in both) and `pattern`: `"shared"` (the same variants in both lesions),
#'   `"partly shared"`, `"different variants"` (both lesions mutated, no variant in common),
#'   `"primary only"` or `"metastasis only"`. Genes mutated in most patients come first.
#' @details Variants are the same under the rule of [compare_variants()]. Variants without a gene
#'   are left out. Several primaries or metastases of a patient are taken together.
#' @seealso [rank_genes()], [compare_variants()]
#' @export
#' @examples
#' variants <- data.frame(
#'   patient_id = "a", lesion = c("primary", "metastasis", "primary"),
#'   gene = c("APC", "APC", "TP53"), chrom = c("5", "5", "17"),
#'   pos = c(112839514, 112839514, 7675088), ref = "C", alt = "T"
#' )
#' tabulate_genes(variants)
tabulate_genes <- function(variants, samples = NULL) {
  read <- read_counted_variants(variants, c("gene", "chrom", "pos", "ref", "alt"), samples)
  counted <- read$counted
  counted$gene <- as.character(counted$gene)
  keep <- counted$patient_id %in% read$patients & !is.na(counted$gene) & counted$gene != ""
  counted <- counted[keep, ]
  key <- variant_key(counted$chrom, counted$pos, counted$ref, counted$alt)
  cell <- paste(counted$gene, counted$patient_id, sep = "\r")
  cells <- unique(cell)
  of <- function(lesion) {
    rows <- counted$role == lesion
    lapply(split(key[rows], factor(cell[rows], cells)), unique)
  }
  p <- of("primary")
  m <- of("metastasis")
  first <- match(cells, cell)
  table <- data.frame(
    gene = counted$gene[first], patient_id = counted$patient_id[first],
    primary = lengths(p), metastasis = lengths(m), shared = lengths(Map(intersect, p, m)),
    row.names = NULL
  )
  table$pattern <- gene_pattern(table$primary, table$metastasis, table$shared)
  patients <- as.vector(table(table$gene)[table$gene])
  table <- table[order(-patients, table$gene, table$patient_id, method = "radix"), ]
  rownames(table) <- NULL
  table
}

gene_pattern <- function(primary, metastasis, shared) {
  pattern <- rep("partly shared", length(shared))
  pattern[shared == primary & shared == metastasis] <- "shared"
  pattern[shared == 0] <- "different variants"
  pattern[metastasis == 0] <- "primary only"
  pattern[primary == 0] <- "metastasis only"
  pattern
}
