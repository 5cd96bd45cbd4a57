#' Methods for gene rankings and shared variants
#'
#' @param x,object A `gene_ranking` or `variant_sharing` object.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param labels A named vector of words for patients.
#' @param ... Not used.
#' @return `format()` gives the printed lines, `print()` its argument invisibly. `summary()` gives
#'   the tables `overlap` and `genes`, or `measures` and `patients`, `tidy()` the table of genes or
#'   of measures, `glance()` one row, and `augment()` (shared variants only) the patients.
#'   `autoplot()` gives a ggplot and `plot()` draws it.
#' @name gene_ranking-methods
#' @examples
#' variants <- data.frame(
#'   patient_id = c("a", "a", "b", "b"), lesion = c("primary", "metastasis"),
#'   gene = c("APC", "APC", "TP53", "KRAS")
#' )
#' ranking <- rank_genes(variants)
#' tidy(ranking)
#' plot(ranking)
NULL

#' @rdname gene_ranking-methods
#' @export
format.gene_ranking <- function(x, ...) {
  found <- x$overlap_test
  shown <- utils::head(x$genes, 10)
  c(
    sprintf("<gene_ranking> %d mutated genes, %d patients with both lesions", nrow(x$genes),
            if (nrow(x$genes) > 0) x$genes$n_pairs[1] else 0L),
    sprintf("  %d of the %d most mutated genes are shared (%s expected at random, p %s)",
            found$overlap, found$top, format_number(found$expected), format_p_value(found$p_value)),
    if (nrow(shown) > 0) c("", format_columns(data.frame(
      gene = shown$gene, primary = shown$primary, metastasis = shown$metastasis,
      p = format_p_value(shown$p_value), fdr = format_p_value(shown$fdr)
    ))),
    if (nrow(x$genes) > 10) sprintf("  and %d more genes", nrow(x$genes) - 10),
    format_flags(x$flags)
  )
}

#' @rdname gene_ranking-methods
#' @export
print.gene_ranking <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname gene_ranking-methods
#' @export
summary.gene_ranking <- function(object, ...) {
  new_summary(
    object, format(object)[1], overlap = object$overlap_test, genes = object$genes,
    flags = object$flags
  )
}

#' @rdname gene_ranking-methods
#' @export
tidy.gene_ranking <- function(x, ...) broom_names(x$genes, term = "gene")

#' @rdname gene_ranking-methods
#' @export
glance.gene_ranking <- function(x, ...) {
  # Its lower and upper are the range over all ways to break ties.
  broom_names(
    data.frame(genes = nrow(x$genes), x$overlap_test, smallest_fdr = min(1, x$genes$fdr)),
    statistic = "overlap", own = c("lower", "upper")
  )
}
