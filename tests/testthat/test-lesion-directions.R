# Per-megabase counts: the burdens are the counts.
pairs <- compare_lesions(burden_of(c(20, 30, 5, 6, 12), c(5, 6, 15, 6, 14), megabases = 1))

test_that("means, their ratio and the mean of ratios are two numbers, by hand", {
  found <- compare_directions(pairs)
  expect_identical(found$group,
                   c("all", "concordant", "discordant", "primary only", "metastasis only"))
  expect_identical(found$n, c(5L, 2L, 3L, 2L, 1L))
  primary <- found[found$group == "primary only", ]
  expect_equal(primary$primary_mean, 25)
  expect_equal(primary$metastasis_mean, 5.5)
  expect_equal(primary$ratio_of_means, 25 / 5.5)
  expect_equal(primary$mean_of_ratios, (4 + 5) / 2)
  # Two differences of one sign: 2 of the 4 arrangements of signs are as extreme.
  expect_equal(primary$p_value, 0.5)
  expect_equal(found$ratio_of_means[5], 1 / 3)
})

test_that("ratios agree with those of compare_lesions, and so does the test of all patients", {
  found <- compare_directions(pairs)
  ratios <- pairs$ratios
  of <- function(group, measure) ratios$estimate[ratios$group == group & ratios$measure == measure]
  for (group in c("all", "primary only", "metastasis only")) {
    row <- found[found$group == group, ]
    expect_identical(row$mean_of_ratios, of(group, "mean of ratios"))
    expect_identical(row$ratio_of_means, of(group, "ratio of means"))
  }
  tests <- pairs$tests
  expect_identical(found$p_value[1], tests$p_value[tests$test == "Wilcoxon signed rank, exact"])
})

test_that("a direction without patients has no estimate and says so", {
  found <- compare_directions(compare_lesions(burden_of(c(20, 5), c(5, 5))))
  expect_identical(found$n[5], 0L)
  expect_identical(found$note[5], "no patient")
  expect_true(is.na(found$primary_mean[5]) && is.na(found$p_value[5]))
})

test_that("timing is counted in each direction, missing values by name", {
  patients <- data.frame(
    patient_id = sprintf("P%02d", 1:4),
    timing = c("synchronous", "metachronous", "synchronous", NA)
  )
  found <- tabulate_directions(pairs, patients)
  primary <- found[found$direction == "primary only", ]
  expect_identical(primary$level, c("metachronous", "missing", "synchronous"))
  expect_identical(primary$n, c(1L, 0L, 1L))
  expect_equal(primary$share, c(0.5, 0, 0.5))
  expect_identical(sum(found$n), 5L)
  expect_identical(found$n[found$direction == "both high" & found$level == "missing"], 1L)
  expect_error(tabulate_directions(pairs, patients, "stage"), "no column 'stage'")
})
