#' @rdname audit_published
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param labels A named vector of words for the ids of claims; what the claim's `quantity` says
#'   where not given.
#' @importFrom rlang .data
#' @export
autoplot.published_audit <- function(object, ..., theme = NULL, labels = NULL) {
  rlang::check_dots_empty()
  if (!is.null(object$comparison)) {
    return(autoplot(object$comparison, theme = theme, labels = labels))
  }
  shown <- object$checks[object$checks$check != "none", ]
  quantity <- object$claims$quantity[match(shown$claim, object$claims$id)]
  if (is.null(quantity)) quantity <- shown$claim
  quantity[is.na(quantity) | quantity == ""] <- shown$claim[is.na(quantity) | quantity == ""]
  words <- label_ids(shown$claim, labels, \(ids) quantity)
  key <- paste(shown$claim, shown$check, sep = ": ")
  shown$key <- factor(key, rev(unique(key)))
  words <- stats::setNames(
    wrap_label(sprintf("%s (%s)", words, words_of_check(shown$check))), key
  )
  shown$verdict <- factor(shown$verdict, audit_verdicts)
  finish_figure(
    ggplot2::ggplot(shown, ggplot2::aes(.data$verdict, .data$key, colour = .data$verdict)) +
      ggplot2::geom_point(size = 3) +
      ggplot2::scale_x_discrete(
        drop = FALSE, position = "top", labels = \(x) wrap_label(capitalised(x), 12)
      ) +
      ggplot2::scale_y_discrete(labels = words) +
      ggplot2::scale_colour_manual(values = verdict_colours(), drop = FALSE, guide = "none") +
      ggplot2::labs(x = NULL, y = NULL),
    theme, height = rows_height(nlevels(shown$key), 4.6),
    axis.text = ggplot2::element_text(size = ggplot2::rel(0.65))
  )
}

#' @rdname audit_published
#' @export
plot.published_audit <- function(x, ...) draw_figure(autoplot(x, ...))

words_of_check <- function(check) {
  known <- c(
    total = "sum of its parts", difference = "difference of two", same_as = "said twice",
    marginals = "margins of the table", counting_noise = "counting noise",
    percentage = "percentage of its count", mean_of_counts = "mean of whole counts",
    p_from_pairs = "p-value of the pairs", at_least = "at least the cutoff",
    mean_of_part = "mean of a part", below = "below the cutoff", ratio_of_means = "ratio of means",
    auc_split = "split of the classes", permuted_labels = "permuted labels",
    confusion = "2 x 2 table", median_of_whole = "median of whole numbers",
    between = "between two others", feature_count = "number of features",
    discretisation = "grey levels"
  )
  found <- check %in% names(known)
  check[found] <- known[check[found]]
  gsub("_", " ", check)
}
