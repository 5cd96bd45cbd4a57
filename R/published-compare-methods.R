#' @rdname compare_published
#' @param x,object An object of class `published_comparison`.
#' @param width Columns of the terminal.
#' @param ... Ignored.
#' @export
print.published_comparison <- function(x, width = min(getOption("width"), 80), ...) {
  cat(format(x, width = width), sep = "\n")
  invisible(x)
}

#' @rdname compare_published
#' @export
format.published_comparison <- function(x, width = 80, ...) {
  here <- x[!is.na(x$study), ]
  absent <- x[is.na(x$study), ]
  table <- data.frame(
    id = here$id, published = estimate_words(here$published, here$published_lower,
                                             here$published_upper),
    here = estimate_words(here$study, here$study_lower, here$study_upper),
    "p of difference" = ifelse(is.na(here$p_difference), "",
                               format_p_value(here$p_difference)),
    check.names = FALSE
  )
  c(
    "Published results and this study",
    if (nrow(here) > 0) trimws(format_columns(table, indent = ""), "right"),
    if (nrow(absent) > 0) {
      c("", strwrap(sprintf("Not in this study: %s.", paste(absent$id, collapse = ", ")), width))
    }
  )
}

estimate_words <- function(estimate, lower, upper) {
  interval <- ifelse(is.na(lower), "", sprintf(" (%s)", format_interval(lower, upper, 2)))
  paste0(format_number(estimate, 4), interval)
}

#' @rdname compare_published
#' @export
summary.published_comparison <- function(object, ...) glance(object)

#' @rdname compare_published
#' @export
tidy.published_comparison <- function(x, ...) {
  class(x) <- "data.frame"
  x
}

#' @rdname compare_published
#' @export
glance.published_comparison <- function(x, ...) {
  data.frame(
    quantities = nrow(x), compared = sum(!is.na(x$study)), tested = sum(!is.na(x$p_difference)),
    different = sum(x$p_difference < 0.05, na.rm = TRUE)
  )
}

#' @rdname compare_published
#' @importFrom rlang .data
#' @export
autoplot.published_comparison <- function(object, ...) {
  shown <- object[!is.na(object$published_lower), ]
  sides <- rbind(
    data.frame(id = shown$id, source = "published", estimate = shown$published,
               lower = shown$published_lower, upper = shown$published_upper),
    data.frame(id = shown$id, source = "this study", estimate = shown$study,
               lower = shown$study_lower, upper = shown$study_upper)
  )
  sides <- sides[!is.na(sides$estimate), ]
  sides$id <- factor(sides$id, rev(shown$id))
  ggplot2::ggplot(sides, ggplot2::aes(.data$estimate, .data$id, colour = .data$source)) +
    ggplot2::geom_pointrange(
      ggplot2::aes(xmin = .data$lower, xmax = .data$upper), na.rm = TRUE,
      position = ggplot2::position_dodge(width = 0.6)
    ) +
    ggplot2::scale_colour_manual(values = c(published = "#D55E00", "this study" = "#0072B2")) +
    ggplot2::xlim(0, 1) +
    ggplot2::labs(x = "share or area under the curve, with interval", y = NULL, colour = NULL) +
    ggplot2::theme_minimal()
}

#' @rdname compare_published
#' @export
plot.published_comparison <- function(x, ...) draw_plot(autoplot(x, ...))
