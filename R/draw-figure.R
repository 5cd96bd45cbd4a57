# What plot() of every result does with its figure: draws it and returns it invisibly.
draw_figure <- function(plot) {
  print(plot)
  invisible(plot)
}

# A figure in the package's theme with the one given laid over it, and the size in millimetres that
# suits it, for save_figure().
finish_figure <- function(figure, theme, width = 174, height = 116, ...,
                          call = rlang::caller_env()) {
  if (!is.null(theme) && !inherits(theme, "theme")) {
    abort_argument("theme", "a ggplot2 theme, such as theme_paper()", theme, call)
  }
  figure <- figure + theme_paper() + ggplot2::theme(...) + theme
  attr(figure, "size_mm") <- c(width = width, height = height)
  figure
}

# Height of a figure with a row for each of so many things, in millimetres.
rows_height <- function(rows, each = 7, least = 45) max(least, 28 + each * rows)
