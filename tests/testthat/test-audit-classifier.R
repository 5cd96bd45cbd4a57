audit_claims <- function(value, checks, id = "claim", kind = "auc") {
  audit_published(data.frame(id = id, value = value, kind = kind, checks = checks))$checks
}

test_that("an AUC that no split gives is inconsistent", {
  # 0.732 with 22 patients needs 8 or 14 positives.
  expect_identical(audit_claims("0.732", "auc_split(n = 22)")$recomputed, "8/14 or the reverse")
  expect_identical(audit_claims("0.732", "auc_split(n = 22, positive = 7)")$verdict, "odd")
  expect_identical(
    audit_claims("0.732", "auc_split(n = 22, positive = 10, whole = 24)")$sentence,
    paste("An AUC of 0.732 with 22 patients fits only positive/negative 8/14;",
          "2 of the 2 other patients were positive.",
          "Exact one-sided p against chance: 0.041.")
  )
  expect_error(audit_claims("0.732", "auc_split()"), class = "radiotmb_data_error", "needs n")
})

# Rates as claims of their own keep their trailing zeros: 0.600 is not 0.6.
audit_accuracy <- function(accuracy, checks) {
  claims <- data.frame(
    id = c("sensitivity", "specificity", "accuracy"), value = c("0.857", "0.600", accuracy),
    kind = "proportion", checks = c("", "", checks)
  )
  checks <- audit_published(claims)$checks
  checks[checks$claim == "accuracy", ]
}

test_that("the claim is the rate that its check leaves out", {
  accuracy <- audit_accuracy("0.682", "confusion(sensitivity, specificity, n = 22)")
  expect_identical(accuracy$verdict, "reproduced")
  expect_match(accuracy$assumption, "one table of all patients")
  sensitivity <- audit_claims(
    "0.857", "confusion(specificity = 0.6, accuracy = 0.682, n = 22)", id = "sensitivity"
  )
  expect_identical(sensitivity$recomputed, "n 22: TP 6 FN 1 TN 9 FP 6")
  expect_identical(
    audit_accuracy("0.950", "confusion(sensitivity, specificity, n_max = 24)")$verdict,
    "inconsistent"
  )
})

test_that("a rate that the other two leave open is consistent, not reproduced", {
  # 0.600 is 3/5, 6/10, 9/15 beside 6/7: accuracies 0.750, 0.706 and 0.682.
  accuracy <- audit_accuracy(
    "0.682", "confusion(sensitivity, specificity, n_max = 24, positive_max = 7)"
  )
  expect_identical(accuracy$verdict, "consistent")
  expect_identical(accuracy$recomputed, "n 22: TP 6 FN 1 TN 9 FP 6")
  expect_match(accuracy$sentence, "Without it, 3 values of the accuracy would fit.")
})

test_that("rates between each other that no table gives may be means over folds", {
  between <- audit_claims("0.700", "confusion(sensitivity = 0.857, specificity = 0.6, n = 22)")
  expect_identical(between$verdict, "odd")
  expect_identical(between$assumption, "means over folds")
})

test_that("several tables leave the table open", {
  open <- audit_claims("0.500", "confusion(specificity = 0.5, n_max = 20)", id = "sensitivity")
  expect_identical(open$verdict, "consistent")
  expect_match(open$recomputed, "tables")
})

test_that("a check that names all rates, or no number of patients, is refused", {
  expect_error(
    audit_claims("0.5", "confusion(sensitivity = 1, specificity = 0, accuracy = 0.5, n = 2)"),
    class = "radiotmb_data_error", "leave out its own"
  )
  expect_error(audit_claims("0.5", "confusion(sensitivity = 0.5)"), class = "radiotmb_data_error",
               "needs n or n_max")
})
