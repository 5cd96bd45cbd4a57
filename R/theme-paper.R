#' Theme of the figures, and a figure as a file
#'
#' `theme_paper()` is the ggplot2 theme that every figure of the package is drawn with; a `theme`
#' given to `autoplot()` or `plot()` is laid over it. `save_figure()` writes a result's figure at
#' the size that suits it, at most 174 mm wide, which is a journal's double column.
#'
#' @param base_size Size of the text, in points.
#' @param base_family Font; the device's own where not given.
#' @param x A result with a figure, or a ggplot.
#' @param file Where the figure is written: `.pdf`, `.svg`, `.eps`, `.png` or `.tiff`.
#' @param width,height Size in millimetres; what suits the figure where not given.
#' @param dpi Dots an inch, of PNG and TIFF.
#' @param ... Arguments of the result's `autoplot()`, such as `type` or `theme`.
#' @return `theme_paper()` a complete ggplot2 theme, `save_figure()` the path, invisibly.
#' @seealso [plot_colours()], [feature_label()]
#' @export
#' @examples
#' curve <- roc_youden(c("low", "low", "high", "low", "high", "high"), c(1, 3, 4, 5, 7, 9) / 10)
#' autoplot(curve, theme = theme_paper(base_size = 9))
#' path <- save_figure(curve, tempfile(fileext = ".pdf"), width = 84, height = 84)
#' unlink(path)
theme_paper <- function(base_size = 11, base_family = "") {
  check_number(base_size, "base_size", 1, 100)
  ggplot2::theme_minimal(base_size, base_family) + ggplot2::theme(
    text = ggplot2::element_text(colour = ink),
    axis.text = ggplot2::element_text(colour = ink),
    axis.line = ggplot2::element_line(colour = muted, linewidth = 0.35),
    axis.ticks = ggplot2::element_line(colour = muted, linewidth = 0.35),
    panel.grid.minor = ggplot2::element_blank(),
    panel.grid.major = ggplot2::element_line(colour = grid, linewidth = 0.3),
    plot.title.position = "plot",
    plot.caption.position = "plot",
    plot.caption = ggplot2::element_text(hjust = 0),
    legend.position = "top",
    legend.justification = "left"
  )
}

#' @rdname theme_paper
#' @export
save_figure <- function(x, file, width = NULL, height = NULL, dpi = 600, ...) {
  check_figure_file(file)
  figure <- if (inherits(x, "ggplot")) x else figure_of(x, ...)
  size <- attr(figure, "size_mm")
  if (is.null(size)) size <- c(width = 174, height = 116)
  if (is.null(width)) width <- size[["width"]]
  if (is.null(height)) height <- size[["height"]]
  check_millimetres(width, "width")
  check_millimetres(height, "height")
  check_number(dpi, "dpi", 36, 2400)
  # Under its own name only once it is whole.
  ending <- tolower(tools::file_ext(file))
  part <- tempfile(".figure-", dirname(file), paste0(".", ending))
  on.exit(unlink(part))
  ggplot2::ggsave(
    part, figure, device = figure_device(ending), width = width, height = height, units = "mm",
    dpi = dpi, bg = "white"
  )
  file.rename(part, file)
  invisible(file)
}

check_millimetres <- function(x, argument, call = rlang::caller_env()) {
  if (!is_one_number(x) || x < 10 || x > 2000) {
    abort_argument(argument, "one number of millimetres from 10 to 2000", x, call)
  }
}

figure_of <- function(x, ..., call = rlang::caller_env()) {
  drawn <- vapply(class(x), \(one) !is.null(utils::getS3method("autoplot", one, TRUE)), NA)
  if (!any(drawn)) abort_argument("x", "a result that has a figure, or a ggplot", x, call)
  autoplot(x, ...)
}

figure_endings <- c("pdf", "svg", "eps", "png", "tiff", "tif")

check_figure_file <- function(file, call = rlang::caller_env()) {
  if (!is.character(file) || length(file) != 1 || is.na(file)) {
    abort_argument("file", "one file name", file, call)
  }
  if (!tolower(tools::file_ext(file)) %in% figure_endings) {
    abort_argument(
      "file", paste0("a name that ends with .", paste(figure_endings, collapse = ", .")), file, call
    )
  }
  if (!dir.exists(dirname(file))) {
    abort_argument("file", "a file in a folder that exists", file, call)
  }
}

# Cairo embeds the fonts and knows signs beyond Latin-1; ggsave()'s own choice elsewhere.
figure_device <- function(ending) {
  if (!isTRUE(capabilities("cairo"))) return(NULL)
  switch(ending, pdf = grDevices::cairo_pdf, svg = grDevices::svg, NULL)
}
