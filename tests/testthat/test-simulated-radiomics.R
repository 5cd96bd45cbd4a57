test_that("the table has the study's shape and depends on its seed only", {
  data <- simulated_radiomics(24, 5, seed = 3)
  expect_identical(dim(data$features), c(24L, 1038L))
  expect_identical(sum(data$labels$status == "high"), 5L)
  withr::local_seed(9)
  expect_identical(simulated_radiomics(24, 5, seed = 3), data)
  expect_false(identical(simulated_radiomics(24, 5, seed = 4), data))
})

test_that("features hang together in families, as radiomics features do, and not with labels", {
  data <- simulated_radiomics(400, 100, features = 60, families = 3, seed = 1)
  correlation <- abs(cor(data$features[-1]))
  correlation <- correlation[upper.tri(correlation)]
  expect_gt(mean(correlation > 0.5), 0.2)
  expect_gt(mean(correlation < 0.2), 0.5)
  p <- vapply(data$features[-1], function(x) wilcox.test(x ~ data$labels$status)$p.value, 0)
  expect_lt(mean(p < 0.05), 0.3)
})

test_that("wrong arguments are named", {
  expect_error(simulated_radiomics(5, 5), class = "radiotmb_argument_error", "`positive`")
  expect_error(simulated_radiomics(1, 1), class = "radiotmb_argument_error", "`n`")
})
