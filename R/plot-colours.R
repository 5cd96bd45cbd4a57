#' Colours of the figures
#'
#' The colours that every figure of the package uses, and the report's figures with it: a status, a
#' lesion or a group has the same colour wherever it is drawn. They keep a contrast of 3:1 on white
#' and stay apart for colour-blind readers.
#'
#' @param groups Names of groups, in the order in which they are drawn; a group without a colour of
#'   its own gets one that no other group of the figure has, as long as there are any.
#' @return A named character vector of colours: of every status, lesion and group that has a colour
#'   of its own, or of `groups`, for [ggplot2::scale_colour_manual()].
#' @references After Okabe M, Ito K. Color universal design. 2008.
#'   <https://jfly.uni-koeln.de/color/>
#' @seealso [theme_paper()]
#' @export
#' @examples
#' plot_colours()[c("primary", "metastasis")]
#' plot_colours(c("stage II", "stage III"))
plot_colours <- function(groups = NULL) {
  if (is.null(groups)) return(meaning_colours)
  if (is.factor(groups)) groups <- levels(droplevels(groups))
  groups <- unique(as.character(groups))
  colours <- stats::setNames(meaning_colours[groups], groups)
  spare <- setdiff(series_colours, colours)
  open <- which(is.na(colours))
  colours[open] <- if (length(spare) > 0) rep_len(spare, length(open)) else ink
  colours
}

ink <- "#1b2530"
muted <- "#566372"
grid <- "#dfe4ea"
blue <- "#0b69b7"
orange <- "#c24a0a"
green <- "#0a7d5c"
violet <- "#7d4aa8"
crimson <- "#a3195b"
grey <- "#6f7c8a"

# The report draws with the same (tests/python/report/test_colours.py compares them).
meaning_colours <- c(
  high = violet, low = grey,
  primary = blue, metastasis = orange,
  "both high" = violet, "primary only" = blue, "metastasis only" = orange, "both low" = grey,
  concordant = grey, discordant = crimson, shared = green
)

series_colours <- c(blue, orange, green, violet, crimson, grey, ink)
