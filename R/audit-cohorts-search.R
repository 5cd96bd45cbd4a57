# Whole numbers of patients in cells under linear bounds, found by bounds propagation and branching.
#
# A system is a list of
# - `rows`: a logical matrix, one row a group of cells whose patients a claim counts;
# - `lower`, `upper`: bounds of each group's count;
# - `tables`: published rates, each a list of `rows` (the indices of two groups) and `values` (a
#   two-column matrix of the pairs of counts that the published value allows);
# - `cell_upper`: bounds of the cells;
# - `sums`: rows of three indices, whole, part and rest of a group that falls into two others.
# A state of the search holds the bounds of the groups, of the cells, and the pairs left.

start_state <- function(system) {
  list(
    lower = system$lower, upper = system$upper, low = rep(0, ncol(system$rows)),
    high = system$cell_upper, left = lapply(system$tables, `[[`, "values")
  )
}

# Bounds that every cohort in the state obeys, or NULL where there is none. Each pass tightens the
# groups by their cells and the cells by their groups until nothing moves.
tighten <- function(system, state) {
  members <- system$members
  repeat {
    before <- state[c("lower", "upper", "low", "high")]
    state$lower <- pmax(state$lower, drop(system$rows %*% state$low))
    # An unbounded cell outside a group must not make 0 x Inf.
    state$upper <- pmin(state$upper, drop(system$rows %*% pmin(state$high, no_bound)))
    state <- keep_fitting_pairs(system, state)
    if (is.null(state) || any(state$lower > state$upper)) return(NULL)
    state <- balance_sums(system$sums, state)
    if (any(state$lower > state$upper)) return(NULL)
    least <- drop(system$rows %*% state$low)
    most <- drop(system$rows %*% pmin(state$high, no_bound))
    for (i in seq_along(members)) {
      cells <- members[[i]]
      state$high[cells] <- pmin(state$high[cells], state$low[cells] + state$upper[i] - least[i])
      state$low[cells] <- pmax(state$low[cells], state$high[cells] + state$lower[i] - most[i])
    }
    if (any(state$low > state$high)) return(NULL)
    if (identical(before, state[c("lower", "upper", "low", "high")])) return(state)
  }
}

# A whole is the sum of its part and the rest, whatever cells they are made of. Bounds of cells
# alone would not tell 8 - 5 = 3.
balance_sums <- function(sums, state) {
  lower <- state$lower
  upper <- state$upper
  for (i in seq_len(nrow(sums))) {
    w <- sums[i, 1]
    p <- sums[i, 2]
    r <- sums[i, 3]
    lower[w] <- max(lower[w], lower[p] + lower[r])
    upper[w] <- min(upper[w], upper[p] + upper[r])
    lower[p] <- max(lower[p], lower[w] - upper[r])
    upper[p] <- min(upper[p], upper[w] - lower[r])
    lower[r] <- max(lower[r], lower[w] - upper[p])
    upper[r] <- min(upper[r], upper[w] - lower[p])
  }
  state$lower <- lower
  state$upper <- upper
  state
}

# Stands for "without bound" in sums, far above every count of patients.
no_bound <- 1e9

keep_fitting_pairs <- function(system, state) {
  for (t in seq_along(system$tables)) {
    rows <- system$tables[[t]]$rows
    pairs <- state$left[[t]]
    fits <- pairs[, 1] >= state$lower[rows[1]] & pairs[, 1] <= state$upper[rows[1]] &
      pairs[, 2] >= state$lower[rows[2]] & pairs[, 2] <= state$upper[rows[2]]
    if (!any(fits)) return(NULL)
    pairs <- pairs[fits, , drop = FALSE]
    state$left[[t]] <- pairs
    for (side in 1:2) {
      state$lower[rows[side]] <- max(state$lower[rows[side]], min(pairs[, side]))
      state$upper[rows[side]] <- min(state$upper[rows[side]], max(pairs[, side]))
    }
  }
  state
}

# A cohort of the state, or NULL.
find_cohort <- function(system, state) {
  found <- NULL
  walk(system, state, function(cohort) {
    found <<- cohort
    FALSE
  })
  found
}

# Calls `visit` for each cohort of the state; the walk ends when it returns FALSE.
walk <- function(system, state, visit) {
  state <- tighten(system, state)
  if (is.null(state)) return(TRUE)
  branches <- next_branches(state)
  if (is.null(branches)) return(visit(state$low))
  for (branch in branches) {
    if (!walk(system, branch, visit)) return(FALSE)
  }
  TRUE
}

