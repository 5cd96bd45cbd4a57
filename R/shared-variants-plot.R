#' @rdname gene_ranking-methods
#' @export
autoplot.variant_sharing <- function(object, ..., theme = NULL, labels = NULL) {
  rlang::check_dots_empty()
  table <- object$patients
  kinds <- c("primary only", "shared", "metastasis only")
  ordered <- table$patient_id[order(table$shared, table$primary + table$metastasis)]
  words <- stats::setNames(label_ids(table$patient_id, labels), table$patient_id)
  long <- data.frame(
    patient_id = factor(rep(table$patient_id, 3), ordered),
    kind = factor(rep(kinds, each = nrow(table)), kinds),
    variants = c(table$primary_private, table$shared, table$metastasis_private)
  )
  finish_figure(
    ggplot2::ggplot(long, ggplot2::aes(.data$variants, .data$patient_id, fill = .data$kind)) +
      ggplot2::geom_col(position = ggplot2::position_stack(reverse = TRUE)) +
      ggplot2::scale_fill_manual(
        values = plot_colours()[c("primary only", "shared", "metastasis only")],
        labels = capitalised
      ) +
      ggplot2::scale_x_continuous(breaks = whole_breaks) +
      ggplot2::scale_y_discrete(labels = words) +
      ggplot2::labs(x = "Counted variants", y = "Patient", fill = NULL),
    theme, height = rows_height(nrow(table), 6)
  )
}

#' @rdname gene_ranking-methods
#' @export
plot.variant_sharing <- function(x, ...) draw_figure(autoplot(x, ...))
