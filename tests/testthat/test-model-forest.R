# The reference is randomForest itself: everything it answers under a seed, and the random stream it
# leaves behind.
reference_forest <- function(x, y, held_out, trees, seed, class_weights) {
  set.seed(seed)
  fit <- randomForest::randomForest(
    x, y,
    ntree = trees, importance = TRUE, classwt = class_weights, norm.votes = FALSE
  )
  predicted <- stats::predict(fit, held_out)
  stream <- .Random.seed
  votes <- stats::predict(fit, held_out, type = "vote", norm.votes = FALSE)
  list(
    votes = unclass(fit$votes), winner = as.integer(fit$predicted) - 1L,
    held_out_votes = unclass(votes), held_out = predicted,
    importance = randomForest::importance(fit)[, 1:3, drop = FALSE], error = fit$importanceSD,
    purity = fit$importance[, 4], stream = stream
  )
}

our_forest <- function(x, y, held_out, trees, seed, class_weights, importance = TRUE) {
  set.seed(seed)
  found <- grow_forest(x, y, held_out, trees, importance, class_weights)
  found$stream <- .Random.seed
  for (name in c("votes", "held_out_votes")) found[[name]] <- t(found[[name]])
  found
}

# Bit for bit, and the same again where the importance is not computed.
expect_same_forest <- function(x, y, held_out, trees, seed, class_weights = NULL) {
  skip_if_not_installed("withr")
  withr::local_preserve_seed()
  colnames(x) <- colnames(held_out) <- sprintf("f%06d", seq_len(ncol(x)))
  wanted <- reference_forest(x, y, held_out, trees, seed, class_weights)
  found <- our_forest(x, y, held_out, trees, seed, class_weights)
  quick <- our_forest(x, y, held_out, trees, seed, class_weights, importance = FALSE)
  # Votes are counts, whole numbers here and doubles there.
  plain <- function(value) if (is.factor(value)) value else as.numeric(value)
  differ <- Filter(
    function(name) !identical(plain(unname(found[[name]])), plain(unname(wanted[[name]]))),
    names(wanted)
  )
  unread <- setdiff(names(wanted), c("importance", "error"))
  expect_identical(
    list(differ = differ, quick = quick[unread]), list(differ = character(), quick = found[unread]),
    label = sprintf("%d x %d, %d trees, seed %d", nrow(x), ncol(x), trees, seed)
  )
}

balanced <- function(y) class_weight_values(y, "balanced")

# A table of one of the kinds that make ties, retries and empty nodes.
awkward_table <- function(seed) {
  with_local_seed(seed, {
    rows <- sample(c(4:12, 20, 24, 40, 70, 140), 1)
    columns <- sample(c(1:10, 20, 35), 1)
    x <- matrix(stats::rnorm((rows + 7) * columns), rows + 7)
    kind <- sample(c("continuous", "whole", "tenths", "duplicate", "constant", "extreme"), 1)
    last <- columns
    if (kind == "whole") x <- round(x)
    if (kind == "tenths") x <- round(x, 1)
    if (kind == "duplicate") x[, last] <- x[, 1]
    if (kind == "constant" && columns > 1) x[, last] <- 1
    if (kind == "extreme") x <- x * 10^sample(c(-300, 300), columns, TRUE)[col(x)]
    high <- sample(1:(rows - 1), 1)
    list(
      x = x[seq_len(rows), , drop = FALSE], held_out = x[-seq_len(rows), , drop = FALSE],
      y = factor(sample(rep(c("high", "low"), c(high, rows - high))), levels = c("low", "high")),
      trees = sample(c(1, 2, 15, 40), 1)
    )
  })
}

test_that("awkward tables give randomForest's forest bit for bit", {
  for (seed in 1:150) {
    case <- awkward_table(seed)
    expect_same_forest(
      case$x, case$y, case$held_out, case$trees, seed,
      class_weights = if (seed %% 3 == 0) balanced(case$y)
    )
  }
})

test_that("so does a table of 300 patients, with and without ties and weights", {
  data <- study_table(300, 35, 100, shift = 0.4)
  train <- rep(c(TRUE, TRUE, TRUE, TRUE, FALSE), 60)
  for (digits in c(15, 1)) {
    x <- round(data$x, digits)
    for (weights in list(NULL, balanced(data$y[train]))) {
      expect_same_forest(x[train, ], data$y[train], x[!train, ], 60, 7, weights)
      expect_same_forest(x[train, 1:3], data$y[train], x[!train, 1:3], 60, 7, weights)
    }
  }
})

test_that("so do the real radiomics tables", {
  for (name in shared_tables) {
    data <- shared_table(name)
    x <- data$x[, !constant_columns(data$x) & colSums(!is.finite(data$x)) == 0]
    train <- seq_len(nrow(x)) %% 5 != 0
    for (columns in list(1:4, seq_len(ncol(x)))) {
      expect_same_forest(
        x[train, columns], data$y[train], x[!train, columns], 40, 3
      )
    }
  }
})

test_that("any random generator is followed", {
  kind <- RNGkind()
  on.exit(RNGkind(kind[1], kind[2], kind[3]))
  data <- study_table(20, 6, 8)
  for (generator in c("Wichmann-Hill", "L'Ecuyer-CMRG")) {
    RNGkind(generator)
    expect_same_forest(data$x[1:15, ], data$y[1:15], data$x[16:20, ], 20, 5)
  }
})

test_that("columns that cannot be split give the majority, where randomForest never returns", {
  x <- matrix(1, 12, 2, dimnames = list(NULL, c("a", "b")))
  y <- factor(rep(c("low", "high"), c(9, 3)), levels = c("low", "high"))
  found <- with_local_seed(1, grow_forest(x, y, x[1:2, ], 50))
  expect_identical(as.character(found$held_out), c("low", "low"))
  expect_true(all(found$importance == 0))
})

test_that("a class no bootstrap sample finds stops the forest", {
  x <- matrix(0, 100, 1, dimnames = list(NULL, "a"))
  y <- factor(rep("low", 100), levels = c("low", "high"))
  expect_error(with_local_seed(1, grow_forest(x, y, x, 1)), "no bootstrap sample had both classes")
})

test_that("a forest of which only classes are asked ends early with the same classes", {
  for (seed in 1:60) {
    case <- awkward_table(seed)
    whole <- with_local_seed(seed, grow_forest(case$x, case$y, case$held_out, case$trees, FALSE))
    ended <- with_local_seed(
      seed, grow_forest(case$x, case$y, case$held_out, case$trees, FALSE, class_only = TRUE)
    )
    expect_identical(ended$held_out, whole$held_out)
    expect_lte(sum(ended$held_out_votes), sum(whole$held_out_votes))
  }
})
