claim <- list(id = "claim", value = 1)

test_that("groups are read as R's logic", {
  cells <- expand.grid(a = c(TRUE, FALSE), b = c(TRUE, FALSE))
  of <- function(text) group_cells(parse_group(text, claim), cells)
  expect_identical(of("a & !b"), cells$a & !cells$b)
  expect_identical(of("a != b"), xor(cells$a, cells$b))
  expect_identical(of("!(a | b)"), !cells$a & !cells$b)
  expect_identical(of("a == b"), cells$a == cells$b)
  expect_identical(of("all"), rep(TRUE, 4))
})

test_that("nothing is evaluated", {
  for (text in c("system('ls')", "a + b", "a && b", "1", "a; b", "a &", "")) {
    expect_error(parse_group(text, claim), class = "radiotmb_data_error", "a group is made of")
  }
})

test_that("a claim that says among whom and not who is refused", {
  claims <- data.frame(id = "auc", value = "0.7", n = 20, kind = "auc",
                       checks = "auc_split(among = 'scan')")
  expect_error(audit_published(claims), class = "radiotmb_data_error", "not `who` is counted")
  claims$checks <- "auc_split(who = 7)"
  expect_error(audit_published(claims), class = "radiotmb_data_error", "words in quotes")
})

test_that("cells are every combination of the attributes", {
  claims <- data.frame(id = c("n", "x"), value = c("9", "3"), kind = "count",
                       checks = c("counts('all')", "counts('a & b', among = 'c')"))
  cells <- cohort_cells(cohort_statements(read_claims(claims)))
  expect_identical(names(cells), c("a", "b", "c"))
  expect_identical(nrow(unique(cells)), 8L)
  expect_identical(cell_labels(cells)[8], "!a & !b & !c")
})

test_that("a number of patients is a whole number of at least 0", {
  for (value in c("-3", "3.5")) {
    claims <- data.frame(id = "n", value = value, checks = "counts('all')")
    expect_error(audit_published(claims), class = "radiotmb_data_error",
                 sprintf("\"n\" has the value \"%s\".*whole number", value))
  }
})

test_that("more patients than can be searched are refused before the search", {
  claims <- data.frame(id = c("n", "hi"), value = c("1000000", "400"),
                       checks = c("counts('all')", "counts('high')"))
  for (read in list(audit_published, compatible_cohorts)) {
    expect_error(read(claims), class = "radiotmb_data_error",
                 "\"n\" counts 1000000 patients; .* at most 5000 .*Remove the checks")
  }
  claims$checks <- c("", "below(n)")
  expect_identical(audit_published(claims)$checks$verdict, "consistent")
})
