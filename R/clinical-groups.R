# The groups of a clinical column and their colours, for rows of coloured fields: its values, or
# quarters of the patients for many numbers. The report draws the same
# (python/radiotmb/report/figures/clinical_rows.py).
category_colours <- c(
  "#c39b1d", "#2c97a5", "#6b4423", "#d98bb5", "#7d9b3f", "#3d5a9a", "#e3d18a", "#a9d3dc"
)
shade_colours <- c("#e2edf2", "#a9c6d3", "#64909f", "#2b5566")

# `group` a patient (NA where the value is missing), and the groups' colours in their order.
clinical_groups <- function(values) {
  if (is.numeric(values) && length(unique(values[is.finite(values)])) > 5) {
    return(quarters_of(values))
  }
  group <- if (is.factor(values)) as.character(values) else format_plain(values)
  group[is.na(values) | !nzchar(group)] <- NA
  names <- if (is.factor(values)) {
    intersect(levels(values), group)
  } else if (is.numeric(values)) {
    format_plain(sort(unique(values[!is.na(values)])))
  } else {
    sort(unique(group[!is.na(group)]), method = "radix")
  }
  most <- length(category_colours)
  if (length(names) > most) {
    counts <- table(factor(group, names))
    kept <- names[sort(utils::head(order(-counts), most - 1))]
    group[!is.na(group) & !group %in% kept] <- "other"
    names <- c(kept, "other")
  }
  list(group = group, colours = stats::setNames(category_colours[seq_along(names)], names))
}

quarters_of <- function(values) {
  edges <- unique(unname(stats::quantile(values[is.finite(values)], 0:4 / 4)))
  names <- sprintf("%.4g to %.4g", utils::head(edges, -1), edges[-1])
  group <- as.character(cut(values, edges, labels = names, include.lowest = TRUE))
  list(
    group = group, colours = stats::setNames(utils::tail(shade_colours, length(names)), names)
  )
}

format_plain <- function(values) {
  if (is.numeric(values)) sprintf("%.6g", values) else trimws(as.character(values))
}
