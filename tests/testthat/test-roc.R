scored <- function(n = 40, seed = 1, ties = FALSE) {
  with_local_seed(seed, {
    truth <- sample(rep(c("high", "low"), c(15, n - 15)))
    probability <- stats::plogis(stats::rnorm(n) + (truth == "high"))
    list(truth = truth, probability = if (ties) round(probability, 1) else probability)
  })
}

test_that("AUC and DeLong interval are pROC's on pROC's own data", {
  data("aSAH", package = "pROC", envir = environment())
  found <- roc_youden(aSAH$outcome, aSAH$s100b, positive = "Poor")
  reference <- suppressMessages(pROC::roc(
    aSAH$outcome, aSAH$s100b,
    levels = c("Good", "Poor"), direction = "<"
  ))
  interval <- as.numeric(pROC::ci.auc(reference))
  expect_equal(c(found$auc_lower, found$auc, found$auc_upper), interval, tolerance = 1e-12)
  best <- pROC::coords(reference, "best", best.method = "youden", transpose = FALSE)
  expect_equal(found$cutoff, best$threshold[1])
  expect_equal(found$sensitivity, best$sensitivity[1])
  expect_equal(found$specificity, best$specificity[1])
  # Published for s100b in aSAH: AUC 0.7314, 95% CI 0.6301 to 0.8326 (pROC's help pages).
  expect_equal(round(interval, 4), c(0.6301, 0.7314, 0.8326))
})

test_that("the AUC is the Mann-Whitney statistic over the number of pairs, with and without ties", {
  for (ties in c(FALSE, TRUE)) {
    data <- scored(ties = ties)
    w <- suppressWarnings(stats::wilcox.test(
      data$probability[data$truth == "high"], data$probability[data$truth == "low"]
    ))$statistic
    expect_equal(roc_youden(data$truth, data$probability)$auc, unname(w) / (15 * 25))
    expect_equal(auc_by_ranks(data$truth == "high", data$probability), unname(w) / (15 * 25))
  }
})

test_that("the direction is never turned round", {
  data <- scored()
  forward <- roc_youden(data$truth, data$probability)
  backward <- roc_youden(data$truth, -data$probability)
  expect_equal(backward$auc, 1 - forward$auc)
  expect_lt(backward$auc, 0.5)
})

test_that("the Youden cutoff beats every other cutoff and reproduces its sensitivity", {
  for (seed in 1:5) {
    data <- scored(seed = seed)
    found <- roc_youden(data$truth, data$probability)
    called <- data$probability >= found$cutoff
    expect_equal(mean(called[data$truth == "high"]), found$sensitivity)
    expect_equal(mean(!called[data$truth == "low"]), found$specificity)
    cutoffs <- sort(data$probability)
    youden <- vapply(cutoffs, function(cutoff) {
      mean(data$probability[data$truth == "high"] >= cutoff) -
        mean(data$probability[data$truth == "low"] >= cutoff)
    }, numeric(1))
    expect_equal(found$youden, max(youden))
  }
})

test_that("a hand-computed curve", {
  truth <- c("low", "low", "high", "low", "high", "high")
  found <- roc_youden(truth, c(0.1, 0.3, 0.4, 0.5, 0.7, 0.9))
  expect_equal(found$auc, 8 / 9)
  # 0.35 (3/3 and 2/3) and 0.6 (2/3 and 3/3) share the largest index: the more sensitive is taken.
  expect_equal(found$cutoff, 0.35)
  expect_equal(c(found$sensitivity, found$specificity), c(1, 2 / 3))
  expect_match(found$flags, "2 cutoffs share")
  expect_equal(found$operating_point$lower[1], stats::binom.test(3, 3)$conf.int[1])
  expect_equal(
    unlist(found$operating_point[2, c("lower", "upper")], use.names = FALSE),
    as.numeric(stats::binom.test(2, 3)$conf.int)
  )
})

test_that("degenerate curves are decided and flagged", {
  flat <- roc_youden(c("high", "low", "low", "high"), rep(0.3, 4))
  expect_equal(c(flat$auc, flat$cutoff, flat$sensitivity, flat$specificity), c(0.5, 0.3, 1, 0))
  expect_match(flat$flags, "all probabilities are equal", all = FALSE)
  perfect <- roc_youden(c("high", "high", "low", "low"), c(0.9, 0.8, 0.2, 0.1))
  expect_match(perfect$flags, "no width")
  single <- roc_youden(c("high", "low", "low"), c(0.9, 0.8, 0.2))
  expect_true(is.na(single$auc_lower))
  expect_match(single$flags, "one patient of a class", all = FALSE)
  worse <- roc_youden(c("high", "high", "low", "low"), c(0.1, 0.2, 0.8, 0.9))
  expect_match(worse$flags, "better than chance", all = FALSE)
  expect_true(is.finite(worse$cutoff))
})

test_that("logical and numeric truths are taken", {
  data <- scored()
  text <- roc_youden(data$truth, data$probability)
  expect_equal(roc_youden(data$truth == "high", data$probability, positive = TRUE)$auc, text$auc)
  expect_equal(roc_youden(+(data$truth == "high"), data$probability, positive = 1)$auc, text$auc)
})

test_that("bad input is refused with its name", {
  data <- scored()
  expect_error(roc_youden(data$truth, "a"), "`probability` must be 40 numbers",
    class = "radiotmb_argument_error"
  )
  expect_error(roc_youden(data$truth, c(NA, data$probability[-1])), "`probability` has missing",
    class = "radiotmb_data_error"
  )
  expect_error(roc_youden(c(NA, data$truth[-1]), data$probability), "`truth` has missing",
    class = "radiotmb_data_error"
  )
  expect_error(roc_youden(rep("high", 40), data$probability), "two statuses, not 1",
    class = "radiotmb_data_error"
  )
  expect_error(roc_youden(data$truth, data$probability, positive = "High"), "not \"High\"",
    class = "radiotmb_argument_error"
  )
  expect_error(roc_youden(data$truth, data$probability, conf_level = 95), "`conf_level`",
    class = "radiotmb_argument_error"
  )
})

test_that("a curve prints, tidies, glances and plots", {
  found <- roc_youden(scored()$truth, scored()$probability)
  expect_output(print(found), "DeLong\\), 15 high of 40 patients")
  expect_identical(tidy(found)[names(found$curve)], found$curve)
  expect_identical(summary(found)$operating_point, found$operating_point)
  expect_identical(glance(found)$auc, found$auc)
  expect_s3_class(autoplot(found), "ggplot")
})

test_that("a status that is a number is counted in words", {
  found <- roc_youden(c(0, 0, 1, 1), c(0.1, 0.6, 0.4, 0.9), positive = 1)
  expect_match(format(found)[1], "2 with status 1 of 4 patients")
})
