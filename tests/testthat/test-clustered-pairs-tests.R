test_that("the tests are the exact ones of the patients", {
  tests <- compare_lesion_pairs(several_metastases(), draws = 200)$tests
  # a: two high of (2, -1, -1), the primary among them in two placements of three (sum 1, else -2);
  # c: three high of (3, -1, -1, -1): 1 in three placements of four, else -3.
  expect_equal(tests$statistic[1], 2)
  expect_equal(tests$p_value[1], mean(c(2, 2, 2, -2, 2, 2, 2, -2, -1, -1, -1, -5) |> abs() >= 2))
  # mean differences 30 - 12, 5 - 6, 14 - 13: ranks 3, 1.5, 1.5 and one negative
  expect_equal(tests$statistic[2], 4.5)
  expect_equal(tests$p_value[2], exact_signed_rank(c(3, 1.5, 1.5), 4.5))
})

test_that("ratios weigh pairs or patients as they say", {
  ratios <- compare_lesion_pairs(several_metastases(), draws = 200)$ratios
  each <- c(30 / 9, 2, 5 / 6, 14 / 11, 14 / 8, 0.7)
  expect_equal(ratios$estimate[1], mean(each))
  logs <- c(mean(log(each[1:2])), log(each[3]), mean(log(each[4:6])))
  expect_equal(ratios$estimate[2], exp(mean(logs)))
  expect_equal(ratios$estimate[3], mean(c(30, 5, 14)) / mean(c(12, 6, 13)))
})

test_that("chance of several pairs agrees with the exact one of each", {
  found <- compare_lesion_pairs(several_metastases(), draws = 20000)
  # Patient b has one pair; a and c have lesions of one rate each.
  each <- \(rows) {
    counts <- several_metastases()$mutations[rows]
    high <- stats::rmultinom(50000, sum(counts), rep(1, length(rows))) >= 10
    mean(colSums(high[-1, , drop = FALSE] != rep(high[1, ], each = nrow(high) - 1)))
  }
  expected <- with_local_seed(3, sum(each(1:3), each(4:5), each(6:9)))
  expect_equal(found$chance$expected, expected, tolerance = 0.02)
  expect_identical(found$chance, compare_lesion_pairs(several_metastases(), draws = 20000)$chance)
})
