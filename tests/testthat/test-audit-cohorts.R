published <- published_results()
row_of <- function(cohorts, id) cohorts$claims[cohorts$claims$id == id, ]

test_that("the published claims leave one cohort", {
  cohorts <- compatible_cohorts()
  expect_true(cohorts$complete)
  expect_identical(nrow(cohorts$cohorts), 1L)
  count <- function(...) {
    with(cohorts$cells, sum(lowest[Reduce(`&`, list(...))]))
  }
  cells <- cohorts$cells
  expect_identical(cells$lowest, cells$highest)
  # 3 high in both, 5 in the primary only, 2 in the metastasis only; the two without contrast are
  # low in both.
  expect_equal(count(cells$primary, cells$metastasis), 3)
  expect_equal(count(cells$primary, !cells$metastasis), 5)
  expect_equal(count(!cells$primary, cells$metastasis), 2)
  expect_equal(count(!cells$enhanced, !cells$primary, !cells$metastasis), 2)
  expect_equal(count(!cells$enhanced), 2)
})

test_that("0.812 is 138/170 of 5 and 17, p = 0.0193", {
  enhanced <- row_of(compatible_cohorts(), "auc_metastasis_enhanced")
  expect_identical(enhanced$possible, "5/17")
  expect_identical(enhanced$values, 1L)
  # 69 of 85 pairs.
  expect_equal(enhanced$p_upper, pwilcox(68, 5, 17, lower.tail = FALSE))
  expect_equal(round(enhanced$p_upper, 4), 0.0193)
  expect_equal(enhanced$p_lower, enhanced$p_upper)
})

test_that("without the discordance of the models several splits are left", {
  without <- published
  rates <- without$id == "discordance_accuracy"
  without$checks[rates] <- ""
  cohorts <- compatible_cohorts(without)
  expect_gt(nrow(cohorts$cohorts), 1)
  expect_identical(row_of(cohorts, "auc_metastasis_enhanced")$possible, "4/18, 5/17")
  expect_equal(row_of(cohorts, "auc_metastasis_enhanced")$p_upper,
               auc_p_value(0.812, 4, 18))
})

test_that("claims that cannot be true together are named, and no others", {
  claims <- data.frame(
    id = c("patients", "first", "second", "both", "neither"), value = c("20", "8", "9", "9", "4"),
    kind = "count", checks = c("counts('all')", "counts('a')", "counts('b')", "counts('a & b')",
                               "counts('!a & !b')")
  )
  cohorts <- compatible_cohorts(claims)
  # 9 cannot be in both where 8 are in the first.
  expect_identical(cohorts$conflicts, list(c("first", "both")))
  verdict <- setNames(cohorts$claims$verdict, cohorts$claims$id)
  expect_identical(unname(verdict[c("first", "both")]), rep("inconsistent", 2))
  expect_false("inconsistent" %in% verdict[c("patients", "second", "neither")])
})

test_that("claims in conflict are found where nothing bounds the cohort without them", {
  # Left alone, 9 in both say nothing of how many are in neither.
  claims <- data.frame(
    id = c("patients", "first", "both"), value = c("20", "8", "9"), kind = "count",
    checks = c("counts('all')", "counts('a')", "counts('a & b')")
  )
  cohorts <- compatible_cohorts(claims, limit = 5)
  expect_identical(cohorts$conflicts, list(c("first", "both")))
  expect_identical(cohorts$claims$verdict, c("consistent", "inconsistent", "inconsistent"))
})

test_that("an AUC that contradicts the counts is odd, and the counts stay", {
  claims <- data.frame(
    id = c("patients", "high", "auc"), value = c("22", "7", "0.732"),
    kind = c("count", "count", "auc"),
    checks = c("counts('all')", "counts('high')", "auc_split(who = 'high')")
  )
  cohorts <- compatible_cohorts(claims)
  expect_identical(cohorts$claims$verdict, c("consistent", "consistent", "odd"))
  expect_identical(cohorts$claims$possible, c("22", "7", "none"))
  checks <- audit_published(claims)$checks
  expect_identical(checks$verdict, c("consistent", "consistent", "odd"))
  expect_match(checks$assumption[3], "folds")
})

test_that("a share stands for the counts that round to it", {
  claims <- data.frame(
    id = c("patients", "scanned", "rate"), value = c("30", "28", "35.7"),
    kind = c("count", "count", "percentage"),
    checks = c("counts('all')", "counts('scan')", "counts('high', among = 'scan')")
  )
  expect_identical(compatible_cohorts(claims)$claims$possible[3], "10 of 28")
})

test_that("what cannot be reasoned about is refused", {
  expect_error(compatible_cohorts(data.frame(id = "n", value = "3")),
               class = "radiotmb_data_error", "No claim says whom it counts")
  expect_error(
    compatible_cohorts(data.frame(id = "n", value = "3", checks = "counts('high')")),
    class = "radiotmb_data_error", "how many patients there are"
  )
  expect_error(compatible_cohorts(limit = 0), class = "radiotmb_argument_error", "limit")
})

test_that("many cohorts are cut short and the values stay exact", {
  claims <- data.frame(
    id = c("patients", "a", "b"), value = c("200", "120", "100"), kind = "count",
    checks = c("counts('all')", "counts('a')", "counts('b')")
  )
  cohorts <- compatible_cohorts(claims, limit = 5)
  expect_false(cohorts$complete)
  expect_identical(nrow(cohorts$cohorts), 5L)
  both <- cohorts$cells[cohorts$cells$a & cohorts$cells$b, ]
  # At least 120 + 100 - 200, at most 100.
  expect_equal(c(both$lowest, both$highest), c(20, 100))
})

test_that("a share is read as one without its kind", {
  claims <- data.frame(id = c("n", "high"), value = c("24", "33.3"),
                       checks = c("counts(\"all\")", "counts(\"primary\", \"all\")"))
  cohorts <- compatible_cohorts(claims)
  expect_identical(cohorts$claims$possible, c("24", "8 of 24"))
  expect_length(cohorts$conflicts, 0)
  claims$value[2] <- "133.3"
  expect_error(compatible_cohorts(claims), class = "radiotmb_data_error", "\"133.3\"")
})

test_that("more of a group than patients in all is answered, and the rest is bounded", {
  claims <- data.frame(id = c("n", "hi"), value = c("3", "4"),
                       checks = c("counts('all')", "counts('primary')"))
  cohorts <- compatible_cohorts(claims)
  expect_identical(cohorts$conflicts, list(c("n", "hi")))
  expect_identical(cohorts$claims$verdict, rep("inconsistent", 2))
  expect_identical(cohorts$claims$left_out, c(FALSE, TRUE))
  # 0 to 3 of 3 patients.
  expect_identical(nrow(cohorts$cohorts), 4L)
  expect_identical(audit_published(claims)$checks$verdict, rep("inconsistent", 2))
  # Two numbers of all patients.
  claims$checks[2] <- "counts('all')"
  expect_identical(compatible_cohorts(claims)$claims$verdict, rep("inconsistent", 2))
})
