# Figures are compared by what they say, not by their pixels: ggplot2 places legends and fonts draw
# letters differently from one release to the next. RADIOTMB_WRITE_FIGURES=1 writes figures.json
# anew, whose differences are then read like those of code.
test_that("every figure says what it said", {
  drawn <- lapply(all_figures(), describe_figure)
  path <- testthat::test_path("figures.json")
  as_json <- \(x) jsonlite::toJSON(x, digits = 8, na = "null", auto_unbox = FALSE)
  if (nzchar(Sys.getenv("RADIOTMB_WRITE_FIGURES"))) {
    rows <- vapply(names(drawn), \(name) sprintf('"%s": %s', name, as_json(drawn[[name]])), "")
    writeLines(c("{", paste(rows, collapse = ",\n"), "}"), path)
  }
  kept <- jsonlite::read_json(path, simplifyVector = TRUE, simplifyDataFrame = FALSE)
  expect_identical(names(drawn), names(kept))
  for (name in names(drawn)) {
    through_json <- jsonlite::fromJSON(as_json(drawn[[name]]), simplifyDataFrame = FALSE)
    expect_equal(through_json, kept[[name]], tolerance = 1e-5, info = name)
  }
})

test_that("no figure shows a column's or an id's name, and every axis of numbers names its unit", {
  said <- lapply(all_figures(), \(figure) unlist(describe_figure(figure)[c("words", "axes")]))
  expect_identical(grep("[a-z]_[a-z]", unlist(said, use.names = FALSE), value = TRUE),
                   character())
  expect_match(said$pairs, "mutations/Mb", all = FALSE)
  expect_match(said$survival, "\\(days\\)", all = FALSE)
  expect_match(said$survival_in_months, "\\(months\\)", all = FALSE)
  expect_match(said$importance, "\\(log-odds\\)", all = FALSE)
})

test_that("a status or a lesion has one colour in every figure", {
  colour_of <- function(figure, aesthetic, level) {
    scale <- ggplot2::ggplot_build(figure)$plot$scales$get_scales(aesthetic)
    unname(scale$map(level))
  }
  figures <- all_figures()
  own <- plot_colours()
  expect_identical(colour_of(figures$genes, "fill", "primary"), own[["primary"]])
  expect_identical(colour_of(figures$study, "colour", "metastasis"), own[["metastasis"]])
  expect_identical(colour_of(figures$pairs, "colour", "primary only"), own[["primary only"]])
  expect_identical(
    colour_of(figures$shared_variants, "fill", "metastasis only"), own[["metastasis only"]]
  )
  expect_identical(colour_of(figures$predictions, "colour", "high"), own[["high"]])
  expect_identical(colour_of(figures$survival, "colour", "discordant"), own[["discordant"]])
})

test_that("every figure takes a theme, which has the last word, and refuses what it does not know", {
  results <- list(
    compare_lesions(published_cells()), rank_genes(figure_variants()), figure_discordance(),
    compare_survival(figure_patients(), "concordance", permutations = 0),
    compare_groups(figure_patients(), "concordance", "age"), audit_published(),
    evidence_published(), figure_nested_cv(), figure_null(), figure_bootstrap(),
    figure_elimination(), figure_model(), figure_study(), figure_validation()
  )
  for (result in results) {
    figure <- autoplot(result, theme = ggplot2::theme(legend.position = "bottom"))
    expect_identical(figure$theme$legend.position, "bottom", info = class(result))
    expect_true(all(attr(figure, "size_mm") > 0))
    expect_error(autoplot(result, theme = "classic"), class = "radiotmb_argument_error")
    expect_error(autoplot(result, thema = NULL), class = "rlib_error_dots_nonempty")
  }
})
