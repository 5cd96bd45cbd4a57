#' @rdname audit_published
#' @importFrom rlang .data
#' @export
autoplot.published_audit <- function(object, ...) {
  if (!is.null(object$comparison)) return(autoplot(object$comparison))
  shown <- object$checks[object$checks$check != "none", ]
  shown$check <- paste(shown$claim, shown$check, sep = ": ")
  shown$check <- factor(shown$check, rev(unique(shown$check)))
  shown$verdict <- factor(shown$verdict, audit_verdicts)
  ggplot2::ggplot(shown, ggplot2::aes(.data$verdict, .data$check, colour = .data$verdict)) +
    ggplot2::geom_point(size = 3) +
    ggplot2::scale_x_discrete(drop = FALSE) +
    ggplot2::scale_colour_manual(values = verdict_colours, drop = FALSE, guide = "none") +
    ggplot2::labs(x = NULL, y = NULL) +
    ggplot2::theme_minimal()
}

#' @rdname audit_published
#' @export
plot.published_audit <- function(x, ...) draw_figure(autoplot(x, ...))
