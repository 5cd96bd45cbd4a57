#' Oncoplot of both lesions
#'
#' Draws genes (rows) by patients (columns): the left half of a field is the primary, the right half
#' the metastasis. Above stand both burdens, below both statuses and the clinical columns.
#'
#' @param genes Genes by patient, as [tabulate_genes()] gives them: `gene`, `patient_id` and the
#'   numbers of counted variants in the `primary` and the `metastasis`; genes in the order of their
#'   rows.
#' @param pairs Pairs of lesions, as `compare_lesions()$pairs` has them: `patient_id`,
#'   `primary_tmb` and `metastasis_tmb` (mutations/Mb), `primary_status` and `metastasis_status`.
#' @param clinical `patient_id` and the clinical columns that get a row each, in their order;
#'   `NULL` for none. Numbers of more than five values are shown by quarters of the patients; more
#'   than eight texts leave the rarest to a group `other`. A missing value, or a patient who is not
#'   in the table, is a struck field.
#' @param top Number of genes that are shown.
#' @param theme A ggplot2 theme that is laid over [theme_paper()].
#' @param labels A named vector of words for clinical columns.
#' @return A ggplot. Patients stand in the order of maftools' oncoplot: by the first gene that they
#'   have mutated, then by the second, and so on.
#' @section Errors: `radiotmb_data_error` where a column is missing, a patient is twice in `pairs`
#'   or `clinical`, or no gene of `genes` is mutated in a patient of `pairs`;
#'   `radiotmb_argument_error` for an argument of another kind.
#' @references Mayakonda A, et al. Genome Res 2018;28:1747-1756 (the order of patients).
#' @seealso [tabulate_genes()], [compare_lesions()], [save_figure()]
#' @export
#' @examples
#' genes <- data.frame(
#'   gene = c("APC", "APC", "TP53"), patient_id = c("a", "b", "b"),
#'   primary = c(1, 2, 0), metastasis = c(1, 0, 1)
#' )
#' burden <- data.frame(
#'   patient_id = rep(c("a", "b", "c"), each = 2), lesion = c("primary", "metastasis"),
#'   mutations = c(4, 9, 25, 1, 0, 16), megabases = 1
#' )
#' clinical <- data.frame(patient_id = c("a", "b"), sex = c("f", "m"))
#' oncoplot(genes, compare_lesions(burden)$pairs, clinical)
oncoplot <- function(genes, pairs, clinical = NULL, top = 20, theme = NULL, labels = NULL) {
  genes <- check_columns(genes, "genes", c("gene", "patient_id", "primary", "metastasis"))
  of_both <- c("_tmb", "_status")
  pairs <- check_patients(
    pairs, "pairs", c(paste0("primary", of_both), paste0("metastasis", of_both))
  )
  if (!is.null(clinical)) clinical <- check_patients(clinical, "clinical")
  check_whole(top, "top", 1)
  genes <- genes[as.character(genes$patient_id) %in% pairs$patient_id, ]
  if (nrow(genes) == 0) abort_data("No gene of `genes` is mutated in a patient of `pairs`.")
  names <- utils::head(unique(as.character(genes$gene)), top)
  genes <- genes[genes$gene %in% names, ]
  pairs <- pairs[order_by_genes(genes, pairs, names), ]
  rows <- clinical_rows(clinical, pairs$patient_id, labels)
  plot_oncoplot(genes, pairs, names, rows, theme)
}

# By the first gene mutated, then the second, and so on; then by burden.
order_by_genes <- function(genes, pairs, names) {
  lacks <- lapply(names, \(gene) !pairs$patient_id %in% genes$patient_id[genes$gene == gene])
  do.call(order, c(lacks, list(-pairs$primary_tmb, pairs$patient_id), method = "radix"))
}

# For each clinical column its words, and of each patient the group with the column before it, which
# is unique over all columns.
clinical_rows <- function(clinical, patients, labels) {
  names <- setdiff(names(clinical), "patient_id")
  place <- match(patients, clinical$patient_id)
  lapply(names, function(name) {
    found <- clinical_groups(clinical[[name]][place])
    words <- label_ids(name, labels, column_words)
    named <- \(group) ifelse(is.na(group), NA, paste0(words, ": ", group))
    names(found$colours) <- named(names(found$colours))
    list(label = words, group = named(found$group), colours = found$colours)
  })
}

