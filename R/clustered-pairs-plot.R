#' @rdname clustered_pairs-methods
#' @export
autoplot.clustered_pairs <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  # The plot of paired lesions, with the headings of these pairs.
  as_two <- object$pairs
  names(as_two) <- sub("^second_", "metastasis_", sub("^first_", "primary_", names(as_two)))
  as_two$direction <- sub("second", "metastasis", sub("first", "primary", as_two$direction))
  as_two$patient_id <- paste(as_two$patient_id, as_two$first, as_two$second, sep = "\r")
  finish_figure(
    draw_pairs(as_two, object$cutoff, object$conf_level, unname(object$sides), "pairs"), theme
  )
}

#' @rdname clustered_pairs-methods
#' @export
plot.clustered_pairs <- function(x, ...) draw_figure(autoplot(x, ...))
