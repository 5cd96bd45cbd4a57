refused <- function(expression) rlang::catch_cnd(expression, "radiotmb_argument_error")

test_that("a number outside its range is refused with its name, the range and what was given", {
  expect_identical(check_number(0.5, "alpha", 0, 1), 0.5)
  expect_error(check_number(2, "alpha", 0, 1), "`alpha` must be one number from 0 to 1, not 2",
               fixed = TRUE)
  expect_error(check_number(-1, "cutoff", 0), "one number of at least 0, not -1")
  expect_error(check_number("a", "cutoff"), "one number, not \"a\"")
  expect_error(check_number(c(1, 2), "cutoff"), "a double vector of length 2")
  expect_error(check_number(NA_real_, "cutoff"), "not NA")
  expect_identical(refused(check_number(2, "alpha", 0, 1))$argument, "alpha")
})

test_that("whole numbers, choices and flags are told from what only looks like them", {
  expect_identical(check_whole(5, "trees", 1), 5)
  expect_error(check_whole(5.5, "trees", 1), "one whole number of at least 1, not 5.5")
  expect_error(check_whole("5", "trees"), "one whole number, not \"5\"")
  expect_identical(check_choice("caret", "engine", c("caret", "direct")), "caret")
  expect_error(check_choice("car", "engine", c("caret", "direct")), "one of \"caret\", \"direct\"")
  expect_error(check_choice(c("caret", "direct"), "engine", c("caret", "direct")), "`engine`")
  expect_true(check_flag(TRUE, "quiet"))
  for (value in list(NA, 1, "TRUE", c(TRUE, FALSE))) {
    expect_error(check_flag(value, "quiet"), "TRUE or FALSE", class = "radiotmb_argument_error")
  }
})

test_that("a confidence level is open at both ends", {
  expect_identical(check_conf_level(0.95), 0.95)
  for (value in c(0, 1, 95)) expect_error(check_conf_level(value), "between 0 and 1")
})

test_that("a missing column is named beside those that are there", {
  table <- data.frame(patient_id = "a", status = "high")
  expect_error(check_columns(table, "labels", c("patient_id", "tmb")),
               "`labels` has no column 'tmb'; it has patient_id, status",
               class = "radiotmb_data_error")
  expect_error(check_columns(list(), "labels", "a"), class = "radiotmb_argument_error")
})

test_that("patients are text, one row each", {
  expect_identical(check_patients(data.frame(patient_id = 7:8), "x")$patient_id, c("7", "8"))
  expect_error(check_patients(data.frame(patient_id = c(1, 1)), "x"),
               "`x` has more than one row for patient 1")
  expect_error(check_patients(data.frame(patient_id = c("a", NA)), "x"), "no patient_id in row 2")
  expect_error(check_patients(data.frame(patient_id = character()), "x"), "`x` has no rows")
})

test_that("a long list is cut with the number left out", {
  expect_identical(name_some(letters[1:3]), "a, b, c")
  expect_identical(name_some(letters[1:7]), "a, b, c, d, e and 2 more")
  expect_identical(name_some(c(1.5, NA)), "1.5, NA")
  expect_identical(name_some(factor(c("u", "v"))), "u, v")
})

test_that("a name is one line without what a terminal obeys, and no longer than asked for", {
  strange <- c("a\r\nb", "c\td", "e\033[31m\a", "f\u202eg", "\u00e9")
  expect_identical(name_some(strange), "a b, c d, e?[31m?, f?g, \u00e9")
  expect_identical(
    name_some(c(strrep("x", 300), "y"), longest = 40), paste0(strrep("x", 37), "..., y")
  )
  expect_identical(shown_names(strrep("x", 40), 40), strrep("x", 40))
  expect_identical(shown_names(""), "")
  # What is no character in the session's character set is written as such.
  expect_match(shown_names("a\xffb"), "^a(\\?|<ff>)b$")
})

test_that("options by name replace their defaults, and any other name is refused", {
  defaults <- list(cutoff = 10, targets = NULL)
  expect_identical(further_options(list(), defaults), defaults)
  expect_identical(further_options(list(targets = "a.bed"), defaults),
                   list(cutoff = 10, targets = "a.bed"))
  expect_identical(further_options(list(cutoff = NULL), defaults),
                   list(cutoff = NULL, targets = NULL))
  expect_error(further_options(list(target = 1), defaults),
               "options by name, of cutoff, targets, not \"target\"",
               class = "radiotmb_argument_error")
  expect_error(further_options(list(3), defaults), "an unnamed value")
  expect_error(further_options(list(cutoff = 1, cutoff = 2), defaults), "given once each")
})

test_that("no function but nested_cv has more than eight parameters besides its options by name", {
  space <- asNamespace("radiotmb")
  functions <- Filter(is.function, mget(ls(space, all.names = TRUE), envir = space))
  parameters <- vapply(functions, \(f) length(setdiff(names(formals(f)), c("...", "call"))), 1L)
  expect_identical(names(parameters)[parameters > 8], "nested_cv")
})

test_that("a column under another table's name is asked for by that name", {
  expect_error(check_columns(data.frame(ID = 1, x = 2), "features", "patient_id"),
               "no column 'patient_id' \\(is it 'ID'\\? Rename that\\); it has ID, x",
               class = "radiotmb_data_error")
  expect_error(check_columns(data.frame(Patient.ID = 1), "features", "patient_id"),
               "is it 'Patient.ID'")
  expect_error(check_columns(data.frame(x = 1), "labels", "status"), "no column 'status'; it has x")
})
