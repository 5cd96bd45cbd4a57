rates <- function(...) {
  read_claims(data.frame(
    id = c("sensitivity", "specificity", "accuracy"), value = c("0.857", "0.600", "0.682"),
    kind = "proportion", ...
  ))
}
counts_of <- function(claims, id) {
  claim_counts(claim_at(claims, match(id, claims$id)), claims, joint_reading(claims))
}

test_that("rounded rates give back their counts where one table fits", {
  claims <- rates(checks = c("", "", "confusion(sensitivity, specificity, n_max = 24)"))
  expect_identical(counts_of(claims, "sensitivity"), c(6L, 7L))
  expect_identical(counts_of(claims, "specificity"), c(9L, 15L))
  expect_identical(counts_of(claims, "accuracy"), c(15L, 22L))
})

test_that("no counts are given back where several tables fit, or no check names them", {
  several <- rates(checks = c("", "", "confusion(sensitivity, specificity, n_max = 60)"))
  expect_null(counts_of(several, "sensitivity"))
  expect_null(counts_of(rates(), "sensitivity"))
})

test_that("an AUC without the check has no splits", {
  claims <- read_claims(data.frame(id = "auc", value = "0.7", kind = "auc"))
  expect_null(claim_splits(claim_at(claims, 1), claims, NULL))
  evidence <- evidence_published(claims)
  expect_identical(nrow(evidence$aucs), 0L)
  expect_identical(nrow(evidence$null), 0L)
})

test_that("with the groups named, the other claims choose the table", {
  among <- function(scanned) {
    read_claims(data.frame(
      id = c("patients", "scanned", "discordant", "sensitivity", "specificity", "accuracy"),
      value = c("24", scanned, "7", "0.857", "0.600", "0.706"),
      kind = rep(c("count", "proportion"), each = 3),
      checks = c("counts('all')", "counts('scan')", "counts('differs')", "", "",
                 "confusion(sensitivity, specificity, who = 'differs', among = 'scan')")
    ))
  }
  # 6 of 7 and 6 of 10.
  expect_identical(counts_of(among("17"), "specificity"), c(6L, 10L))
  expect_null(counts_of(among("18"), "specificity"))
})
