pairs <- data.frame(
  patient_id = c("a", "a", "b", "c"), first = "primary",
  second = c("liver", "lung", "liver", "lung"),
  first_status = c("high", "high", "low", "low"), second_status = c("low", "high", "low", "high")
)
first <- data.frame(
  patient_id = c("a", "b", "c"), lesion = "primary", probability = c(0.9, 0.1, 0.2)
)
second <- data.frame(
  patient_id = c("a", "a", "b", "c"), lesion = c("liver", "lung", "liver", "lung"),
  probability = c(0.2, 0.8, 0.7, 0.9)
)

test_that("pairs are judged by the predictions of both lesions", {
  found <- judge_pairs(first, second, pairs, 0.5, 0.5, draws = 99)
  expect_identical(found$table, c(tp = 2L, fn = 0L, tn = 1L, fp = 1L))
  expect_identical(found$pairs$predicted_discordant, c(TRUE, FALSE, TRUE, TRUE))
  expect_equal(found$measures$estimate[1:3], c(1, 0.5, 0.75))
  # no pair is missed: each of the two patients with a discordant pair counts once
  expect_equal(found$measures$lower[1], clopper_pearson(2, 2)$lower)
})

test_that("blocks change places among patients with as many pairs only", {
  blocks <- list(1:2, 3L, 4:5, 6L)
  for (seed in 1:5) {
    rows <- with_local_seed(seed, exchange_blocks(blocks))
    expect_setequal(rows, 1:6)
    expect_true(all(rows[c(3, 6)] %in% c(3, 6)))
    expect_true(setequal(rows[1:2], 1:2) || setequal(rows[1:2], 4:5))
  }
})

test_that("a prediction that fits by chance alone is rarely called an association", {
  p <- with_local_seed(5, replicate(100, {
    size <- rep(1:2, 10)
    id <- rep(seq_along(size), size)
    own <- stats::rbinom(20, 1, 0.5)[id] == 1
    judged <- data.frame(
      patient_id = id, discordant = own,
      predicted_discordant = (stats::rbinom(20, 1, 0.5)[id] == 1)
    )
    test_clustered_predictions(judged, 199, 1)
  }))
  expect_lte(mean(p <= 0.05, na.rm = TRUE), 0.11)
})

test_that("pairs without a prediction are left out by number, and a double lesion is refused", {
  expect_match(judge_pairs(first[1:2, ], second, pairs, 0.5, 0.5, draws = 9)$flags,
               "1 pairs left out", all = FALSE)
  expect_error(judge_pairs(rbind(first, first), second, pairs, 0.5, 0.5), "twice",
               class = "radiotmb_data_error")
})
