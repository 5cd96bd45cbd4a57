cohort <- function() {
  data.frame(
    patient_id = sprintf("P%d", 1:8), status = rep(c("high", "low"), each = 4),
    age = c(1, 2, 3, NA, 3, 4, 5, 6), sex = c("m", "m", "f", "f", "m", "f", "f", "f"),
    stage = c("I", "II", "III", "III", "I", "I", "II", NA)
  )
}

row_of <- function(found, variable, level = NULL) {
  rows <- found$table[found$table$variable == variable, ]
  if (is.null(level)) rows[1, ] else rows[rows$level == level, ]
}

test_that("every cell is the one counted by hand", {
  found <- table_one(cohort(), "status")
  age <- row_of(found, "age")
  expect_identical(age$level, "median (quartiles)")
  # 1, 2, 3, 3, 4, 5, 6: the median is 3, type 7 puts the quartiles at 2.5 and 4.5
  expect_identical(age$overall, "3 (2.5 to 4.5)")
  expect_identical(c(age$high, age$low), c("2 (1.5 to 2.5)", "4.5 (3.8 to 5.2)"))
  missing <- row_of(found, "age", "missing")
  expect_identical(unlist(missing[c("overall", "high", "low")], use.names = FALSE),
                   c("1", "1", "0"))
  # percent are of the patients with a value
  expect_identical(row_of(found, "stage", "I")$overall, "3 (42.9%)")
  expect_identical(row_of(found, "stage", "I")$low, "2 (66.7%)")
  expect_identical(row_of(found, "sex", "m")$high, "2 (50.0%)")
  expect_identical(nrow(row_of(found, "sex", "missing")), 0L)
  expect_identical(found$sizes, c(high = 4L, low = 4L))
})

test_that("a number is shown by its range, or by its mean, where that is asked for", {
  expect_identical(row_of(table_one(cohort(), "status", spread = "range"), "age")$overall,
                   "3 (1 to 6)")
  expect_identical(row_of(table_one(cohort(), "status", spread = "sd"), "age")$high, "2 (1)")
  expect_error(table_one(cohort(), "status", spread = "iqr"), class = "radiotmb_argument_error")
})

test_that("tests are those of compare_groups()", {
  first <- summary(table_one(cohort(), "status"))$balance
  compared <- summary(compare_groups(cohort(), "status"))$tests
  expect_identical(first$p_value, compared$p_value)
  expect_identical(first$test, compared$test)
})

test_that("the printed table has the sizes in its headings and each variable once", {
  shown <- as.data.frame(table_one(cohort(), "status"))
  expect_named(shown, c("variable", "level", "overall (n = 8)", "high (n = 4)", "low (n = 4)",
                        "SMD (95% CI)", "test", "p"))
  expect_identical(shown$variable[shown$variable != ""], c("Age (years)", "Sex", "Stage"))
  expect_output(print(table_one(cohort(), "status")), "<table_one> by status")
})

test_that("a small p-value is printed as below 0.001 and never as 0", {
  patients <- data.frame(
    patient_id = 1:40, g = rep(c("a", "b"), 20), x = rep(c(1, 100), 20) + (1:40) / 100
  )
  expect_match(as.data.frame(table_one(patients, "g"))$p, "^< ?0.001$")
})

test_that("what cannot be told is refused by name", {
  expect_error(table_one(cohort(), "group"), "has no column", class = "radiotmb_data_error")
  patients <- transform(cohort(), status = rep(c("overall", "low"), each = 4))
  expect_error(table_one(patients, "status"), "a column of the result")
})

test_that("the order of patients changes nothing", {
  found <- table_one(cohort(), "status")
  turned <- table_one(cohort()[8:1, ], "status")
  expect_equal(turned$table, found$table)
})