# One panel: rows at whole numbers from -1 downwards, burdens above zero, four rows high.
plot_oncoplot <- function(genes, pairs, names, rows, theme) {
  n <- nrow(pairs)
  status_at <- -length(names) - 1.6 - 0:1
  clinical_at <- status_at[2] - 0.6 - seq_along(rows)
  clinical <- Map(\(row, y) field_rows(seq_len(n), y, row$group), rows, clinical_at)
  statuses <- status_fields(pairs, status_at)
  fields <- do.call(rbind, c(
    list(burden_fields(pairs), gene_fields(genes, pairs, names), statuses), clinical
  ))
  # Light colours are seen by their border.
  bordered <- do.call(rbind, c(list(statuses[is.na(statuses$fill), ]), clinical))
  colours <- c(
    "mutated, primary" = blue, "mutated, metastasis" = orange, "TMB high" = violet,
    "TMB low" = grey, unlist(unname(lapply(rows, `[[`, "colours")))
  )
  struck <- fields[is.na(fields$fill), ]
  share <- vapply(names, \(gene) length(unique(genes$patient_id[genes$gene == gene])) / n, 0)
  axis <- burden_axis(pairs)
  y <- c(axis$at, -seq_along(names), status_at, clinical_at)
  words <- c(
    axis$words, sprintf("%s  %.0f%%", names, 100 * share), "TMB, primary", "TMB, metastasis",
    vapply(rows, `[[`, "", "label")
  )
  empty <- field_rows(rep(seq_len(n), length(names)), rep(-seq_along(names), each = n), "empty")
  edges <- ggplot2::aes(
    xmin = .data$xmin, xmax = .data$xmax, ymin = .data$ymin, ymax = .data$ymax
  )
  figure <- ggplot2::ggplot() +
    ggplot2::geom_rect(edges, empty, fill = grid) +
    ggplot2::geom_rect(
      utils::modifyList(edges, ggplot2::aes(fill = .data$fill)), fields[!is.na(fields$fill), ]
    ) +
    ggplot2::geom_rect(edges, bordered, fill = NA, colour = muted, linewidth = 0.2) +
    ggplot2::geom_segment(
      ggplot2::aes(x = .data$xmin, xend = .data$xmax, y = .data$ymin, yend = .data$ymax), struck,
      colour = muted, linewidth = 0.2
    ) +
    ggplot2::scale_fill_manual(values = colours, breaks = names(colours), name = NULL) +
    ggplot2::guides(fill = ggplot2::guide_legend(
      ncol = 1, override.aes = list(colour = muted, linewidth = 0.2)
    )) +
    ggplot2::scale_x_continuous(
      breaks = seq_len(n), labels = pairs$patient_id, expand = ggplot2::expansion(add = 0.3)
    ) +
    ggplot2::scale_y_continuous(
      breaks = y, labels = words, expand = ggplot2::expansion(add = 0.4)
    ) +
    ggplot2::labs(
      x = NULL, y = NULL, caption = paste0(
        "Bars: TMB (mutations/Mb). Left half of a field: primary; right half: metastasis.",
        if (nrow(struck) > 0) " Struck fields: missing."
      )
    )
  finish_figure(
    figure, theme, height = max(120, 50 + 5 * length(y)),
    panel.grid.major = ggplot2::element_blank(), axis.line = ggplot2::element_blank(),
    axis.ticks = ggplot2::element_blank(), legend.position = "right",
    legend.key.size = ggplot2::unit(3.5, "mm"), legend.text = ggplot2::element_text(size = 8),
    axis.text.x = ggplot2::element_text(angle = 90, hjust = 1, vjust = 0.5, size = 7)
  )
}

field_rows <- function(x, y, fill, left = -0.42, right = 0.42, low = y - 0.38, high = y + 0.38) {
  data.frame(xmin = x + left, xmax = x + right, ymin = low, ymax = high, fill = fill)
}

burden_height <- 4

burden_fields <- function(pairs) {
  top <- max(pairs$primary_tmb, pairs$metastasis_tmb, 1)
  half <- function(lesion, left, right) {
    high <- 0.3 + burden_height * pairs[[paste0(lesion, "_tmb")]] / top
    field_rows(
      seq_len(nrow(pairs)), 0, paste0("mutated, ", lesion), left, right, low = 0.3, high = high
    )
  }
  rbind(half("primary", -0.42, 0), half("metastasis", 0, 0.42))
}

burden_axis <- function(pairs) {
  top <- max(pairs$primary_tmb, pairs$metastasis_tmb, 1)
  marks <- pretty(c(0, top), 3)
  marks <- marks[marks <= top]
  list(at = 0.3 + burden_height * marks / top, words = format(marks, trim = TRUE))
}

gene_fields <- function(genes, pairs, names) {
  x <- match(as.character(genes$patient_id), pairs$patient_id)
  half <- function(lesion, left, right) {
    has <- genes[[lesion]] > 0
    field_rows(
      x[has], -match(genes$gene[has], names), rep(paste0("mutated, ", lesion), sum(has)), left,
      right
    )
  }
  rbind(half("primary", -0.42, 0), half("metastasis", 0, 0.42))
}

status_fields <- function(pairs, at) {
  words <- function(lesion) {
    status <- as.character(pairs[[paste0(lesion, "_status")]])
    ifelse(is.na(status), NA, paste("TMB", status))
  }
  x <- seq_len(nrow(pairs))
  rbind(field_rows(x, at[1], words("primary")), field_rows(x, at[2], words("metastasis")))
}
