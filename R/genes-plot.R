#' @rdname gene_ranking-methods
#' @export
autoplot.gene_ranking <- function(object, ...) {
  shown <- utils::head(object$genes, object$overlap_test$top)
  long <- data.frame(
    gene = factor(rep(shown$gene, 2), rev(shown$gene)),
    lesion = factor(rep(c("primary", "metastasis"), each = nrow(shown)),
                    c("primary", "metastasis")),
    patients = c(shown$primary, shown$metastasis)
  )
  ggplot2::ggplot(long, ggplot2::aes(.data$patients, .data$gene, fill = .data$lesion)) +
    ggplot2::geom_col(position = ggplot2::position_dodge(width = 0.8), width = 0.7) +
    ggplot2::scale_fill_manual(values = role_colours(c("primary", "metastasis"))) +
    ggplot2::labs(x = "patients with the gene mutated", y = NULL, fill = NULL) +
    ggplot2::theme_minimal()
}

#' @rdname gene_ranking-methods
#' @export
plot.gene_ranking <- function(x, ...) draw_figure(autoplot(x, ...))
