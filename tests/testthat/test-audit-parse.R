audit_one <- function(checks, value = "5", ...) {
  claims <- data.frame(id = c("whole", "part"), value = c("10", value), checks = c("", checks), ...)
  audit_published(claims)$checks
}

test_that("arguments may be ids, numbers or words, by name or by position", {
  expect_identical(audit_one("percentage(part = 5, whole = whole)", "0.5")$verdict, "reproduced")
  expect_identical(audit_one("percentage(5, whole)", "0.5")$verdict, "reproduced")
  expect_identical(audit_one("difference(whole, 5)")$verdict, "reproduced")
  expect_identical(audit_one("total(whole, -5)")$verdict, "reproduced")
})

test_that("several checks stand side by side", {
  checks <- audit_one("total(2, 3); below(whole); at_least(6)")
  expect_identical(checks$check, c("total", "below", "at_least"))
  expect_identical(checks$verdict, c("reproduced", "consistent", "inconsistent"))
})

test_that("what is no known check is refused and never run", {
  refuses <- function(checks, message) {
    expect_error(audit_one(checks), class = "radiotmb_data_error", regexp = message)
  }
  marker <- withr::local_tempfile()
  refuses(sprintf("file.create(\"%s\")", marker), "names the check \"file.create")
  refuses(sprintf("total(file.create(\"%s\"))", marker), "takes ids of claims, numbers and quoted")
  refuses("(\\(x) x)(1)", "names the check")
  expect_false(file.exists(marker))
  refuses("total(whole", "cannot be read")
  refuses("total", "names the check \"total\"")
  refuses("total()", "needs at least one argument")
  refuses("total(absent)", "refer to \"absent\", and there is no claim of that id")
  refuses("total(\"five\")", "needs numbers, and was given \"five\"")
  refuses("percentage(part = 5)", "needs the argument \"whole\"")
  refuses("percentage(part = 5, all = 10)", "takes each of part, whole once")
  refuses("percentage(1, 2, 3)", "takes each of part, whole once")
  refuses("total(TRUE)", "takes ids of claims")
})

test_that("a date is no number", {
  claims <- data.frame(id = c("start", "sum"), value = c("2013-09", "3"),
                       checks = c("", "total(start)"))
  expect_error(audit_published(claims), class = "radiotmb_data_error", "given \"2013-09\"")
})

test_that("a claim is not set beside itself", {
  for (check in c("same_as(x)", "total(x)", "at_least(x)", "percentage(part = x, whole = x)")) {
    claims <- data.frame(id = "x", value = "5", checks = check)
    expect_error(audit_published(claims), class = "radiotmb_data_error",
                 "of claim \"x\" refers to the claim itself")
  }
})
