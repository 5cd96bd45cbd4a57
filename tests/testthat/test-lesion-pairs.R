p_of <- function(pairs, test) pairs$tests$p_value[pairs$tests$test == test]

test_that("the 66 real liver pairs give their published cells, tests and chance discordance", {
  pairs <- compare_lesions(liver_pairs())
  expect_identical(unname(pairs$cells), c(11L, 5L, 7L, 43L))
  expect_equal(round(p_of(pairs, "McNemar"), 3), 0.773)
  expect_equal(round(p_of(pairs, "Wilcoxon signed rank"), 3), 0.451)
  rho <- pairs$tests$statistic[pairs$tests$test == "Spearman correlation"]
  expect_equal(round(rho, 3), 0.824)
  expect_equal(round(pairs$chance$expected[1], 1), 27.7)
  expect_identical(pairs$chance$observed[1], 12L)
  expect_equal(round(100 * pairs$discordant$estimate[1]), 18)
})

test_that("the published cells give the p-values recomputed from them", {
  pairs <- compare_lesions(published_cells())
  expect_identical(
    pairs$cells, c(both_high = 3L, primary_only = 5L, metastasis_only = 2L, both_low = 14L)
  )
  expect_equal(round(p_of(pairs, "chi-square"), 3), 0.516)
  expect_equal(round(p_of(pairs, "chi-square, uncorrected"), 3), 0.330)
  expect_equal(round(p_of(pairs, "Fisher"), 3), 0.517)
  expect_equal(round(p_of(pairs, "McNemar"), 3), 0.450)
  expect_equal(round(p_of(pairs, "McNemar, uncorrected"), 3), 0.257)
  expect_equal(round(p_of(pairs, "McNemar, exact"), 3), 0.453)
  expect_equal(pairs$discordant$estimate[1], 7 / 24)
})

test_that("each patient's row says what its lesions are", {
  pairs <- compare_lesions(burden_of(c(20, 20, 5, 5), c(20, 5, 20, 5)))$pairs
  expect_identical(pairs$direction, c("both high", "primary only", "metastasis only", "both low"))
  expect_identical(pairs$discordant, c(FALSE, TRUE, TRUE, FALSE))
  expect_equal(pairs$ratio, c(1, 4, 0.25, 1))
  expect_equal(pairs$primary_tmb, c(20, 20, 5, 5) / 1.2, tolerance = 1e-11)
})

test_that("equal rates are tested by the binomial with the primary's share of the megabases", {
  burden <- burden_of(c(12, 3, 0), c(4, 9, 0), megabases = c(1.0, 1.1, 1.2, 0.8, 1.3, 1.2))
  pairs <- compare_lesions(burden)$pairs
  expect_equal(pairs$p_equal[1], stats::binom.test(12, 16, 1 / 1.8)$p.value)
  expect_equal(pairs$p_equal[2], stats::binom.test(3, 12, 1.1 / 2.4)$p.value)
  expect_equal(pairs$p_equal[3], 1)
  ratio <- stats::poisson.test(c(12, 4), c(1.0, 0.8))$conf.int
  expect_equal(c(pairs$ratio_lower[1], pairs$ratio_upper[1]), as.numeric(ratio), tolerance = 1e-9)
})

test_that("equal rates on different megabases are ties for the signed-rank test", {
  # rates 10 and 10 from 12/1.2 and 9/0.9, and differences of exactly 5 from other sizes
  burden <- burden_of(c(12, 18, 9, 30), c(9, 12, 12, 12), c(1.2, 1.2, 0.6, 1.5, 0.9, 1.2, 1.2, 0.8))
  pairs <- compare_lesions(burden)
  test <- pairs$tests[pairs$tests$test == "Wilcoxon signed rank", ]
  # differences 0, 5, 5, 5: three tied positive ranks of 2
  expect_equal(test$statistic, 6)
  expect_match(test$note, "1 pair without")
})

test_that("signed-rank p-values do not depend on whether counts or rates are ranked", {
  burden <- liver_pairs()
  by_count <- compare_lesions(burden)
  burden$megabases[burden$patient_id == "EV-001"] <- 0.645 * (1 + 1e-15)
  expect_equal(by_count$tests, compare_lesions(burden)$tests, tolerance = 1e-9)
})

