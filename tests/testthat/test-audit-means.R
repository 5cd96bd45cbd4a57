audit_mean <- function(value, checks, n = 28, kind = "mean", unit = "") {
  claims <- data.frame(
    id = c("claim", "all"), value = c(value, "4.00"), n = c(n, 40), kind = kind, unit = unit,
    checks = c(checks, "")
  )
  checks <- audit_published(claims)$checks
  checks[checks$claim == "claim", ]
}

test_that("a possible mean names its total, an impossible one its neighbours", {
  possible <- audit_mean("5.18", "mean_of_counts()")
  expect_identical(possible$verdict, "consistent")
  expect_match(possible$sentence, "145 / (28)", fixed = TRUE)
  impossible <- audit_mean("5.19", "mean_of_counts()")
  expect_identical(impossible$verdict, "inconsistent")
  expect_identical(impossible$recomputed, "5.179 or 5.214")
  expect_match(impossible$sentence, "some of these numbers")
  expect_identical(audit_mean("5.19", "mean_of_counts(items = 10)")$verdict, "consistent")
  # Over a size that need not be the same for all.
  sized <- audit_mean("5.19", "mean_of_counts(size = 1.2)", n = 5)
  expect_identical(sized$verdict, "odd")
  expect_match(sized$assumption, "differs from sample to sample")
})

test_that("a median of an odd number of whole values is whole", {
  expect_match(audit_mean("5.5", "median_of_whole()", n = 27)$sentence, "is a whole number, so")
  expect_match(audit_mean("5.3", "median_of_whole()", n = 28, unit = "years")$sentence,
               "ends in one half, so it is not 5.3 years; their mean could be")
  expect_match(audit_mean("5.3", "median_of_whole(step = 2)")$sentence, "a multiple of 1, so")
})

test_that("the mean of a part must leave the others a possible mean", {
  expect_identical(audit_mean("5.00", "mean_of_part(all)")$verdict, "consistent")
  # 28 x 6 = 168 exceeds the total of 160.
  impossible <- audit_mean("6.00", "mean_of_part(all)")
  expect_identical(impossible$verdict, "inconsistent")
  expect_match(impossible$recomputed, "-0.67 for the other 12", fixed = TRUE)
  # The other 12 have a mean of 1.67, too little where nobody is under 2.
  expect_identical(audit_mean("5.00", "mean_of_part(all, lowest = 2)")$verdict, "inconsistent")
  expect_identical(audit_mean("4.00", "mean_of_part(all)", n = 40)$verdict, "consistent")
  expect_identical(audit_mean("4.10", "mean_of_part(all)", n = 40)$verdict, "inconsistent")
})

test_that("a ratio of rounded means may lie anywhere in its interval", {
  # 4.004 / 2.006 to 3.996 / 1.994
  expect_identical(audit_mean("1.996", "ratio_of_means(all, 2)", kind = "ratio")$verdict,
                   "odd")
  # One patient has one ratio.
  expect_identical(
    audit_mean("1.996", "ratio_of_means(all, 2)", n = 1, kind = "ratio")$verdict, "inconsistent"
  )
  expect_identical(audit_mean("2.00", "ratio_of_means(all, 2)", kind = "ratio")$verdict,
                   "reproduced")
  expect_identical(audit_mean("2.00", "ratio_of_means(all, 0)", kind = "ratio")$verdict,
                   "odd")
})

test_that("a ratio across a cutoff is on its side of 1", {
  across <- function(value, side) {
    audit_mean(value, sprintf("ratio_across(numerator = '%s')", side), kind = "ratio")$verdict
  }
  expect_identical(across("4.93", "high"), "consistent")
  expect_identical(across("0.48", "high"), "inconsistent")
  expect_identical(across("0.48", "low"), "consistent")
  expect_identical(across("1.48", "low"), "inconsistent")
  expect_error(across("1", "upper"), class = "radiotmb_data_error", "\"high\" or \"low\"")
})

test_that("a check that needs n says so", {
  expect_error(audit_mean("5.18", "mean_of_counts()", n = NA), class = "radiotmb_data_error",
               "needs the column n of claim \"claim\"")
})
