# Deaths of the colon cancer trial, one row a patient.
colon_deaths <- function() {
  deaths <- survival::colon[survival::colon$etype == 2, ]
  data.frame(
    patient_id = deaths$id, rx = deaths$rx, os_days = deaths$time, os_event = deaths$status
  )
}

# 24 patients, 7 of them in the smaller group.
small_cohort <- function() {
  with_local_seed(6, data.frame(
    patient_id = sprintf("P%02d", 1:24),
    group = rep(c("concordant", "discordant"), c(17, 7)),
    os_days = c(ceiling(stats::rexp(17, 1 / 2500)), ceiling(stats::rexp(7, 1 / 900))),
    os_event = stats::rbinom(24, 1, 0.6)
  ))
}

test_that("the colon trial's log-rank test is survdiff()'s", {
  patients <- colon_deaths()
  found <- compare_survival(patients, "rx", permutations = 0)
  reference <- survival::survdiff(survival::Surv(os_days, os_event) ~ rx, data = patients)
  expect_equal(found$tests$statistic, reference$chisq, tolerance = 1e-12)
  expect_equal(found$tests$df, 2)
  # the value of the published help page of survdiff for death: chisq 11.7 on 2 df, p 0.003
  expect_equal(round(found$tests$statistic, 1), 11.7)
  expect_equal(round(found$tests$p_value, 3), 0.003)
})

test_that("curves and medians are survfit()'s, with everybody at risk at time 0", {
  patients <- colon_deaths()
  found <- compare_survival(patients, "rx", permutations = 0, conf_level = 0.9)
  fit <- survival::survfit(survival::Surv(os_days, os_event) ~ rx, patients, conf.int = 0.9)
  at <- summary(fit, times = 1000)
  latest <- function(group) {
    rows <- found$curves[found$curves$group == group & found$curves$time <= 1000, ]
    utils::tail(rows[c("survival", "lower", "upper")], 1)
  }
  for (i in 1:3) {
    expect_equal(
      unlist(latest(levels(patients$rx)[i]), use.names = FALSE),
      c(at$surv[i], at$lower[i], at$upper[i])
    )
  }
  expect_identical(found$curves$n_risk[found$curves$time == 0], c(315, 310, 304))
  medians <- summary(fit)$table
  expect_equal(found$medians$median, unname(medians[, "median"]))
  expect_equal(found$medians$lower, unname(medians[, "0.9LCL"]))
  expect_equal(found$medians$events, unname(medians[, "events"]), ignore_attr = TRUE)
})

test_that("follow-up is the Kaplan-Meier median of the censoring", {
  patients <- small_cohort()
  found <- compare_survival(patients, "group", permutations = 0)$follow_up
  reverse <- survival::survfit(survival::Surv(os_days, 1 - os_event) ~ 1, patients)
  expect_equal(found$median[1], unname(summary(reverse)$table["median"]))
  expect_equal(c(found$min[1], found$max[1]), range(patients$os_days))
  # the plain median of all times, which a death cuts short, is another number
  each <- split(patients$os_days, patients$group)[found$group[-1]]
  expect_equal(found$observed_median,
               unname(c(stats::median(patients$os_days), vapply(each, stats::median, 0))))
  expect_lt(found$observed_median[1], found$median[1])
  expect_identical(found$group, c("all", "concordant", "discordant"))
  # nobody dies: the plain median of the observed times
  alive <- transform(patients, os_event = 0)
  expect_equal(
    compare_survival(alive, "group")$follow_up$median[1], stats::median(patients$os_days)
  )
})

test_that("the reference is the first level of a factor, or the largest group", {
  patients <- small_cohort()
  found <- compare_survival(patients, "group", permutations = 0)$hazard_ratios
  expect_identical(c(found$group, found$reference), c("discordant", "concordant"))
  patients$group <- factor(patients$group, c("discordant", "concordant"))
  turned <- compare_survival(patients, "group", permutations = 0)$hazard_ratios
  expect_identical(turned$reference, "discordant")
  expect_equal(turned$hazard_ratio, 1 / found$hazard_ratio, tolerance = 1e-8)
})

test_that("the order of the patients changes no number", {
  patients <- small_cohort()
  shuffled <- with_local_seed(7, patients[sample(24), ])
  four <- transform(patients, group = rep(c("a", "b", "c", "d"), c(14, 3, 5, 2)))
  compare <- function(...) without_call(compare_survival(...))
  expect_equal(compare(shuffled, "group"), compare(patients, "group"))
  expect_equal(
    compare(four[24:1, ], "group", permutations = 99), compare(four, "group", permutations = 99)
  )
})

test_that("the study's three and four groups have their curves and tests", {
  pairs <- compare_lesions(published_cells())
  patients <- merge(transform(small_cohort(), group = NULL), discordance_groups(pairs))
  three <- compare_survival(patients, "direction", permutations = 199)
  four <- compare_survival(patients, "cells", permutations = 199)
  expect_identical(three$tests$df, c(2, 2))
  expect_identical(unique(four$curves$group),
                   c("both low", "both high", "primary only", "metastasis only"))
  expect_identical(four$hazard_ratios$reference, rep("both low", 3))
  expect_match(four$flags, "fewer than 5 patients in group both high, metastasis only", all = FALSE)
})