# The states that the state splits into: by a pair of a published rate, then by the narrowest open
# cell. NULL where every cell is known.
next_branches <- function(state) {
  for (t in seq_along(state$left)) {
    if (nrow(state$left[[t]]) > 1) {
      return(lapply(seq_len(nrow(state$left[[t]])), function(pair) {
        state$left[[t]] <- state$left[[t]][pair, , drop = FALSE]
        state
      }))
    }
  }
  width <- state$high - state$low
  cell <- which(width > 0)
  if (length(cell) == 0) return(NULL)
  halve_cell(state, cell[which.min(width[cell])])
}

# In two halves: a cell may have no bound at all while claims are left out.
halve_cell <- function(state, cell) {
  middle <- floor((state$low[cell] + state$high[cell]) / 2)
  below <- above <- state
  below$high[cell] <- middle
  above$low[cell] <- middle + 1
  list(below, above)
}

split_group <- function(state, row) {
  lapply(seq(state$lower[row], state$upper[row]), function(count) {
    state$lower[row] <- state$upper[row] <- count
    state
  })
}

# Every cohort of the system, as a matrix with a row a cohort; at most `limit`, and the attribute
# `complete` says whether that was enough.
list_cohorts <- function(system, limit) {
  found <- list()
  complete <- walk(system, start_state(system), function(cohort) {
    if (length(found) == limit) return(FALSE)
    found[[length(found) + 1]] <<- cohort
    TRUE
  })
  cohorts <- matrix(as.numeric(unlist(found)), ncol = ncol(system$rows), byrow = TRUE)
  structure(cohorts, complete = complete)
}

# The counts that some groups, given by their rows, can have together: a row a possible combination.
# Each is tried once, so it stays exact where the cohorts are too many to list.
project_rows <- function(system, rows) {
  found <- list()
  descend <- function(state) {
    state <- tighten(system, state)
    if (is.null(state)) return(invisible())
    open <- rows[state$lower[rows] < state$upper[rows]]
    if (length(open) > 0) {
      for (branch in split_group(state, open[1])) descend(branch)
    } else if (!is.null(find_cohort(system, state))) {
      found[[length(found) + 1]] <<- state$lower[rows]
    }
  }
  descend(start_state(system))
  values <- matrix(as.numeric(unlist(found)), ncol = length(rows), byrow = TRUE)
  values[do.call(order, asplit(values, 2)), , drop = FALSE]
}

project_groups <- function(system, groups) {
  rows <- nrow(system$rows) + seq_len(nrow(groups))
  project_rows(link_groups(add_groups(system, groups)), rows)
}

add_groups <- function(system, groups, lower = 0, upper = no_bound) {
  system$rows <- rbind(system$rows, groups)
  system$members <- c(system$members, lapply(asplit(groups, 1), which))
  system$lower <- c(system$lower, rep_len(lower, nrow(groups)))
  system$upper <- c(system$upper, rep_len(upper, nrow(groups)))
  system
}

# Finds the groups that are a whole of two others; with `add`, the rest of a group inside another
# becomes a group where it is none yet.
link_groups <- function(system, add = FALSE) {
  rows <- system$rows
  size <- rowSums(rows)
  inside <- which(tcrossprod(rows) == size & outer(size, size, `<`) & size > 0, arr.ind = TRUE)
  if (nrow(inside) == 0) {
    system$sums <- matrix(0, 0, 3)
    return(system)
  }
  rest <- rows[inside[, 2], , drop = FALSE] & !rows[inside[, 1], , drop = FALSE]
  known <- group_keys(rows)
  keys <- group_keys(rest)
  if (add) {
    fresh <- !keys %in% known & !duplicated(keys)
    if (any(fresh)) return(link_groups(add_groups(system, rest[fresh, , drop = FALSE])))
  }
  third <- match(keys, known)
  found <- !is.na(third)
  sums <- cbind(inside[found, 2], inside[found, 1], third[found])
  # Part and rest are each other's rest.
  system$sums <- sums[sums[, 2] <= sums[, 3], , drop = FALSE]
  system
}

group_keys <- function(groups) do.call(paste0, asplit(groups + 0L, 2))
