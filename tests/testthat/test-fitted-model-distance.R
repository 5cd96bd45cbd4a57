test_that("without shrinkage the distance is stats::mahalanobis()", {
  x <- with_local_seed(1, matrix(stats::rnorm(90), 30))
  new <- x[1:4, ] + 1
  z <- standardised(new, colMeans(x), column_sd(x))
  expect_equal(
    mahalanobis_distance(z, shrunk_correlation(x, 0)),
    sqrt(stats::mahalanobis(new, colMeans(x), stats::cov(x)))
  )
  i <- 7
  expect_equal(
    distance_from_others(x, i, 0),
    sqrt(stats::mahalanobis(x[i, ], colMeans(x[-i, ]), stats::cov(x[-i, ])))
  )
})

test_that("the shrinkage is between 0.01 and 1, larger with fewer patients", {
  x <- with_local_seed(2, matrix(stats::rnorm(400), 100))
  x <- x + x[, 1]
  few <- correlation_shrinkage(x[1:10, ])
  many <- correlation_shrinkage(x)
  expect_gt(few, many)
  expect_gte(many, 0.01)
  expect_lte(few, 1)
  expect_identical(correlation_shrinkage(x[, 1, drop = FALSE]), 0)
})

test_that("more features than patients, and a feature that one patient alone has, have distances", {
  x <- with_local_seed(3, matrix(stats::rnorm(6 * 20), 6))
  x[, 1] <- c(1, 0, 0, 0, 0, 0)
  found <- training_distance(x)
  expect_true(all(is.finite(found$training)))
  expect_false(is.unsorted(found$training))
})

test_that("an exchangeable patient's quantile is even, and a patient far off is beyond all", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  same <- study_table(400, 30, 160, shift = 1.5, seed = 9)
  quantile <- predict(model, same$features)$distance_quantile
  expect_lt(abs(mean(quantile) - 0.5), 0.15)
  same$features[1, -1] <- 50
  expect_identical(predict(model, same$features)$distance_quantile[1], 1)
})
