test_that("counting alone makes two samples of one tumor disagree", {
  claims <- data.frame(id = "discordant", value = "7",
                       checks = "counting_noise(cutoff = 10, megabases = 1.2, whole = 24)")
  check <- audit_published(claims)$checks
  p <- ppois(11, 12, lower.tail = FALSE)
  expect_match(check$recomputed, sprintf("%.0f%% at 10", 200 * p * (1 - p)))
  expect_match(check$sentence, "a count of 12")
  expect_identical(check$verdict, "not derivable")
})

test_that("an AUC of a size without stored runs is not judged by them", {
  claims <- data.frame(id = "auc", value = "0.700", kind = "auc",
                       checks = "auc_split(n = 50, positive = 20); permuted_labels()")
  check <- audit_published(claims)$checks[2, ]
  expect_identical(check$recomputed, "no runs of this size")
  expect_identical(check$verdict, "not derivable")
})

test_that("an AUC says something only where neither chance nor leakage often reaches it", {
  stored <- read.csv(system.file("extdata", "published-null.csv", package = "radiotmb"))
  auc <- lapply(split(stored, stored$selection), \(x) x$auc[x$table == "colonography"])
  for (value in c("0.500", "0.701", "1.000")) {
    claims <- data.frame(id = "auc", value = value, kind = "auc",
                         checks = "auc_split(n = 22, positive = 8); permuted_labels()")
    check <- audit_published(claims)$checks[2, ]
    share <- vapply(auc, \(x) mean(x >= as.numeric(value) - 5e-4), 0)
    expect_identical(check$recomputed, sprintf("reached by %.0f%% nested, %.0f%% leaky",
                                               100 * share[["nested"]], 100 * share[["leaky"]]))
    expect_identical(check$verdict, if (max(share) < 0.05) "consistent" else "not derivable")
  }
})