test_that("the order of the rows changes no number", {
  burden <- published_cells()
  shuffled <- with_local_seed(4, burden[sample(nrow(burden)), ])
  a <- compare_lesions(burden)
  b <- compare_lesions(shuffled)
  expect_equal(a$tests, b$tests)
  expect_equal(a$chance, b$chance)
  expect_equal(a$pairs, b$pairs[match(a$pairs$patient_id, b$pairs$patient_id), ],
               ignore_attr = "row.names")
})

test_that("swapping the lesions inverts ratios and keeps two-sided p-values", {
  burden <- burden_of(c(20, 9, 15, 4, 30), c(14, 11, 3, 4, 26))
  swapped <- transform(burden, lesion = ifelse(lesion == "primary", "metastasis", "primary"))
  a <- compare_lesions(burden)
  b <- compare_lesions(swapped)
  expect_equal(a$tests$p_value, b$tests$p_value)
  expect_equal(a$pairs$ratio, 1 / b$pairs$ratio, tolerance = 1e-10)
  expect_equal(a$pairs$p_equal, b$pairs$p_equal)
})

test_that("a patient with one lesion is left out and named", {
  burden <- rbind(
    published_cells(),
    data.frame(patient_id = "alone", lesion = "primary", mutations = 5, megabases = 1.2)
  )
  pairs <- compare_lesions(burden)
  expect_identical(pairs$unpaired, "alone")
  expect_identical(nrow(pairs$pairs), 24L)
  expect_match(pairs$flags, "1 patient left out, with one lesion only: alone")
})

test_that("pairs without any discordance, difference or mutation are decided, not crashed on", {
  same <- compare_lesions(burden_of(c(5, 6, 7), c(5, 6, 7)))
  expect_identical(same$flags, "no discordant patient")
  expect_equal(p_of(same, "McNemar"), 1)
  expect_equal(p_of(same, "Wilcoxon signed rank"), 1)
  expect_equal(p_of(same, "Mann-Whitney"), 1)
  expect_true(is.na(p_of(same, "Fisher")))
  empty <- compare_lesions(burden_of(c(0, 0), c(0, 0)))
  expect_true(all(is.nan(empty$pairs$ratio)))
  expect_true(is.na(empty$ratios$estimate[1]))
  one <- compare_lesions(burden_of(30, 3))
  expect_match(one$flags, "one patient only", all = FALSE)
  expect_true(is.na(one$ratios$lower[1]))
})

test_that("shared variants sharpen the second chance model", {
  burden <- published_cells()
  shared <- data.frame(patient_id = sprintf("P%02d", 24:1), shared = 5)
  pairs <- compare_lesions(burden, shared = shared)
  expect_equal(pairs$chance$sharing[2], 2 * 24 * 5 / sum(burden$mutations))
})

test_that("a burden table that cannot be paired is refused with the row at fault", {
  burden <- published_cells()
  expect_snapshot(error = TRUE, {
    compare_lesions(burden["patient_id"])
    compare_lesions(rbind(burden, burden[3, ]))
    compare_lesions(transform(burden, lesion = replace(lesion, 2, "liver")))
    compare_lesions(burden[burden$lesion == "primary", ])
    compare_lesions(transform(burden, mutations = replace(mutations, 2, -4)))
    compare_lesions(transform(burden, megabases = replace(megabases, 30, NA)))
    compare_lesions(transform(burden, mutations = as.character(mutations)))
    compare_lesions(burden, shared = data.frame(patient_id = "P01", shared = 1))
    compare_lesions(burden, cutoff = NA)
  })
  expect_error(compare_lesions(burden[1, ]), class = "radiotmb_data_error")
})

test_that("a comparison of lesions prints like a table of a paper", {
  pairs <- compare_lesions(published_cells())
  expect_snapshot(pairs)
  expect_snapshot(summary(pairs))
})

