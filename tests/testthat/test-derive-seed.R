test_that("seeds are those of the polynomial hash, computed by hand for one character", {
  # "1": ((5381 * 131) + 49) mod (2^31 - 1)
  expect_identical(derive_seed(1), as.integer((5381 * 131 + 49) %% (2^31 - 1)))
})

test_that("seeds are the same in Python, round numbers included", {
  expect_identical(derive_seed(100000, "a", 2), 361265419L)
  expect_identical(derive_seed(1, "outer folds", 3), 2014631097L)
  expect_identical(derive_seed(2022, "phase", "prone"), 38517807L)
})

test_that("a seed needs a whole number", {
  expect_error(derive_seed(-1), "`seed`", class = "radiotmb_argument_error")
  expect_error(derive_seed(1.5), "`seed`", class = "radiotmb_argument_error")
})

test_that("a local seed leaves the stream as it was, or absent", {
  set.seed(3)
  before <- .Random.seed
  inside <- with_local_seed(1, stats::runif(2))
  expect_identical(.Random.seed, before)
  expect_identical(with_local_seed(1, stats::runif(2)), inside)
  rm(".Random.seed", envir = globalenv())
  with_local_seed(1, stats::runif(1))
  expect_false(exists(".Random.seed", globalenv(), inherits = FALSE))
})
