evidence <- evidence_published()
of <- function(table, id) table[table$id == id, ]

test_that("one published AUC exceeds chance once the phases tried are counted", {
  aucs <- evidence$aucs
  expect_identical(aucs$tried, rep(2L, 4))
  expect_equal(of(aucs, "auc_primary_supine")$p_value, pwilcox(81, 8, 14, lower.tail = FALSE))
  expect_equal(aucs$p_adjusted, 2 * aucs$p_value)
  expect_identical(sum(aucs$p_value < 0.05), 3L)
  expect_identical(aucs$id[aucs$p_adjusted < 0.05], "auc_metastasis_enhanced")
  enhanced <- of(aucs, "auc_metastasis_enhanced")
  expect_identical(c(enhanced$positive, enhanced$negative), c(5L, 17L))
  expect_equal(round(c(enhanced$p_value, enhanced$p_adjusted), 3), c(0.019, 0.039))
})

test_that("of several splits the weakest evidence is reported", {
  claims <- published_results()
  claims$checks[claims$id == "discordance_accuracy"] <- ""
  enhanced <- of(evidence_published(claims)$aucs, "auc_metastasis_enhanced")
  u <- auc_grid(0.812, 22, positive = 4:5)
  expect_equal(enhanced$p_value, max(auc_p_value(u$auc, u$positive, u$negative)))
})

test_that("what the abstract repeats is weighed once, and rows carry their words", {
  expect_false(any(grepl("abstract", c(evidence$aucs$id, evidence$shares$id))))
  expect_identical(of(evidence$aucs, "auc_primary_prone")$quantity, "AUC of primary prone")
  for (name in c("aucs", "shares", "tables", "null")) {
    expect_true(all(nzchar(evidence[[name]]$quantity)))
  }
})

test_that("the discordance table is weighed against chance and the commoner answer", {
  table <- evidence$tables
  expect_equal(table$p_value, fisher.test(matrix(c(6, 1, 6, 9), 2))$p.value)
  expect_identical(table$tried, 4L)
  # 15 of 22 are concordant: always answering so has the published accuracy.
  expect_equal(table$accuracy, table$majority)
  expect_equal(table$p_majority, binom.test(15, 22, 15 / 22, alternative = "greater")$p.value)
})

test_that("shares have Clopper-Pearson intervals, recovered counts included", {
  sensitivity <- of(evidence$shares, "discordance_sensitivity")
  expect_identical(c(sensitivity$numerator, sensitivity$denominator), c(6L, 7L))
  expect_equal(c(sensitivity$lower, sensitivity$upper), as.numeric(binom.test(6, 7)$conf.int))
  expect_equal(of(evidence$shares, "discordant")$upper, binom.test(7, 24)$conf.int[2])
})

test_that("selection outside the folds makes the published AUCs out of nothing", {
  null <- evidence$null
  expect_setequal(null$id, evidence$aucs$id)
  nested <- null[null$selection == "nested", ]
  leaky <- null[null$selection == "leaky", ]
  expect_true(all(nested$permutations >= 100 & leaky$permutations >= 100))
  expect_true(all(abs(nested$mean - 0.5) < 0.1))
  expect_true(all(leaky$mean > 0.7))
  expect_true(all(leaky$share > nested$share))
})

test_that("the stored runs can be made again", {
  skip_if(packageVersion("xgboost") >= "2.0", "the runs are of xgboost 1.7; later ones differ")
  stored <- read.csv(system.file("extdata", "published-null.csv", package = "radiotmb"))
  data <- simulated_radiomics(22, 8, seed = 2022)
  run <- stored[stored$table == "colonography" & stored$permutation == 2, ]
  again <- vapply(run$selection, function(selection) {
    permutation_null(
      data$features, data$labels, permutations = 1, first = 2, selection = selection,
      trees = run$trees[1], seed = 2022, observed = 0.5
    )$null$auc
  }, 0)
  expect_equal(unname(again), run$auc, tolerance = 1e-5)
})

test_that("runs given by hand are used, and runs of another size are not", {
  runs <- data.frame(table = "mine", n = 24, positive = 5, features = 10, trees = 5,
                     selection = "nested", permutation = 1:4, auc = c(0.3, 0.5, 0.7836, 0.9))
  null <- evidence_published(null = runs)$null
  expect_identical(null$id, "auc_metastasis_plain")
  # 0.7836 rounds to the published 0.784.
  expect_identical(null$reached, 2L)
  runs$n <- 50
  expect_identical(nrow(evidence_published(null = runs)$null), 0L)
})

test_that("claims without AUCs and tables have nothing to weigh", {
  bare <- evidence_published(data.frame(id = "n", value = 30, kind = "count", n = 60))
  expect_identical(nrow(bare$aucs), 0L)
  expect_identical(bare$shares$estimate, 0.5)
  expect_null(bare$tables)
  expect_true(is.na(glance(bare)$largest_share_nested))
  expect_error(plot(bare), class = "radiotmb_data_error", "no AUC")
})

test_that("it prints within 80 columns and draws", {
  expect_lte(max(nchar(format(evidence))), 80)
  runs <- data.frame(table = "mine", n = 24, positive = 5, features = 10, trees = 5,
                     selection = c("nested", "leaky"), permutation = 1:8, auc = 1:8 / 10)
  expect_snapshot(evidence_published(null = runs))
  expect_s3_class(autoplot(evidence), "ggplot")
  expect_silent(ggplot2::ggplot_build(autoplot(evidence)))
  expect_identical(tidy(evidence), evidence$aucs)
  expect_identical(summary(evidence)$counts$aucs, 4L)
})
