#' Rank genes by the patients who carry them mutated, in each lesion
#'
#' Counts the patients with at least one counted variant of a gene in the primary and in the
#' metastasis, compares the two lesions gene by gene within patients, and asks how many of the
#' most frequent genes the two lesions share.
#'
#' @param variants A data frame with one row for each variant: `patient_id`, `lesion`
#'   (`"primary"` or `"metastasis"`; any name where `role` says which of them it is), `gene`, and
#'   `verdict` where filtered variants are still in it (`"counted"` ones are used).
#' @param top How many of the most frequent genes of each lesion to compare.
#' @param samples A data frame of the sequenced lesions (`patient_id`, `lesion`, and `role` where
#'   the names are others; such as the burden table), needed where a lesion may have no variant at
#'   all;
#'   otherwise the lesions in `variants`.
#' @return An object of class `gene_ranking`, a list of
#'   * `genes`: `gene`, `primary`, `metastasis` (patients with the gene mutated), `primary_rank`,
#'     `metastasis_rank` (1 is most frequent, equal counts share the smallest rank; missing where
#'     no patient has it), `n_pairs` (patients with both lesions), `primary_only`,
#'     `metastasis_only` (of those), `p_value` (exact McNemar test) and `fdr`
#'     (Benjamini-Hochberg), most frequent first;
#'   * `overlap`: how many genes are in both lists, and `shared`: which;
#'   * `overlap_test`: `top`, `overlap`, `lower`, `upper` (the range over all ways to break ties at
#'     the end of the lists), `expected` and `p_value` (lists drawn at random from the mutated
#'     genes, hypergeometric);
#'   * `flags`.
#' @details Equal counts at the end of a list are broken by the gene's name.
#'
#'   Where a patient has several primaries or metastases, a gene counts for the patient where any of
#'   them carries it. More lesions then have more chances, so the test is not McNemar's but the
#'   exact one over all placements of the mutated lesions among each patient's lesions, which is
#'   McNemar's
#'   where there are two.
#' @references Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300.
#' @seealso [compare_variants()] for the variants themselves.
#' @export
#' @examples
#' variants <- data.frame(
#'   patient_id = c("a", "a", "a", "b", "b", "b", "c", "c"),
#'   lesion = c("primary", "primary", "metastasis", "primary", "metastasis", "metastasis",
#'              "primary", "metastasis"),
#'   gene = c("APC", "TP53", "APC", "APC", "APC", "KRAS", "TP53", "TP53")
#' )
#' rank_genes(variants, top = 2)
rank_genes <- function(variants, top = 20, samples = NULL) {
  read <- read_counted_variants(variants, "gene", samples)
  paired <- read$patients
  variants <- read$counted
  check_whole(top, "top", lower = 1)
  variants <- variants[!is.na(variants$gene) & variants$gene != "", ]
  variants$gene <- as.character(variants$gene)
  mutated <- unique(variants[c("patient_id", "role", "gene")])
  genes <- test_genes(mutated, paired)
  several <- several_of_a_role(read$sequenced)
  if (length(several) > 0) genes <- test_several(genes, variants, read$sequenced, paired)
  lists <- lapply(c(primary = "primary", metastasis = "metastasis"), \(lesion) {
    frequent <- genes[order(-genes[[lesion]], genes$gene, method = "radix"), ]
    utils::head(frequent$gene[frequent[[lesion]] > 0], top)
  })
  overlap <- count_overlap(genes, lists, top)
  structure(
    list(
      genes = genes,
      overlap = overlap$overlap,
      shared = intersect(lists$primary, lists$metastasis),
      overlap_test = overlap,
      flags = c(
        if (nrow(genes) == 0) "no counted variant with a gene",
        if (length(paired) == 0) "no patient with both lesions: no paired test",
        flag_several(several),
        if (overlap$lower < overlap$upper) sprintf(
          "ties at the end of the lists: %d to %d genes shared by how they are broken",
          overlap$lower, overlap$upper
        )
      ),
      call = stored_call(match.call())
    ),
    class = "gene_ranking"
  )
}

