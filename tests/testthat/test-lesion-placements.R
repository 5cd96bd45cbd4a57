test_that("two patients whose only high lesion of four is the primary have p = 1/16", {
  # The sum of a patient is 3 in one placement of four and -1 in three; 6 is reached in 1/16.
  high <- rep(c(TRUE, FALSE, FALSE, FALSE), 2)
  found <- test_placements(high, rep(c(3, -1, -1, -1), 2), rep(c("a", "b"), each = 4))
  expect_identical(found$statistic, 6)
  expect_equal(found$p_value, 1 / 16)
})

test_that("with one pair a patient it is McNemar's exact test", {
  for (b in 0:6) {
    high <- c(rep(c(TRUE, FALSE), b), rep(c(FALSE, TRUE), 3), TRUE, TRUE, FALSE, FALSE)
    patient <- rep(seq_len(length(high) / 2), each = 2)
    found <- test_placements(high, rep(c(1, -1), length(high) / 2), patient)
    expect_equal(found$p_value, stats::binom.test(b, b + 3)$p.value)
  }
})

test_that("the subsets counted step by step are those listed one by one", {
  weight <- c(2, 2, -1, -1, -2, 0)
  for (chosen in 0:6) {
    found <- placement_sums(weight, chosen)
    sums <- utils::combn(seq_along(weight), chosen, \(rows) sum(weight[rows]))
    expected <- vapply(found$from + seq_along(found$mass) - 1, \(s) mean(sums == s), numeric(1))
    expect_equal(found$mass, expected)
  }
})

test_that("weights of all primaries with all metastases add up to nothing in each patient", {
  lesions <- data.frame(
    patient_id = c("b", "b", "b", "a", "a"),
    role = c("primary", "metastasis", "metastasis", "metastasis", "primary")
  )
  expect_identical(role_weights(lesions), c(2L, -1L, -1L, -1L, 1L))
})
