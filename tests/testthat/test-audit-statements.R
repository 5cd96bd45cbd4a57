audit_pair <- function(first, second, unit = "", kind = "setting", section = "") {
  claims <- data.frame(
    id = c("first", "second"), value = c(first, second), unit = unit, kind = kind,
    section = section, checks = c("", "same_as(first)")
  )
  audit_published(claims)$checks
}

test_that("units are converted before two statements are compared", {
  per <- c("mutations/Mb", "mutations/100 Mb")
  expect_identical(audit_pair("10", "10", per)$verdict, "inconsistent")
  # 10 without decimals leaves 950 to 1050.
  expect_identical(audit_pair("10", "1000", per)$verdict, "consistent")
  expect_identical(audit_pair("10", "10", c("mL", "mg"))$verdict, "not derivable")
})

test_that("a value rounded more coarsely agrees with a finer one", {
  expect_identical(audit_pair("10.4", "10")$verdict, "reproduced")
  # The coarser statement does not determine the finer one.
  expect_identical(audit_pair("10", "10.4")$verdict, "consistent")
  expect_identical(audit_pair("10.6", "10")$verdict, "inconsistent")
})

test_that("the sections are named", {
  expect_match(audit_pair("1", "2", section = c("methods", "abstract"))$sentence,
               "2 in the abstract and 1 in the methods contradict each other.")
  expect_match(audit_pair("1", "2", section = "methods")$sentence, "2 and 1, both in the methods,")
  expect_identical(audit_pair("2013-09", "2013-09", kind = "date")$verdict, "reproduced")
})

audit_one <- function(value, checks) {
  audit_published(data.frame(id = "claim", value = value, checks = checks))$checks
}

test_that("bounds hold at their ends", {
  expect_identical(audit_one("10", "between(10, 20)")$verdict, "consistent")
  expect_identical(audit_one("20", "between(10, 20)")$verdict, "consistent")
  expect_identical(audit_one("21", "between(10, 20)")$verdict, "inconsistent")
  expect_identical(audit_one("10", "below(10)")$verdict, "inconsistent")
  expect_identical(audit_one("10", "at_least(10)")$verdict, "consistent")
  expect_match(audit_one("21", "between(10, 20)")$sentence, "21 is not within 10 to 20")
})

test_that("bins and levels, images and features", {
  expect_identical(audit_one("33", "discretisation(20, -150, 500)")$verdict, "reproduced")
  expect_identical(audit_one("64", "discretisation(20, -150, 500)")$recomputed, "33 bins")
  # 107 + 93 x (8 wavelet + 2 LoG) and + 1 LoG
  expect_match(audit_one("1037", "feature_count()")$sentence, "2 further filtered images")
  expect_match(audit_one("944", "feature_count()")$sentence, "1 further filtered image ")
  expect_identical(audit_one("1000", "feature_count()")$verdict, "odd")
  expect_identical(audit_one("107", "feature_count(wavelet = 8)")$verdict, "odd")
})

test_that("an observation may go on after inclusion and not start before it", {
  dates <- function(inclusion, observation) {
    audit_published(data.frame(
      id = c("inclusion", "observation"), value = c(inclusion, observation), kind = "date",
      checks = c("", "not_before(inclusion)")
    ))$checks$verdict
  }
  expect_identical(dates("2013-09", "2013-01"), "odd")
  expect_identical(dates("2013-09", "2021-07"), "consistent")
  # A month against a day: the month decides.
  expect_identical(dates("2013-09", "2013-09-30"), "consistent")
  expect_error(audit_one("7", "not_before(8)"), class = "radiotmb_data_error", "two dates")
})

test_that("statements that differ stand where an assumption allows both", {
  claims <- data.frame(id = c("first", "second"), value = c("100", "150"), unit = "mL",
                       checks = c("", "same_as(first, unless = 'by weight')"))
  checks <- audit_published(claims)$checks
  expect_identical(c(checks$verdict, checks$assumption), c("consistent", "by weight"))
  expect_match(checks$sentence, "differ")
})
