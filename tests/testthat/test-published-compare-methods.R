study <- list(
  burden = list(primary = list(n = 40, high = 9, mean_tmb = 9.1)),
  models = list(list(lesion = "primary", phase = "prone", auc = 0.61, auc_lower = 0.4,
                     auc_upper = 0.8, n = 40, n_positive = 9))
)
compared <- compare_published(study)

test_that("what is there is printed side by side, what is not is named", {
  expect_snapshot(compared)
  expect_lte(max(nchar(format(compared))), 80)
})

test_that("the forest plot shows both sides", {
  built <- ggplot2::ggplot_build(autoplot(compared))
  # 11 published intervals; of them the study has the share of high primaries and one AUC.
  expect_identical(nrow(built$data[[1]]), sum(!is.na(compared$published_lower)) + 2L)
  pdf(NULL)
  withr::defer(dev.off())
  expect_s3_class(plot(compared), "ggplot")
})

test_that("tidy and glance are plain data frames", {
  expect_identical(class(tidy(compared)), "data.frame")
  expect_identical(glance(compared)$compared, sum(!is.na(compared$study)))
  expect_identical(nrow(summary(compared)$different), 0L)
  expect_output(print(summary(compared)), "Different\n  none")
})
