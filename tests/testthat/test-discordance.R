# 22 patients in the published confusion table: TP 6, FN 1, TN 9, FP 6.
published_predictions <- function() {
  discordant <- rep(c(TRUE, FALSE), c(7, 15))
  predicted <- c(rep(TRUE, 6), FALSE, rep(FALSE, 9), rep(TRUE, 6))
  patient_id <- sprintf("P%02d", 1:22)
  list(
    primary = data.frame(patient_id, probability = 0.7),
    metastasis = data.frame(patient_id, probability = ifelse(predicted, 0.2, 0.9)),
    truth = data.frame(
      patient_id, primary_status = "high", metastasis_status = ifelse(discordant, "low", "high")
    )
  )
}

judge <- function(tables, ...) {
  judge_discordance(tables$primary, tables$metastasis, tables$truth, 0.5, 0.5, ...)
}

test_that("the published table gives 0.857, 0.600 and 0.682, and Fisher p 0.074", {
  found <- judge(published_predictions(), "prone", "enhanced")
  expect_identical(found$table, c(tp = 6L, fn = 1L, tn = 9L, fp = 6L))
  expect_equal(round(found$measures$estimate[1:3], 3), c(0.857, 0.600, 0.682))
  expect_equal(round(found$p_value, 3), 0.074)
  expect_identical(found$phases, c(primary = "prone", metastasis = "enhanced"))
  expect_null(found$flags)
})

test_that("intervals are Clopper and Pearson's", {
  found <- judge(published_predictions(), conf_level = 0.9)$measures
  for (i in 1:5) {
    exact <- stats::binom.test(found$numerator[i], found$denominator[i], conf.level = 0.9)$conf.int
    expect_equal(c(found$lower[i], found$upper[i]), as.numeric(exact), tolerance = 1e-12)
  }
})

test_that("a share of nobody is printed as not estimable", {
  tables <- published_predictions()
  tables$truth$metastasis_status <- "high"
  found <- judge(tables)
  printed <- format(found)
  expect_match(printed, "sensitivity +0 of 0 +not estimable$", all = FALSE)
  expect_match(printed, "specificity +10/22 +0.455 +0.244 to 0.678", all = FALSE)
  expect_true(any(grepl("(0/0, not estimable)", autoplot(found)$data$label, fixed = TRUE)))
  expect_no_match(format(judge(published_predictions())), "not estimable")
})

test_that("a probability at the cutoff is high", {
  tables <- published_predictions()
  tables$primary$probability <- 0.5
  expect_true(all(judge(tables)$patients$primary_predicted == "high"))
})

test_that("the order of patients in any table changes nothing", {
  tables <- published_predictions()
  shuffled <- tables
  shuffled$primary <- tables$primary[22:1, ]
  shuffled$metastasis <- with_local_seed(1, tables$metastasis[sample(22), ])
  expect_identical(judge(shuffled)$patients, judge(tables)$patients)
})

test_that("a monotone transformation of probabilities and cutoff changes nothing", {
  tables <- published_predictions()
  squared <- tables
  squared$metastasis$probability <- tables$metastasis$probability^2
  found <- judge_discordance(squared$primary, squared$metastasis, squared$truth, 0.5, 0.25)
  expect_identical(found$measures, judge(tables)$measures)
})

test_that("patients lacking a phase or a truth are left out and named", {
  tables <- published_predictions()
  tables$primary <- tables$primary[-1, ]
  tables$truth <- tables$truth[-22, ]
  found <- judge(tables)
  expect_identical(nrow(found$patients), 20L)
  expect_match(found$flags, "without a prediction for the primary: P01", all = FALSE)
  expect_match(found$flags, "without a sequenced truth: P22", all = FALSE)
})

test_that("no discordant patient leaves no sensitivity and no test, flagged", {
  tables <- published_predictions()
  tables$truth$metastasis_status <- "high"
  found <- judge(tables)
  expect_true(is.na(found$measures$estimate[1]))
  expect_identical(found$measures$denominator[1], 0L)
  expect_true(is.na(found$p_value))
  expect_match(found$flags, "no discordant patient")
  tables$truth$metastasis_status <- "low"
  expect_match(judge(tables)$flags, "no concordant patient")
})

test_that("predictions that are all alike are flagged", {
  tables <- published_predictions()
  expect_match(
    judge_discordance(tables$primary, tables$primary, tables$truth, 0.5, 0.5)$flags,
    "no patient is predicted discordant"
  )
  expect_match(
    judge_discordance(tables$primary, tables$primary, tables$truth, -Inf, Inf)$flags,
    "every patient is predicted discordant"
  )
})

test_that("judged discordance prints and plots", {
  found <- judge(published_predictions(), "prone", "enhanced")
  expect_snapshot(found)
  expect_identical(tidy(found)[names(found$measures)], found$measures)
  expect_identical(summary(found)$measures, found$measures)
  expect_identical(augment(found), found$patients)
  expect_equal(glance(found)$sensitivity, 6 / 7)
  expect_equal(ggplot2::layer_data(autoplot(found), 2)$x, found$measures$estimate)
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_invisible(plot(found))
})

test_that("tables that do not fit are refused by name", {
  tables <- published_predictions()
  expect_snapshot(error = TRUE, {
    judge_discordance(tables$primary["patient_id"], tables$metastasis, tables$truth, 0.5, 0.5)
    judge_discordance(rbind(tables$primary, tables$primary[1, ]), tables$metastasis, tables$truth,
                      0.5, 0.5)
    judge_discordance(transform(tables$primary, probability = 7), tables$metastasis, tables$truth,
                      0.5, 0.5)
    judge_discordance(tables$primary, tables$metastasis,
                      transform(tables$truth, primary_status = "unsure"), 0.5, 0.5)
    judge_discordance(transform(tables$primary, patient_id = paste0("x", patient_id)),
                      tables$metastasis, tables$truth, 0.5, 0.5)
    judge_discordance(tables$primary, tables$metastasis, tables$truth, NA, 0.5)
    judge_discordance(tables$primary[0, ], tables$metastasis, tables$truth, 0.5, 0.5)
  })
})
