# What the joint reading of the claims leaves open of each of them.

joint_claims <- function(joint) {
  rows <- lapply(seq_along(joint$statements), function(i) {
    statement <- joint$statements[[i]]
    values <- joint_values(joint, i)
    p <- value_p(statement, values)
    said <- judge_values(joint, i)
    data.frame(
      id = statement$claim$id, quantity = statement$claim$quantity, check = statement$check,
      who = statement$words[["who"]], among = statement$words[["among"]],
      published = show_claim(statement$claim), possible = list_values(statement, values),
      values = nrow(values), p_lower = p[1], p_upper = p[2], without = said$without,
      left_out = !i %in% joint$kept, verdict = said$verdict
    )
  })
  do.call(rbind, rows)
}

# The counts that the claim `i` can stand for with all claims that are not in conflict: one column
# for a count, the pair (counted, among) otherwise. `own` = FALSE leaves the claim itself out.
joint_values <- function(joint, i, own = TRUE) {
  rows <- statement_rows(joint, i)
  if (own && i %in% joint$kept && isTRUE(attr(joint$listed, "complete"))) {
    return(listed_values(joint, rows))
  }
  kept <- if (own) union(joint$kept, i) else setdiff(joint$kept, i)
  system <- if (setequal(kept, joint$kept)) joint$system else cohort_system(joint, kept)
  state <- tighten(system, start_state(system))
  if (is.null(state)) return(matrix(0, 0, length(rows)))
  # How many patients there are at all follows from nothing else, except that they are enough.
  if (any(state$upper[rows] >= no_bound)) return(NULL)
  project_rows(system, rows)
}

listed_values <- function(joint, rows) {
  values <- unique(tcrossprod(joint$listed, joint$groups$rows[rows, , drop = FALSE]))
  values[do.call(order, asplit(values, 2)), , drop = FALSE]
}

# The verdict on the claim, and what it could be if it were not published.
judge_values <- function(joint, i) {
  statement <- joint$statements[[i]]
  if (in_conflict_of_counts(joint, i)) return(list(without = "", verdict = "inconsistent"))
  if (!i %in% joint$kept) return(list(without = "", verdict = "odd"))
  if (statement$kind != "count") return(list(without = "", verdict = "consistent"))
  without <- joint_values(joint, i, own = FALSE)
  if (is.null(without)) return(list(without = "unbounded", verdict = "consistent"))
  list(without = list_values(statement, without),
       verdict = if (nrow(without) == 1) "reproduced" else "consistent")
}

# Of counts that contradict each other none is more likely than another, also where one stays.
in_conflict_of_counts <- function(joint, i) {
  any(vapply(joint$conflicts, \(set) i %in% set && all(are_counts(joint, set)), NA))
}

list_values <- function(statement, values) {
  if (is.null(values) || nrow(values) == 0) return("none")
  if (statement$kind == "count") return(list_counts(values[, 1]))
  if (statement$kind == "auc") return(list_splits(values[, 1], values[, 2] - values[, 1]))
  if (statement$kind == "share") return(paste(values[, 1], "of", values[, 2], collapse = ", "))
  paste(show_table(tables_of(statement, values)), collapse = "; ")
}

# "2, 4 to 8"
list_counts <- function(counts) {
  runs <- split(counts, cumsum(c(1, diff(counts) != 1)))
  paste(vapply(runs, function(run) {
    if (length(run) > 2) paste(run[1], "to", run[length(run)]) else paste(run, collapse = ", ")
  }, ""), collapse = ", ")
}

# A split and its mirror give the same AUCs: where both are there they are named once.
list_splits <- function(positive, negative) {
  key <- paste(pmin(positive, negative), pmax(positive, negative))
  first <- !duplicated(key)
  mirrored <- vapply(key[first], \(k) sum(key == k) > 1, NA)
  shown <- paste0(positive[first], "/", negative[first], ifelse(mirrored, " or the reverse", ""))
  paste(shown, collapse = ", ")
}

tables_of <- function(statement, values) {
  tables <- fitting_tables(statement$claim, statement$inputs, sort(unique(values[, 2])))
  tables[paste(tables$positive, tables$n) %in% paste(values[, 1], values[, 2]), ]
}

show_table <- function(table) {
  sprintf("n %d: TP %d FN %d TN %d FP %d", table$n, table$tp, table$fn, table$tn, table$fp)
}

# The smallest and the largest exact p-value over what is possible.
value_p <- function(statement, values) {
  if (is.null(values) || nrow(values) == 0) return(c(NA_real_, NA_real_))
  p <- switch(statement$kind,
    auc = split_p(statement$claim, values),
    rates = table_p(tables_of(statement, values)),
    NA_real_
  )
  range(p)
}

split_p <- function(claim, values) {
  vapply(seq_len(nrow(values)), function(row) {
    split <- auc_grid(claim$value, values[row, 2], claim$decimals, positive = values[row, 1])
    auc_p_value(split$auc, split$positive, split$negative)
  }, 0)
}

table_p <- function(tables) {
  vapply(seq_len(nrow(tables)), function(row) {
    table <- tables[row, ]
    stats::fisher.test(matrix(c(table$tp, table$fn, table$fp, table$tn), 2))$p.value
  }, 0)
}
