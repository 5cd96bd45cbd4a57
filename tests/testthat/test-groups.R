clinical <- function() {
  data.frame(
    patient_id = sprintf("P%02d", 1:24),
    status = rep(c("high", "low"), c(8, 16)),
    sex = rep(c("m", "f"), 12),
    site = rep(c("left", "left", "left", "right"), 6),
    age = c(46:60, 62:70) + rep(c(0.1, 0.4, 0.2), 8),
    os_days = 1:24, os_event = 0
  )
}

row_of <- function(found, variable) {
  tests <- summary(found)$tests
  tests[tests$variable == variable, ]
}

test_that("categorical variables go by their expected counts", {
  patients <- clinical()
  found <- compare_groups(patients, "status")
  site <- row_of(found, "site")
  expect_identical(site$test, "Fisher")
  expect_match(site$rule, "under 5 (smallest 2)", fixed = TRUE)
  expect_equal(site$p_value, stats::fisher.test(table(patients$site, patients$status))$p.value)
  big <- rbind(patients, transform(patients, patient_id = paste0(patient_id, "x")))
  sex <- row_of(compare_groups(big, "status"), "sex")
  expect_identical(sex$test, "chi-square, continuity correction")
  expect_equal(sex$p_value, stats::chisq.test(table(big$sex, big$status))$p.value)
  expect_match(sex$rule, "at least 5 (smallest 8)", fixed = TRUE)
})

test_that("an expected count of exactly 5 still takes the chi-square", {
  patients <- data.frame(
    patient_id = 1:20, g = rep(c("a", "b"), 10), x = rep(c("u", "v"), each = 10)
  )
  expect_match(row_of(compare_groups(patients, "g"), "x")$test, "^chi-square")
})

test_that("numbers go by Mann-Whitney in two groups and Kruskal-Wallis in more", {
  patients <- clinical()
  age <- row_of(compare_groups(patients, "status"), "age")
  expect_identical(age$test, "Mann-Whitney")
  expect_match(age$rule, "exact, no ties")
  expect_equal(age$p_value, stats::wilcox.test(age ~ status, patients, exact = TRUE)$p.value)
  tied <- transform(patients, age = round(age, -1))
  rounded <- row_of(compare_groups(tied, "status"), "age")
  expect_match(rounded$rule, "normal approximation")
  expect_equal(rounded$p_value, stats::wilcox.test(age ~ status, tied, exact = FALSE)$p.value)
  patients$cells <- rep(c("a", "b", "c"), 8)
  three <- row_of(compare_groups(patients, "cells", "age"), "age")
  expect_identical(three$test, "Kruskal-Wallis")
  expect_equal(three$p_value, stats::kruskal.test(age ~ cells, patients)$p.value)
})

test_that("a larger table takes the plain chi-square, and a huge sparse one random tables", {
  patients <- data.frame(
    patient_id = 1:90, g = rep(c("a", "b", "c"), 30), x = rep(c("u", "v", "w"), each = 30)
  )
  expect_identical(row_of(compare_groups(patients, "g"), "x")$test, "chi-square")
  wide <- with_local_seed(8, data.frame(
    patient_id = 1:300, g = sample(letters[1:10], 300, TRUE), x = sample(LETTERS[1:12], 300, TRUE)
  ))
  found <- row_of(compare_groups(wide, "g"), "x")
  expect_identical(found$test, "Fisher, 100,000 random tables")
  expect_identical(found$p_value, row_of(compare_groups(wide, "g"), "x")$p_value)
})

test_that("each level has its patients and percent, each number its median and range", {
  table <- compare_groups(clinical(), "status")$table
  expect_identical(table$high[table$level == "m"], "4 (50.0%)")
  expect_identical(table$low[table$level == "right"], "4 (25.0%)")
  expect_match(table$high[table$level == "median (range)"], "^49\\.[0-9] \\(46.1 to 53.4\\)$")
})

test_that("censored times are not compared unless they are named", {
  found <- compare_groups(clinical(), "status")
  expect_identical(unique(found$table$variable), c("sex", "site", "age"))
  named <- compare_groups(clinical(), "status", "os_days")
  expect_identical(named$table$variable, "os_days")
})

test_that("missing values are left out and counted in the rule", {
  patients <- clinical()
  patients$sex[1:3] <- NA
  patients$status[24] <- NA
  found <- compare_groups(patients, "status")
  expect_match(row_of(found, "sex")$rule, "; 3 missing$")
  expect_match(found$flags, "left out, without a group: P24")
})

