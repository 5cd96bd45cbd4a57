# What plot() of every result does with its figure: draws it and returns it invisibly.
draw_figure <- function(plot) {
  print(plot)
  invisible(plot)
}
