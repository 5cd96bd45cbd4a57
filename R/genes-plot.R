#' @rdname gene_ranking-methods
#' @export
autoplot.gene_ranking <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  shown <- utils::head(object$genes, object$overlap_test$top)
  long <- data.frame(
    gene = factor(rep(shown$gene, 2), rev(shown$gene)),
    lesion = factor(rep(c("primary", "metastasis"), each = nrow(shown)),
                    c("primary", "metastasis")),
    patients = c(shown$primary, shown$metastasis)
  )
  finish_figure(
    ggplot2::ggplot(long, ggplot2::aes(.data$patients, .data$gene, fill = .data$lesion)) +
      ggplot2::geom_col(
        # The primary above the metastasis, as in the legend.
        position = ggplot2::position_dodge2(width = 0.8, reverse = TRUE, padding = 0), width = 0.7
      ) +
      ggplot2::scale_fill_manual(values = plot_colours(), labels = capitalised) +
      ggplot2::scale_x_continuous(breaks = whole_breaks) +
      ggplot2::labs(x = "Patients with the gene mutated", y = NULL, fill = NULL),
    theme, height = rows_height(nrow(shown), 6),
    axis.text.y = ggplot2::element_text(face = "italic")
  )
}

#' @rdname gene_ranking-methods
#' @export
plot.gene_ranking <- function(x, ...) draw_figure(autoplot(x, ...))
