# A random system of a few cells: groups with bounds and pairs of groups with listed counts.
random_system <- function(seed) {
  withr::local_seed(seed)
  cells <- sample(2:4, 1)
  size <- sample(2:4, 1)
  groups <- matrix(runif(4 * cells) < 0.5, 4)
  truth <- as.vector(rmultinom(1, size, rep(1, cells)))
  counts <- drop(groups %*% truth)
  system <- list(rows = matrix(FALSE, 0, cells), members = list(), lower = numeric(),
                 upper = numeric(), tables = list(), cell_upper = rep(no_bound, cells))
  system <- add_groups(system, matrix(TRUE, 1, cells), size, size)
  # Some systems hold the truth, others are free to contradict themselves.
  slack <- sample(0:1, 2, replace = TRUE)
  shift <- sample(c(0, 0, 1), 1)
  system <- add_groups(system, groups[1:2, ], counts[1:2] - slack + shift, counts[1:2] + slack)
  system <- add_groups(system, groups[3:4, ])
  pairs <- unique(rbind(counts[3:4], matrix(sample(0:size, 6, replace = TRUE), 3)))
  system$tables <- list(list(rows = 4:5, values = pairs))
  system
}

# Every way to put the patients into the cells, tried one by one.
brute_force <- function(system) {
  size <- system$lower[1]
  all <- as.matrix(expand.grid(rep(list(0:size), ncol(system$rows))))
  counts <- tcrossprod(all, system$rows)
  inside <- colSums(t(counts) < system$lower | t(counts) > system$upper) == 0
  for (table in system$tables) {
    pairs <- paste(counts[, table$rows[1]], counts[, table$rows[2]])
    inside <- inside & pairs %in% paste(table$values[, 1], table$values[, 2])
  }
  unname(all[inside, , drop = FALSE])
}

in_order <- function(rows) {
  attributes(rows) <- attributes(rows)["dim"]
  rows[do.call(order, asplit(rows, 2)), , drop = FALSE]
}

test_that("the search finds the cohorts that trying them all finds", {
  for (seed in 1:80) {
    system <- random_system(seed)
    expected <- brute_force(system)
    linked <- link_groups(link_groups(system, add = TRUE), add = TRUE)
    found <- list_cohorts(linked, 1e5)
    expect_true(attr(found, "complete"))
    expect_equal(in_order(found), in_order(expected), info = seed)
    expect_identical(is.null(find_cohort(linked, start_state(linked))), nrow(expected) == 0)
  }
})

test_that("the values of groups are those of all cohorts", {
  for (seed in 1:40) {
    system <- link_groups(random_system(seed))
    groups <- matrix(c(rep(TRUE, 2), rep(FALSE, ncol(system$rows) - 2)), 1)
    expected <- sort(unique(drop(brute_force(system) %*% t(groups))))
    expect_equal(project_groups(system, groups)[, 1], expected, info = seed)
    both <- unique(tcrossprod(brute_force(system), system$rows[4:5, , drop = FALSE]))
    expect_equal(project_rows(system, 4:5), in_order(both), info = seed)
  }
})

test_that("a list that was cut short says so", {
  system <- list(rows = matrix(FALSE, 0, 3), members = list(), lower = numeric(),
                 upper = numeric(), tables = list(), cell_upper = rep(no_bound, 3),
                 sums = matrix(0, 0, 3))
  system <- add_groups(system, matrix(TRUE, 1, 3), 4, 4)
  # 4 patients in 3 cells: choose(6, 2) cohorts.
  expect_identical(nrow(list_cohorts(system, 15)), 15L)
  expect_true(attr(list_cohorts(system, 15), "complete"))
  expect_false(attr(list_cohorts(system, 14), "complete"))
})

test_that("8 high of whom 5 are high only there leave 3 without any branching", {
  rows <- rbind(c(TRUE, TRUE, FALSE), c(TRUE, FALSE, FALSE))
  system <- list(rows = matrix(FALSE, 0, 3), members = list(), lower = numeric(),
                 upper = numeric(), tables = list(), cell_upper = rep(no_bound, 3))
  system <- add_groups(system, rows, c(8, 5), c(8, 5))
  system <- link_groups(system, add = TRUE)
  state <- tighten(system, start_state(system))
  expect_identical(c(state$low[2], state$high[2]), c(3, 3))
})
