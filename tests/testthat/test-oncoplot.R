onco_genes <- function() {
  data.frame(
    gene = c("APC", "APC", "KRAS", "KRAS"), patient_id = c("a", "c", "c", "b"),
    primary = c(1, 0, 2, 1), metastasis = c(1, 1, 0, 1)
  )
}

onco_pairs <- function() {
  compare_lesions(data.frame(
    patient_id = rep(c("a", "b", "c"), each = 2), lesion = c("primary", "metastasis"),
    mutations = c(4, 9, 25, 1, 0, 16), megabases = 1
  ))$pairs
}

marks <- function(figure, layer) ggplot2::layer_data(figure, layer)

test_that("patients stand by their first mutated gene, and each mutated lesion is a half field", {
  figure <- oncoplot(onco_genes(), onco_pairs())
  scale <- ggplot2::ggplot_build(figure)$layout$panel_params[[1]]
  expect_identical(scale$x$get_labels(), c("c", "a", "b"))
  # Three patients: bars of two lesions, two statuses, and the half fields of five mutated lesions.
  fields <- marks(figure, 2)
  expect_identical(nrow(fields), 6L + 6L + 5L + 1L)
  halves <- fields[fields$ymax < 0 & fields$xmax - fields$xmin < 0.5, ]
  expect_identical(sum(halves$fill == plot_colours()[["primary"]]), 3L)
  expect_identical(sum(halves$fill == plot_colours()[["metastasis"]]), 3L)
  left_of <- round((halves$xmin + halves$xmax) / 2) - halves$xmin > 0.2
  expect_identical(left_of, halves$fill == plot_colours()[["primary"]])
  expect_true(all(c("APC  67%", "KRAS  67%", "TMB, primary") %in% scale$y$get_labels()))
})

test_that("clinical columns are rows below, what is missing is struck", {
  clinical <- data.frame(patient_id = c("a", "c"), sex = c("f", NA), age = c(60, 70))
  figure <- oncoplot(onco_genes(), onco_pairs(), clinical, labels = c(sex = "Sex at birth"))
  words <- ggplot2::ggplot_build(figure)$layout$panel_params[[1]]$y$get_labels()
  expect_identical(utils::tail(words, 2), c("Sex at birth", "Age (years)"))
  # "b" is not in the table, and the sex of "c" is not known.
  expect_identical(nrow(marks(figure, 4)), 3L)
  # Every field of a clinical column has a border, by which light colours are seen.
  expect_identical(nrow(marks(figure, 3)), 2L * 3L)
  expect_match(figure$labels$caption, "Struck fields: missing")
  expect_no_match(oncoplot(onco_genes(), onco_pairs())$labels$caption, "missing")
})

test_that("the most often mutated genes come first and no more than asked for", {
  words <- function(figure) ggplot2::ggplot_build(figure)$layout$panel_params[[1]]$y$get_labels()
  expect_false("KRAS  67%" %in% words(oncoplot(onco_genes(), onco_pairs(), top = 1)))
})

test_that("what cannot be drawn is refused by name", {
  expect_error(oncoplot(onco_genes()[-1], onco_pairs()), "no column 'gene'",
               class = "radiotmb_data_error")
  expect_error(oncoplot(onco_genes(), rbind(onco_pairs(), onco_pairs())), "more than one row",
               class = "radiotmb_data_error")
  other <- transform(onco_genes(), patient_id = "z")
  expect_error(oncoplot(other, onco_pairs()), "No gene", class = "radiotmb_data_error")
  expect_error(oncoplot(onco_genes(), onco_pairs(), top = 0), class = "radiotmb_argument_error")
  expect_error(oncoplot(onco_genes(), onco_pairs(), theme = "bw"),
               class = "radiotmb_argument_error")
})
