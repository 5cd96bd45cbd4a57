# broom's names of what the tables of results call otherwise, where their meaning is the same.
broom_columns <- c(
  estimate = "estimate", std.error = "se", statistic = "statistic", p.value = "p_value",
  parameter = "df", conf.low = "lower", conf.high = "upper"
)

broom_order <- c(
  "term", "estimate", "std.error", "statistic", "p.value", "parameter", "conf.low", "conf.high",
  "method"
)

# The table under broom's names, these columns first. `...` holds further pairs, broom's name = the
# column here; `own` the columns that keep their names, as a range that is no confidence interval.
# Unless `old` is FALSE the columns are there under their old names too, for one version.
broom_names <- function(table, ..., own = character(), old = TRUE) {
  pairs <- c(...)
  taken <- broom_columns %in% c(own, pairs) | names(broom_columns) %in% names(pairs)
  pairs <- c(pairs, broom_columns[!taken])
  pairs <- pairs[pairs %in% names(table)]
  renamed <- table[unname(pairs)]
  names(renamed) <- names(pairs)
  gone <- setdiff(pairs, names(pairs))
  rest <- table[setdiff(names(table), c(names(pairs), if (!old) gone))]
  if (old && length(gone) > 0) tell_old_names()
  both <- c(as.list(renamed), as.list(rest))
  both <- both[c(intersect(broom_order, names(both)), setdiff(names(both), broom_order))]
  as.data.frame(both, optional = TRUE, row.names = seq_len(nrow(table)))
}

tell_old_names <- function() {
  rlang::inform(
    paste(
      "tidy() and glance() name their columns as broom does (term, estimate, conf.low, conf.high,",
      "p.value, statistic). The old names (lower, upper, p_value ...) stand beside them and leave",
      "with the next version."
    ),
    class = "radiotmb_deprecated", .frequency = "once", .frequency_id = "radiotmb broom names"
  )
}
