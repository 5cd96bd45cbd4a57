test_that("every published claim names registered checks, and each check tests some claim", {
  claims <- published_results()
  named <- unlist(Map(
    \(checks, id) vapply(parse_checks(checks, id), `[[`, character(1), "check"),
    claims$checks, claims$id
  ))
  expect_identical(setdiff(named, names(audit_checks)), character())
  expect_gt(length(unique(named)), 15)
})

test_that("a check that is not registered is refused with those that are", {
  expect_error(
    parse_checks("guess(a = 1)", "n"), "Claim \"n\" names the check \"guess\\(a = 1\\)\"",
    class = "radiotmb_data_error"
  )
})
