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
    ggplot2::scale_fill_manual(
      values = role_colours(c("primary only", "shared", "metastasis only"))
    ) +
    ggplot2::labs(x = "variants", y = NULL, fill = NULL) +
    ggplot2::theme_minimal()
}

#' @rdname gene_ranking-methods
#' @export
plot.variant_sharing <- function(x, ...) draw_figure(autoplot(x, ...))
