audit_claims <- function(value, checks, kind = "count", unit = "") {
  claims <- data.frame(id = "claim", value = value, kind = kind, unit = unit, checks = checks)
  audit_published(claims)$checks
}

test_that("percentages may be rounded either way", {
  # 1 / 8 = 12.5 %
  for (value in c("12", "13", "12.5")) {
    expect_identical(audit_claims(value, "percentage(1, 8)", "percentage")$verdict, "reproduced")
  }
  wrong <- audit_claims("14", "percentage(1, 8)", "percentage", "%")
  expect_identical(wrong$verdict, "inconsistent")
  expect_match(wrong$sentence, "1 / 8 gives 12, not 14%", fixed = TRUE)
})

test_that("a share without its count must be one of whole patients", {
  share <- function(value, kind = "percentage", unit = "%") {
    audit_claims(value, "share_of_whole(24)", kind, unit)
  }
  expect_identical(share("16.7")$recomputed, "4 / 24 = 16.7")
  expect_identical(share("16.5")$verdict, "inconsistent")
  expect_match(share("16.5")$sentence,
               "No whole number of 24 is 16.5%; the nearest is 4 / 24 = 16.7")
  expect_identical(share("0.167", "proportion", "")$verdict, "consistent")
  expect_error(share("104.2"), class = "radiotmb_data_error", "from 0 to 100")
  for (k in 0:24) expect_identical(share(sprintf("%.1f", 100 * k / 24))$verdict, "consistent")
  expect_error(audit_claims("5", "share_of_whole()", "percentage"), class = "radiotmb_data_error",
               "needs whole, or the column n")
})

test_that("cells that contradict their totals are found", {
  # 8 - 5 leaves 3 high in both, 5 - 1 leaves 4.
  wrong <- audit_claims("1", "marginals(8, 5, 5, 1, 24)")
  expect_identical(wrong$verdict, "inconsistent")
  expect_match(wrong$sentence, "leaves 3 high in both, the second 4")
  # More cells than patients.
  expect_match(audit_claims("2", "marginals(8, 5, 5, 2, 9)")$sentence, "a cell would be negative")
})

test_that("a p-value must be that of the test it names", {
  groups <- function(value, test = "") {
    audit_claims(value, sprintf("p_from_groups(8, 24, 5, 24%s)", test), "p_value")
  }
  expect_match(groups("0.517")$sentence, "Fisher's exact test gives")
  expect_identical(groups("0.296")$verdict, "not derivable")
  expect_identical(groups("0.517", ", test = \"Fisher\"")$verdict, "reproduced")
  expect_identical(groups("0.517", ", test = \"Yates\"")$verdict, "inconsistent")
  expect_match(groups("0.517", ", test = \"Yates\"")$sentence, "give .*0.516, not p = 0.517")
  expect_error(groups("0.517", ", test = \"Welch\""), class = "radiotmb_data_error",
               "names the test")
})

test_that("p-values given as a bound are judged as one", {
  small <- "p_from_groups(20, 24, 2, 24, test = \"Fisher\")"
  expect_identical(audit_claims("<0.001", small, "p_value")$verdict, "reproduced")
  expect_identical(audit_claims("<0.001", small, "p_value")$published, "<0.001")
  large <- "p_from_groups(8, 24, 5, 24, test = \"Fisher\")"
  expect_identical(audit_claims("<0.001", large, "p_value")$verdict, "inconsistent")
})

test_that("counts that make no table are inconsistent", {
  groups <- audit_claims("0.5", "p_from_groups(30, 24, 5, 24)", "p_value")
  expect_identical(groups$verdict, "inconsistent")
  pairs <- audit_claims("0.5", "p_from_pairs(8, 5, 5, 2, 9)", "p_value")
  expect_identical(pairs$verdict, "inconsistent")
})

test_that("a percentage of nobody is refused", {
  expect_error(audit_claims("36.7", "percentage(part = 11, whole = 0)", "percentage"),
               class = "radiotmb_data_error", "\"claim\" needs a `whole` above 0.*given 0")
})

test_that("a share without a kind is a percentage above 1", {
  verdict <- function(value, check) audit_claims(value, check, kind = "")$verdict
  # 11 / 30 = 36.67 %
  expect_identical(verdict("36.7", "percentage(11, 30)"), "reproduced")
  expect_identical(verdict("0.367", "percentage(11, 30)"), "reproduced")
  wrong <- audit_claims("36.6", "percentage(11, 30)", kind = "")
  expect_identical(wrong$verdict, "inconsistent")
  expect_match(wrong$sentence, "gives 36.7, not 36.6", fixed = TRUE)
  expect_identical(verdict("36.7", "share_of_whole(30)"), "consistent")
  expect_error(verdict("366", "percentage(11, 30)"), class = "radiotmb_data_error",
               "\"claim\" has the value \"366\".*percentage up to 100")
  # Of a ratio nothing is assumed: 8 / 5.
  expect_identical(audit_claims("1.6", "percentage(8, 5)", "ratio")$verdict, "reproduced")
})
