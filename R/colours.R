# The colours of lesions, statuses and groups, the same in every plot here and in the report's
# figures, which read the same file. They keep 3:1 against white and stay apart for colour-blind
# readers (after Okabe and Ito).
role_colours <- function(roles = NULL) {
  file <- system.file("extdata", "colours.csv", package = "radiotmb", mustWork = TRUE)
  table <- utils::read.csv(file)
  colours <- stats::setNames(table$colour, table$role)
  if (is.null(roles)) colours else colours[roles]
}

# Groups of any names: those that are a role have its colour, the others what is left.
group_colours <- function(groups) {
  known <- role_colours()
  spare <- c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
  colours <- stats::setNames(unname(known[groups]), groups)
  free <- is.na(colours)
  colours[free] <- rep_len(spare, sum(free))
  colours
}
