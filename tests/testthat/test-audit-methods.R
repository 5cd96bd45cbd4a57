study <- list(
  burden = list(primary = list(n = 40, high = 9, mean_tmb = 9.1)),
  models = list(list(lesion = "primary", phase = "prone", auc = 0.61, auc_lower = 0.4,
                     auc_upper = 0.8, n = 40, n_positive = 9))
)
audit <- audit_published()

test_that("the printed table fits the terminal it is given", {
  expect_lte(max(nchar(format(audit))), 80)
  expect_lte(max(nchar(format(audit, width = 100))), 100)
  narrow <- format(audit, width = 60, sentences = FALSE)
  expect_lte(max(nchar(narrow)), 60)
  # A claim stands above its verdict, neither of them cut.
  place <- match("mean_tmb_primary", narrow)
  expect_match(paste(narrow[place + 1:2], collapse = " "), "10.93.* or.*odd")
  expect_output(print(audit, width = 80), "INCONSISTENT")
})

test_that("long cells are wrapped, never cut", {
  lines <- format(audit, sentences = FALSE)
  shown <- gsub("[ \n]+", " ", paste(lines, collapse = " "))
  expect_match(shown, "n 22: TP 6 FN 1 TN 9 FP 6")
  expect_match(shown, "n 22: TP 6 FN 1 TN 9 FP 6 reproduced")
})

test_that("a comparison is printed and drawn with the audit", {
  both <- audit_published(results = study)
  expect_output(print(both), "Published results and this study")
  expect_s3_class(both$comparison, "published_comparison")
  expect_s3_class(autoplot(both), "ggplot")
  expect_identical(autoplot(both)$data$source[1], "published")
})

test_that("summary, tidy and glance are plain data", {
  expect_identical(tidy(audit)[names(audit$checks)], audit$checks)
  counts <- glance(audit)
  expect_identical(
    sum(counts[c("reproduced", "consistent", "odd", "inconsistent", "not_derivable")]),
    counts$checks
  )
  expect_identical(counts$inconsistent, nrow(summary(audit)$inconsistent))
  expect_identical(counts$odd, nrow(summary(audit)$odd))
  expect_output(print(summary(audit)), "Inconsistent\n  claim +check +sentence")
})

test_that("a table without checks says so", {
  bare <- audit_published(data.frame(id = "n", value = "5"))
  expect_output(print(bare), "No claim names a check")
  expect_output(print(summary(bare)), "Audit of 1 published values.*Inconsistent\n  none")
})

test_that("the plot has one point for each check", {
  plot <- autoplot(audit)
  built <- ggplot2::ggplot_build(plot)
  expect_identical(nrow(built$data[[1]]), sum(audit$checks$check != "none"))
  pdf(NULL)
  withr::defer(dev.off())
  expect_s3_class(plot(audit), "ggplot")
})