test_that("verbs give data frames, and the plot its two points a patient", {
  pairs <- compare_lesions(published_cells())
  expect_identical(tidy(pairs)[names(pairs$tests)], pairs$tests)
  expect_identical(augment(pairs), pairs$pairs)
  expect_identical(glance(pairs)$discordant, 7L)
  plot <- autoplot(pairs)
  expect_s3_class(plot, "ggplot")
  points <- ggplot2::layer_data(plot, 4)
  expect_identical(nrow(points), 48L)
  expect_equal(range(points$y)^2, range(pairs$pairs$primary_tmb))
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_invisible(plot(pairs))
})

test_that("groups of survival follow the cells, with the concordant as reference", {
  pairs <- compare_lesions(published_cells())
  groups <- discordance_groups(pairs)
  expect_identical(as.integer(table(groups$concordance)), c(17L, 7L))
  expect_identical(as.integer(table(groups$direction)), c(17L, 5L, 2L))
  expect_identical(as.integer(table(groups$cells)), c(14L, 3L, 5L, 2L))
  expect_identical(levels(groups$cells)[1], "both low")
  expect_error(
    discordance_groups(transform(pairs$pairs, primary_status = "unknown")),
    "`primary_status` is \"unknown\" in row 1"
  )
})

test_that("the status of the burden table decides where no cutoff is given", {
  burden <- burden_of(c(14, 14, 5), c(14, 5, 5))
  own <- compare_lesions(burden)
  burden$status <- c("high", "high", "low", "high", "low", "low")
  expect_identical(compare_lesions(burden), own)
  # A calibration has moved the primary of the second patient under the cutoff.
  burden$status[2] <- "low"
  found <- compare_lesions(burden)
  expect_identical(found$pairs$primary_status, c("high", "low", "low"))
  expect_identical(found$cells[["primary_only"]], 0L)
  expect_identical(sum(found$pairs$discordant), 0L)
  expect_match(found$flags, "cutoff of 10 would give another to 1 lesion \\(primary of P02\\)",
               all = FALSE)
  # Two primaries have 14 mutations, one high and one low: no cutoff gives that.
  expect_match(found$flags, "chance is left out", all = FALSE)
  expect_identical(nrow(found$chance), 0L)
  expect_identical(found$cutoff, NA_real_)
  expect_match(format(found)[1], "TMB-high as the column `status` says")
  expect_s3_class(autoplot(found), "ggplot")
  expect_identical(nrow(glance(found)), 1L)
  without <- burden[names(burden) != "status"]
  expect_false(any(grepl("status", compare_lesions(without)$flags)))
})

test_that("a status that is neither high nor low is refused with its row", {
  burden <- transform(burden_of(c(14, 5), c(14, 5)), status = c("high", "low", NA, "low"))
  expect_error(
    compare_lesions(burden),
    "`status` of the metastasis of patient P01 must be \"high\" or \"low\", not NA \\(row 3",
    class = "radiotmb_data_error"
  )
})

test_that("from counts alone nothing is said of the mutations that both lesions share", {
  burden <- data.frame(patient_id = c(1, 1, 2, 2), lesion = c("primary", "metastasis"),
                       mutations = c(20, 9, 5, 6), megabases = 1.2)
  expect_identical(compare_lesions(burden)$chance$model, "independent Poisson")
  shared <- data.frame(patient_id = 1:2, shared = c(8, 4))
  expect_identical(compare_lesions(burden, shared = shared)$chance$model,
                   c("independent Poisson", "shared plus private"))
})

test_that("a calibrated burden is named: ratios and tests are of the counted rates", {
  burden <- burden_of(c(15, 5), c(13, 4))
  burden$tmb <- round(burden$mutations / burden$megabases, 1)
  expect_false(any(grepl("calibration", compare_lesions(burden)$flags)))
  plain <- compare_lesions(burden)$pairs
  burden$tmb <- 0.6 * burden$mutations / burden$megabases
  found <- compare_lesions(burden)
  expect_match(found$flags, "the error of a calibration is not in them", all = FALSE)
  expect_identical(found$pairs[c("ratio", "p_equal", "ratio_lower", "ratio_upper")],
                   plain[c("ratio", "p_equal", "ratio_lower", "ratio_upper")])
})