test_that("variables that cannot be tested say why", {
  patients <- transform(clinical(), ward = "A", blank = NA)
  found <- compare_groups(patients, "status", c("ward", "blank"))
  expect_identical(row_of(found, "ward")$rule, "one level only")
  expect_match(row_of(found, "blank")$rule, "24 missing")
  expect_true(all(is.na(found$table$p_value)))
  one <- compare_groups(transform(patients, status = "high"), "status")
  expect_identical(one$flags, "one group only: no test")
  expect_identical(row_of(one, "sex")$rule, "one group only")
  patients$status <- factor(patients$status, c("high", "low", "unknown"))
  expect_match(compare_groups(patients, "status", "sex")$flags, "no patient in group unknown")
})

test_that("a group whose ages are all missing has a dash", {
  patients <- clinical()
  patients$age[patients$status == "high"] <- NA
  found <- compare_groups(patients, "status", "age")
  expect_identical(found$table$high, "-")
  expect_match(found$table$rule, "one group only; 8 missing")
})

test_that("the order of groups and levels is the same in every locale", {
  patients <- data.frame(patient_id = 1:4, g = c("b", "A", "B", "a"), x = c("u", "V", "v", "U"))
  found <- compare_groups(patients, "g")
  expect_identical(names(found$table)[3:6], c("A", "B", "a", "b"))
  expect_identical(found$table$level, c("U", "V", "u", "v"))
})

test_that("the order of patients changes nothing", {
  patients <- clinical()
  expect_identical(
    compare_groups(patients[24:1, ], "status")$table, compare_groups(patients, "status")$table
  )
})

test_that("a comparison of groups prints and plots", {
  found <- compare_groups(clinical(), "status")
  expect_snapshot(found)
  expect_identical(tidy(found)[names(found$table)], found$table)
  expect_equal(glance(found)$smallest_p_value, min(summary(found)$tests$p_value))
  expect_equal(10^ggplot2::layer_data(autoplot(found), 2)$x, summary(found)$tests$p_value)
  none <- compare_groups(transform(clinical(), status = "high"), "status")
  expect_true(is.na(glance(none)$smallest_p_value))
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_invisible(plot(found))
})

test_that("tables that cannot be compared are refused by name", {
  patients <- clinical()
  expect_snapshot(error = TRUE, {
    compare_groups(patients, "arm")
    compare_groups(patients, "status", "height")
    compare_groups(patients, "status", 3)
    compare_groups(patients[c("patient_id", "status")], "status")
    compare_groups(transform(patients, status = NA), "status")
    compare_groups(transform(patients, status = rep(c("test", "rule"), 12)), "status")
  })
})

test_that("dates are left out by name, and refused where they are asked for", {
  patients <- data.frame(
    patient_id = 1:8, g = rep(c("a", "b"), 4), age = 51:58,
    surgery = as.Date("2020-01-01") + 1:8, seen = as.POSIXct("2020-01-01", tz = "UTC") + 1:8,
    stay = as.difftime(c(3, 5, 4, 9, 8, 2, 7, 6), units = "days")
  )
  found <- compare_groups(patients, "g")
  expect_identical(unique(found$table$variable), c("age", "stay"))
  expect_identical(
    found$flags, "left out, neither categories nor numbers: surgery (Date), seen (POSIXct)"
  )
  expect_error(compare_groups(patients, "g", "surgery"), "`surgery` is a column of class Date",
    class = "radiotmb_data_error"
  )
})

test_that("a cell of blanks is no level, in the groups and in the variables", {
  patients <- data.frame(
    patient_id = 1:9, status = c(rep(c("high", "low"), each = 4), ""),
    sex = c("m", "f", "", "m", "f", " ", "m", "f", "m")
  )
  found <- compare_groups(patients, "status")
  expect_identical(names(found$sizes), c("high", "low"))
  expect_identical(found$table$level, c("f", "m"))
  expect_match(found$table$rule[1], "2 missing")
  expect_match(found$flags, "left out, without a group: 9", all = FALSE)
  patients$status <- factor(patients$status)
  expect_identical(names(compare_groups(patients, "status")$sizes), c("high", "low"))
})

test_that("survival has no group without a name", {
  patients <- data.frame(
    patient_id = 1:9, os_days = 10 * (1:9), os_event = rep(c(1, 0, 1), 3),
    group = c(rep(c("a", "b"), 4), " ")
  )
  found <- compare_survival(patients, "group", permutations = 0)
  expect_setequal(unique(as.character(found$curves$group)), c("a", "b"))
})

test_that("a column that names every patient is no group, and as a variable it ends", {
  patients <- data.frame(
    patient_id = 1:40, status = rep(c("high", "low"), c(14, 26)), record = paste0("r", 1:40)
  )
  expect_error(compare_groups(patients, "record", "status"), "40 different values in 40 patients",
               class = "radiotmb_data_error")
  expect_error(table_one(patients, "patient_id"), "40 different values in 40 patients",
               class = "radiotmb_data_error")
  found <- row_of(compare_groups(patients, "status", "record"), "record")
  expect_identical(found$test, "Fisher, 100,000 random tables")
  expect_equal(found$p_value, 1)
})