test_that("one group, no event and an empty group are decided and flagged", {
  patients <- small_cohort()
  one <- compare_survival(transform(patients, group = "all alike"), "group")
  expect_match(one$flags, "one group only")
  expect_true(all(is.na(one$tests$p_value)))
  expect_identical(nrow(one$hazard_ratios), 0L)
  expect_output(print(one), "one group only")
  alive <- compare_survival(transform(patients, os_event = 0), "group")
  expect_match(alive$flags, "no event: no test")
  expect_true(all(is.na(alive$tests$p_value)))
  expect_true(is.na(alive$hazard_ratios$hazard_ratio))
  expect_true(all(is.na(alive$medians$median)))
  patients$group <- factor(patients$group, c("concordant", "discordant", "unknown"))
  empty <- compare_survival(patients, "group", permutations = 0)
  expect_match(empty$flags, "no patient in group unknown", all = FALSE)
  expect_identical(empty$tests$df, 1)
})

test_that("patients without time, event or group are left out and named", {
  patients <- small_cohort()
  patients$os_days[2] <- NA
  patients$group[5] <- NA
  found <- compare_survival(patients, "group", permutations = 0)
  expect_match(found$flags, "2 patients left out, without time, event or group: P02, P05",
               all = FALSE)
  expect_identical(sum(found$medians$n), 22L)
})

test_that("a comparison of survival prints and tidies", {
  found <- compare_survival(small_cohort(), "group")
  expect_snapshot(found)
  expect_identical(tidy(found)[names(found$hazard_ratios)], found$hazard_ratios)
  expect_identical(tidy(found, "curves")[names(found$curves)], found$curves)
  expect_identical(summary(found)$medians, found$medians)
  expect_equal(glance(found)$p_value, found$tests$p_value[1])
  expect_equal(glance(found)$permutation_p_value, found$tests$p_value[2])
  expect_error(tidy(found, "plot"), class = "radiotmb_argument_error")
})

test_that("the plot steps down at events and stands on the numbers at risk", {
  patients <- small_cohort()
  found <- compare_survival(patients, "group", permutations = 0)
  plot <- autoplot(found)
  expect_s3_class(plot, "ggplot")
  line <- ggplot2::layer_data(plot, 2)
  expect_equal(range(line$y), range(found$curves$survival))
  risk <- ggplot2::layer_data(plot, 6)
  concordant <- patients$os_days[patients$group == "concordant"]
  labels <- risk$label[risk$y == max(risk$y)]
  expect_equal(
    as.numeric(labels), vapply(unique(risk$x), \(t) sum(concordant >= t), numeric(1))
  )
  expect_equal(nrow(ggplot2::layer_data(plot, 3)), length(unique(paste(
    patients$group, patients$os_days
  )[patients$os_event == 0])))
  alive <- autoplot(compare_survival(transform(patients, os_event = 0), "group"))
  expect_identical(alive$labels$subtitle, "no event")
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_invisible(plot(found))
})

test_that("columns that are not survival are refused by name", {
  patients <- small_cohort()
  expect_snapshot(error = TRUE, {
    compare_survival(patients, "arm")
    compare_survival(patients, c("group", "os_days"))
    compare_survival(transform(patients, os_event = 2), "group")
    compare_survival(transform(patients, os_event = "dead"), "group")
    compare_survival(transform(patients, os_days = -os_days), "group")
    compare_survival(rbind(patients, patients[4, ]), "group")
    compare_survival(transform(patients, os_days = NA_real_), "group")
    compare_survival(patients, "group", permutations = -1)
  })
})

test_that("patients without any group are refused in words", {
  patients <- data.frame(
    patient_id = 1:4, os_days = 1:4, os_event = c(1, 0, 1, 0), group = NA_character_
  )
  expect_error(compare_survival(patients, "group"), "no patient has", class = "radiotmb_data_error")
})

test_that("an event or a time of another kind is named for what it is", {
  patients <- data.frame(
    patient_id = 1:6, g = rep(c("a", "b"), 3), os_days = 10 * 1:6, os_event = c(1, 0, 1, 1, 0, 1)
  )
  refused <- function(column, value, message) {
    patients[[column]] <- value
    expect_error(compare_survival(patients, "g"), message, class = "radiotmb_data_error")
  }
  refused("os_event", factor(patients$os_event), "not a factor of \"0\", \"1\"")
  refused("os_event", as.character(patients$os_event), "not a text of")
  refused("os_days", as.Date("2020-01-01") + 1:6, "not a column of class Date")
  refused("os_days", c(10, -2, 30, 40, 50, 60), "not -2 \\(row 2\\)")
  as_difference <- transform(patients, os_days = as.difftime(os_days * 24, units = "hours"))
  expect_equal(
    compare_survival(as_difference, "g")$tests, compare_survival(patients, "g")$tests
  )
})

test_that("a number that was taken for a group is refused", {
  patients <- data.frame(
    patient_id = 1:24, os_days = 100 * 1:24, os_event = rep(0:1, 12), age = 40 + 1:24
  )
  refused <- tryCatch(compare_survival(patients, "age"), error = identity)
  expect_s3_class(refused, "radiotmb_data_error")
  expect_match(conditionMessage(refused), "`age` has 24 different values, where at most 8 groups")
  patients$age <- rep(1:8, 3)
  expect_s3_class(compare_survival(patients, "age", permutations = 0), "survival_comparison")
})
