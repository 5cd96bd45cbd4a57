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
    ggplot2::scale_fill_manual(values = c(primary = "#0072B2", metastasis = "#009E73")) +
    ggplot2::labs(x = "patients with the gene mutated", y = NULL, fill = NULL) +
    ggplot2::theme_minimal()
}

#' @rdname gene_ranking-methods
#' @export
plot.gene_ranking <- function(x, ...) draw_plot(autoplot(x, ...))

#' @rdname gene_ranking-methods
#' @export
autoplot.variant_sharing <- function(object, ...) {
  table <- object$patients
  kinds <- c("primary_private", "shared", "metastasis_private")
  ordered <- table$patient_id[order(table$shared, table$primary + table$metastasis)]
  long <- data.frame(
    patient_id = factor(rep(table$patient_id, 3), ordered),
    kind = factor(rep(kinds, each = nrow(table)), kinds,
                  c("primary only", "shared", "metastasis only")),
    variants = c(table$primary_private, table$shared, table$metastasis_private)
  )
  ggplot2::ggplot(long, ggplot2::aes(.data$variants, .data$patient_id, fill = .data$kind)) +
    ggplot2::geom_col() +
    ggplot2::scale_fill_manual(values = c(
      "primary only" = "#0072B2", "shared" = "grey55", "metastasis only" = "#009E73"
    )) +
    ggplot2::labs(x = "variants", y = NULL, fill = NULL) +
    ggplot2::theme_minimal()
}

#' @rdname gene_ranking-methods
#' @export
plot.variant_sharing <- function(x, ...) draw_plot(autoplot(x, ...))
