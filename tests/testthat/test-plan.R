plan <- plan_study()

test_that("the planned number of patients gives the width, and one fewer does not", {
  needed <- plan$patients$patients[1]
  width <- function(n) {
    positive <- round(n * 8 / 24)
    2 * qnorm(0.975) * hanley_mcneil(0.75, positive, n - positive)$se
  }
  expect_lte(width(needed), 0.2)
  expect_gt(width(needed - 1), 0.2)
  expect_true(all(vapply(needed:(needed + 100), width, 0) <= 0.2))
})

test_that("the planned discordant patients give the sensitivity's width", {
  cases <- plan$patients$cases[2]
  width <- function(n) diff(as.numeric(binom.test(round(n * 6 / 7), n)$conf.int))
  expect_lte(width(cases), 0.2)
  expect_gt(width(cases - 1), 0.2)
  expect_identical(plan$patients$patients[2], as.integer(ceiling(cases * 24 / 7)))
})

test_that("the planned panel keeps the error rate against simulated counts", {
  withr::local_seed(1)
  for (i in seq_len(nrow(plan$panel))) {
    row <- plan$panel[i, ]
    high <- rpois(2e5, row$tmb * row$megabases) / row$megabases >= 10
    wrong <- mean(high != (row$tmb >= 10))
    expect_equal(wrong, row$misclassified, tolerance = 0.05)
    expect_lte(row$misclassified, 0.05)
  }
})

test_that("over 1.2 Mb ten per Mb are twelve mutations", {
  expect_equal(plan$panel$at_1.2_mb[plan$panel$tmb == 7], ppois(11, 8.4, lower.tail = FALSE))
  expect_equal(plan$panel$at_1.2_mb[plan$panel$tmb == 15], ppois(11, 18))
})

test_that("24 patients give the widths of the published counts", {
  share <- plan$widths[plan$widths$quantity == "share discordant", ]
  expect_equal(c(share$lower, share$upper), as.numeric(binom.test(7, 24)$conf.int))
})

test_that("what cannot be reached within the search is not found", {
  far <- plan_study(auc_width = 0.01, sensitivity_width = 0.01, tmb = 9.99, max_patients = 200)
  expect_identical(far$patients$patients, c(NA_integer_, NA_integer_))
  expect_identical(far$panel$megabases, NA_real_)
  expect_match(format(far), "not found", all = FALSE)
})

test_that("better expectations need fewer patients, narrower intervals more", {
  patients <- function(...) plan_study(...)$patients$patients
  expect_lt(patients(auc = 0.9)[1], patients(auc = 0.7)[1])
  expect_gt(patients(auc_width = 0.1)[1], patients(auc_width = 0.2)[1])
  expect_gt(patients(discordant = 0.1)[2], patients(discordant = 0.3)[2])
})

test_that("wrong arguments are named", {
  expect_error(plan_study(prevalence = 1), class = "radiotmb_argument_error", "`prevalence`")
  expect_error(plan_study(tmb = 10), class = "radiotmb_argument_error", "`tmb`")
  expect_error(plan_study(n = 2), class = "radiotmb_argument_error", "`n`")
})

test_that("it prints within 80 columns and draws", {
  expect_lte(max(nchar(format(plan))), 80)
  expect_snapshot(plan)
  expect_silent(ggplot2::ggplot_build(autoplot(plan)))
  pdf(NULL)
  withr::defer(dev.off())
  expect_s3_class(plot(plan), "ggplot")
  expect_identical(tidy(plan)[names(plan$patients)], plan$patients)
  expect_identical(summary(plan)$widths, plan$widths)
})
