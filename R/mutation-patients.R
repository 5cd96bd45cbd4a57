#' Discordance of each mutation
#'
#' Lists every different mutation of the patients with both lesions: in how many of them the
#' primary, the metastasis or both carry it.
#'
#' @inheritParams tabulate_genes
#' @return A data frame with a row for each mutation: `gene`, `chrom`, `pos`, `ref`, `alt` (as first
#'   written), `patients` (who carry it in either lesion), `shared` (in both lesions),
#'   `primary_only`, `metastasis_only` (patients), `discordant` (share of the carriers in whom only
#'   one lesion has it) with exact limits `lower` and `upper`. Mutations of most patients come
#'   first.
#' @details Mutations are the same under the rule of [compare_variants()]. A share of one patient is
#'   0 or 1: its interval says how little that is.
#' @seealso [tabulate_genes()] for genes and patients.
#' @references Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.
#' @export
#' @examples
#' variants <- data.frame(
#'   patient_id = c("a", "a", "b", "b"), lesion = c("primary", "metastasis"), gene = "APC",
#'   chrom = "5", pos = c(112839514, 112839514, 112839514, 112839942), ref = "C", alt = "T"
#' )
#' tabulate_mutations(variants)
tabulate_mutations <- function(variants, samples = NULL) {
  read <- read_counted_variants(variants, c("gene", "chrom", "pos", "ref", "alt"), samples)
  counted <- read$counted[read$counted$patient_id %in% read$patients, ]
  key <- variant_key(counted$chrom, counted$pos, counted$ref, counted$alt)
  mutations <- sort(unique(key), method = "radix")
  carriers <- function(lesion) {
    rows <- counted$role == lesion
    unique(data.frame(key = key[rows], patient_id = as.character(counted$patient_id[rows])))
  }
  count <- function(rows) as.integer(table(factor(rows$key, mutations)))
  p <- carriers("primary")
  m <- carriers("metastasis")
  shared <- count(merge(p, m, by = c("key", "patient_id")))
  primary_only <- count(p) - shared
  metastasis_only <- count(m) - shared
  patients <- shared + primary_only + metastasis_only
  share <- clopper_pearson(primary_only + metastasis_only, patients)
  first <- match(mutations, key)
  table <- data.frame(
    gene = as.character(counted$gene[first]), chrom = as.character(counted$chrom[first]),
    pos = counted$pos[first], ref = as.character(counted$ref[first]),
    alt = as.character(counted$alt[first]),
    patients = patients, shared = shared, primary_only = primary_only,
    metastasis_only = metastasis_only, discordant = share$estimate, lower = share$lower,
    upper = share$upper, row.names = NULL
  )
  table <- table[order(-table$patients, table$gene, mutations, method = "radix"), ]
  rownames(table) <- NULL
  table
}
