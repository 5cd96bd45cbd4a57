correlated_matrix <- function(n, p, seed) {
  with_local_seed(seed, {
    base <- matrix(stats::rnorm(n * ceiling(p / 3)), n)
    x <- base[, rep(seq_len(ncol(base)), length.out = p)] + 0.3 * stats::rnorm(n * p)
    colnames(x) <- sprintf("f%04d", seq_len(p))
    x
  })
}

test_that("the kept columns are those of caret's findCorrelation with its defaults", {
  for (p in c(2, 30, 99, 100, 400)) {
    for (cutoff in c(0.5, 0.9)) {
      x <- correlated_matrix(24, p, seed = p)
      gone <- caret::findCorrelation(stats::cor(x), cutoff = cutoff)
      kept <- if (length(gone) > 0) colnames(x)[-gone] else colnames(x)
      found <- drop_correlated(x, cutoff)
      expect_identical(found$kept, kept)
      expect_setequal(c(found$kept, found$dropped), colnames(x))
      expect_identical(found$algorithm, if (p < 100) "caret exact" else "caret fast")
    }
  }
})

test_that("the kept columns are caret's on real radiomics tables", {
  for (name in shared_tables) {
    x <- shared_table(name)$x
    x <- x[, apply(x, 2, stats::sd) > 0]
    expected <- colnames(x)[-caret::findCorrelation(stats::cor(x), cutoff = 0.9)]
    expect_identical(drop_correlated(x)$kept, expected)
  }
})

test_that("strong pairs and mean correlations are those of the square matrix", {
  for (p in c(100, 127, 301)) {
    x <- correlated_matrix(20, p, seed = p)
    r <- abs(stats::cor(x))
    found <- .Call(C_strong_correlations, unit_columns(x), 0.8)
    above <- which(r > 0.8 & upper.tri(r), arr.ind = TRUE)
    expect_identical(cbind(found$row, found$column), unname(above))
    expect_equal(found$mean, unname(colMeans(r)), tolerance = 1e-13)
    expect_equal(found$margin, min(abs(r - 0.8)[upper.tri(r)]), tolerance = 1e-9)
  }
})

test_that("copies, mirror images, ties and a correlation at the cutoff are decided as by caret", {
  for (seed in 1:6) {
    x <- correlated_matrix(20, 110, seed)
    tables <- list(
      cbind(x, copy = x[, 1], mirror = -x[, 2], shifted = 1e9 + x[, 3]), round(x), round(x, 1)
    )
    for (table in tables) {
      table <- table[, !constant_columns(table)]
      r <- stats::cor(table)
      for (cutoff in c(0.7, abs(r[1, 4]), 1)) {
        expect_setequal(
          correlated_by_caret(table, cutoff), caret::findCorrelation(r, cutoff, exact = FALSE)
        )
      }
    }
  }
})

test_that("of duplicated columns exactly one stays", {
  x <- correlated_matrix(20, 120, seed = 5)
  duplicated_names <- sprintf("copy%03d", 1:120)
  x <- cbind(x, stats::setNames(as.data.frame(x), duplicated_names))
  kept <- drop_correlated(x, 0.999)$kept
  pairs <- sub("copy0?", "f0", kept)
  expect_false(anyDuplicated(pairs) > 0)
})

test_that("order p keeps, of a correlated pair, the one with the smaller p", {
  y <- factor(rep(c("high", "low"), each = 6))
  x <- cbind(weak = c(1, 9, 3, 11, 5, 12, 2, 4, 6, 7, 8, 10), strong = c(6:11, 1:5, 5.5))
  x <- cbind(x, strong_copy = x[, "strong"] + rep(c(0.01, -0.01), 6))
  found <- drop_correlated(x[, c("strong_copy", "strong", "weak")], 0.9, order = "p", y = y)
  expect_identical(found$kept, c("strong_copy", "weak"))
  noisy <- x
  noisy[, "strong_copy"] <- x[, "strong"] + c(0, -6, rep(0, 10))
  p <- screen_wilcoxon(noisy, y)$p_value
  expect_lt(p[2], p[3])
  expect_true(stats::cor(noisy)[2, 3] > 0.6)
  found <- drop_correlated(noisy[, c("strong_copy", "strong")], 0.6, order = "p", y = y)
  expect_identical(found$kept, "strong")
})

test_that("no kept pair exceeds the cutoff and every dropped one exceeds it with another", {
  x <- correlated_matrix(24, 150, seed = 9)
  y <- factor(rep(c("high", "low"), 12))
  for (order in c("caret", "p")) {
    found <- drop_correlated(x, 0.8, order, y)
    r <- abs(stats::cor(x))
    diag(r) <- 0
    expect_true(all(r[found$kept, found$kept] <= 0.8))
    expect_true(all(apply(r[found$dropped, ], 1, max) > 0.8))
  }
})

test_that("constant columns are dropped and named", {
  x <- cbind(correlated_matrix(10, 4, 1), flat = 3)
  expect_identical(drop_correlated(x)$constant, "flat")
  expect_false("flat" %in% drop_correlated(x)$kept)
  expect_identical(drop_correlated(cbind(one = 1:5))$kept, "one")
  expect_identical(drop_correlated(cbind(flat = rep(1, 5)))$kept, character())
})

test_that("columns at the limits of doubles are kept apart, not crashed on", {
  for (p in c(5, 120)) {
    x <- correlated_matrix(12, p, 1)
    edge <- cbind(
      x,
      tiny = 1 + rep(c(0, .Machine$double.eps), 6), small = 1e-320 * 1:12,
      large = 1e300 * (1:12 - 6)
    )
    found <- drop_correlated(edge)
    expect_setequal(c(found$kept, found$dropped), colnames(edge))
    expect_identical(
      drop_correlated(edge, order = "p", y = rep(c("a", "b"), 6))$algorithm, "smallest p first"
    )
  }
})

test_that("bad input is refused with its name", {
  x <- correlated_matrix(10, 4, 1)
  expect_error(drop_correlated(x, 2), "`cutoff` must be", class = "radiotmb_argument_error")
  expect_error(drop_correlated(x, order = "best"), "`order`", class = "radiotmb_argument_error")
  expect_error(drop_correlated(x, order = "p"), "`y`", class = "radiotmb_argument_error")
  expect_error(drop_correlated("a"), "`x` must be a numeric", class = "radiotmb_argument_error")
  expect_error(drop_correlated(unname(x)), "column names", class = "radiotmb_argument_error")
  expect_error(drop_correlated(iris), "'Species'", class = "radiotmb_data_error")
  x[2, 3] <- NA
  expect_error(drop_correlated(x), "'f0003'", class = "radiotmb_data_error")
  expect_error(drop_correlated(cbind(a = 1:3, a = 3:1)), "two columns named 'a'")
})

test_that("the filter prints, tidies and glances", {
  found <- drop_correlated(cbind(correlated_matrix(10, 6, 1), flat = 1), 0.5)
  expect_output(print(found), "features kept at")
  expect_match(format(found)[2], "1 constant")
  expect_identical(sum(tidy(found)$kept), length(found$kept))
  expect_identical(glance(found)$constant, 1L)
})