test_genes <- function(mutated, paired) {
  # by code point, so that the order is the same in every locale
  gene <- sort(unique(mutated$gene), method = "radix")
  count <- function(lesion, patients = NULL) {
    rows <- mutated[mutated$role == lesion, ]
    if (!is.null(patients)) rows <- rows[paste(rows$gene, rows$patient_id) %in% patients, ]
    as.integer(table(factor(rows$gene, gene)))
  }
  of <- function(lesion) {
    rows <- mutated[mutated$role == lesion & mutated$patient_id %in% paired, ]
    paste(rows$gene, rows$patient_id)
  }
  primary_only <- count("primary", setdiff(of("primary"), of("metastasis")))
  metastasis_only <- count("metastasis", setdiff(of("metastasis"), of("primary")))
  genes <- data.frame(
    gene = gene,
    primary = count("primary"), metastasis = count("metastasis"),
    primary_rank = rank_counts(count("primary")),
    metastasis_rank = rank_counts(count("metastasis")),
    n_pairs = rep(length(paired), length(gene)),
    primary_only = primary_only, metastasis_only = metastasis_only,
    # twice the smaller tail of a fair binomial, at most 1: the exact McNemar test
    p_value = pmin(1, 2 * stats::pbinom(
      pmin(primary_only, metastasis_only), primary_only + metastasis_only, 0.5
    ))
  )
  genes$fdr <- stats::p.adjust(genes$p_value, "BH")
  frequency <- genes$primary + genes$metastasis
  genes <- genes[order(-frequency, -genes$primary, genes$gene, method = "radix"), ]
  rownames(genes) <- NULL
  genes
}

# The exact test over the lesions, in the place of that over patients.
test_several <- function(genes, variants, sequenced, paired) {
  lesions <- sequenced[sequenced$patient_id %in% paired, ]
  weight <- role_weights(lesions)
  carriers <- split(lesion_key(variants), factor(variants$gene, genes$gene))
  genes$p_value <- vapply(carriers, \(keys) {
    test_placements(lesion_key(lesions) %in% keys, weight, lesions$patient_id)$p_value
  }, numeric(1), USE.NAMES = FALSE)
  genes$fdr <- stats::p.adjust(genes$p_value, "BH")
  genes
}

flag_several <- function(patients) {
  if (length(patients) == 0) return(NULL)
  sprintf(
    "%d patient%s with several lesions of a role, which are taken together: %s", length(patients),
    if (length(patients) == 1) "" else "s", name_some(patients)
  )
}

rank_counts <- function(count) {
  ranks <- as.integer(rank(-count, ties.method = "min"))
  ranks[count == 0] <- NA_integer_
  ranks
}

count_overlap <- function(genes, lists, top) {
  range <- overlap_range(genes, top)
  n <- length(intersect(lists$primary, lists$metastasis))
  drawn <- lengths(lists)
  data.frame(
    top = as.integer(top), overlap = n, lower = range[1], upper = range[2],
    expected = if (nrow(genes) > 0) prod(drawn) / nrow(genes) else 0,
    p_value = stats::phyper(
      n - 1, drawn[["primary"]], nrow(genes) - drawn[["primary"]], drawn[["metastasis"]],
      lower.tail = FALSE
    )
  )
}

# The fewest and the most genes that two top lists can share over all ways to break ties at their
# ends. Places left for tied genes go first to genes that cannot (or must) add to the overlap.
overlap_range <- function(genes, top) {
  ends <- lapply(c("primary", "metastasis"), \(lesion) {
    count <- genes[[lesion]]
    last <- if (sum(count > 0) >= top) sort(count, decreasing = TRUE)[top] else 0
    list(
      sure = genes$gene[count > last],
      tied = genes$gene[count == last & count > 0],
      places = if (last > 0) top - sum(count > last) else 0
    )
  })
  p <- ends[[1]]
  m <- ends[[2]]
  base <- length(intersect(p$sure, m$sure))
  sure_p <- length(intersect(p$tied, m$sure))
  sure_m <- length(intersect(m$tied, p$sure))
  both <- length(intersect(p$tied, m$tied))
  most_p <- min(p$places, sure_p)
  most_m <- min(m$places, sure_m)
  most <- base + most_p + most_m + min(p$places - most_p, m$places - most_m, both)
  left_p <- max(0, p$places - (length(p$tied) - sure_p - both))
  left_m <- max(0, m$places - (length(m$tied) - sure_m - both))
  least <- base + max(0, left_p - both) + max(0, left_m - both) +
    max(0, min(left_p, both) + min(left_m, both) - both)
  as.integer(c(least, most))
}
