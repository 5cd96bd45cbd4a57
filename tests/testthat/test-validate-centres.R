data <- centre_table(each = 24)
found <- validate_centres(data$features, data$labels, control = quick_chain())

test_that("three centres give the summary that metafor gives of their areas", {
  logit <- found$centres$logit
  se <- found$centres$logit_se
  summed <- random_effects(logit, se^2)
  area <- found$measures[1, ]
  expect_equal(c(area$estimate, area$lower, area$upper),
               plogis(c(summed$mean, summed$lower, summed$upper)))
  expect_equal(sum(found$centres$weight), 1)
  skip_if_not_installed("metafor")
  theirs <- metafor::rma(
    logit, sei = se, test = "knha", control = list(threshold = 1e-12, maxiter = 10000)
  )
  expect_equal(qlogis(area$estimate), as.numeric(theirs$beta), tolerance = 1e-5)
  expect_equal(qlogis(c(area$lower, area$upper)), c(theirs$ci.lb, theirs$ci.ub), tolerance = 1e-5)
  expect_equal(found$measures$estimate[3], theirs$tau2, tolerance = 1e-5)
  expect_equal(found$measures$estimate[4], theirs$I2, tolerance = 1e-4)
  # t of k - 2 = 1 degree of freedom.
  half <- qt(0.975, 1) * sqrt(theirs$tau2 + theirs$se^2)
  expect_equal(qlogis(found$measures$upper[2]), as.numeric(theirs$beta) + half, tolerance = 1e-5)
})

test_that("a centre's area is that of a model of the other centres", {
  table <- modelling_table(data$features, data$labels, "high")
  train <- data$labels$centre != "B"
  parameters <- chain_parameters("high", quick_chain(folds = "centre"))
  fit <- fit_fold(table, train, parameters, derive_seed(1, "outer fold", 1, 2))
  truth <- data$labels$status[!train] == "high"
  expect_equal(found$centres$auc[2], auc_by_ranks(truth, fit$probability))
})

test_that("a nested cross-validation that left centres out serves as it is", {
  again <- validate_centres(data$features, data$labels, observed = found$nested)
  expect_identical(again$measures, found$measures)
  refused <- function(message, ...) {
    expect_error(validate_centres(data$features, data$labels, ...), message,
                 class = "radiotmb_error")
  }
  refused("`observed` must be NULL or a nested_cv",
          observed = nested_cv(data$features, data$labels, control = quick_chain()))
  refused("`trees` must be left out", observed = found$nested, trees = 3)
  refused("`positive` must be that of", observed = found$nested, positive = "low")
  refused("`conf_level`", conf_level = 95)
  expect_error(validate_centres(data$features, data$labels[1:9, ], observed = found$nested),
               "of other patients")
})

test_that("two centres, one-sided ones and one area alone are decided and flagged", {
  two <- data$labels$centre != "C"
  pair <- validate_centres(data$features[two, ], data$labels[two, ], control = quick_chain())
  expect_match(pair$flags, "two AUCs: no prediction interval", all = FALSE)
  expect_true(is.na(pair$measures$upper[2]))
  labels <- data$labels
  labels$centre[labels$centre == "C" & labels$status == "low"] <- "B"
  sided <- validate_centres(data$features, labels, control = quick_chain())
  expect_match(sided$flags, "without an AUC and out of the summary: C", all = FALSE)
  expect_true(is.na(sided$centres$weight[3]))
  labels <- data$labels
  labels$centre[labels$centre != "A"] <- ifelse(labels$status == "high", "B", "C")[
    labels$centre != "A"
  ]
  alone <- validate_centres(data$features, labels, control = quick_chain())
  expect_match(alone$flags, "one AUC alone: no summary", all = FALSE)
  expect_true(all(is.na(alone$measures$estimate)))
  expect_output(print(alone), "AUC, mean of centres       - ")
})

test_that("it prints, summarises, tidies, glances and draws a forest plot", {
  expect_output(print(found), "Internal-external validation: 3 centres, 72 patients")
  expect_output(print(summary(found)), "Measures")
  expect_identical(tidy(found)$term, c("auc", "auc_new_centre", "tau2", "i2"))
  expect_identical(tidy(found, "centres")$term, c("A", "B", "C"))
  expect_identical(glance(found)$centres, 3L)
  expect_s3_class(autoplot(found), "ggplot")
})
