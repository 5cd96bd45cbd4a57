#' @rdname clustered_pairs-methods
#' @export
autoplot.clustered_pairs <- function(object, ...) {
  # The plot of paired lesions, with the headings of these pairs.
  as_two <- object$pairs
  names(as_two) <- sub("^second_", "metastasis_", sub("^first_", "primary_", names(as_two)))
  as_two$direction <- sub("second", "metastasis", sub("first", "primary", as_two$direction))
  as_two$patient_id <- paste(as_two$patient_id, as_two$first, as_two$second, sep = "\r")
  colours <- role_colours(directions)
  labels <- stats::setNames(
    c("both high", paste(object$sides, "only"), "both low"), names(colours)
  )
  drawn <- autoplot.lesion_pairs(list(
    pairs = as_two, cutoff = object$cutoff, conf_level = object$conf_level
  ))
  # ggplot2 says that a scale takes the place of another, which is what is meant.
  suppressMessages(
    drawn +
      ggplot2::scale_x_continuous(
        breaks = 1:2, labels = unname(object$sides), limits = c(0.7, 2.3)
      ) +
      ggplot2::scale_colour_manual(values = colours, labels = labels, drop = FALSE)
  )
}

#' @rdname clustered_pairs-methods
#' @export
plot.clustered_pairs <- function(x, ...) draw_figure(autoplot(x, ...))
