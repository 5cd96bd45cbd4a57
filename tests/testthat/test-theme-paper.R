test_that("a figure is written whole at the size that suits it", {
  folder <- local_folder()
  curve <- figure_nested_cv()$roc
  for (ending in c("pdf", "png")) {
    path <- file.path(folder, paste0("roc.", ending))
    expect_identical(save_figure(curve, path, dpi = 100), path)
  }
  expect_setequal(list.files(folder, all.files = TRUE, no.. = TRUE), c("roc.pdf", "roc.png"))
  # 110 by 120 mm at 100 dots an inch; width and height of a PNG are big-endian from byte 17 on.
  size <- readBin(file.path(folder, "roc.png"), "raw", 24)[17:24]
  pixels <- matrix(as.integer(size), 4)
  expect_equal(c(256, 1) %*% pixels[3:4, ], t(c(110, 120)) / 25.4 * 100, tolerance = 0.01)
})

test_that("arguments of the figure are passed on, and a ggplot is taken as it is", {
  folder <- local_folder()
  save_figure(figure_nested_cv(), file.path(folder, "a.pdf"), type = "features", width = 84)
  figure <- ggplot2::ggplot(data.frame(x = 1:2), ggplot2::aes(.data$x, .data$x)) +
    ggplot2::geom_point()
  save_figure(figure, file.path(folder, "b.pdf"))
  expect_true(all(file.size(file.path(folder, c("a.pdf", "b.pdf"))) > 1000))
})

test_that("a name that says no format, or leads nowhere, is refused and nothing is written", {
  folder <- local_folder()
  curve <- figure_nested_cv()$roc
  expect_error(save_figure(curve, file.path(folder, "roc.doc")), "ends with",
               class = "radiotmb_argument_error")
  expect_error(save_figure(curve, file.path(folder, "none", "roc.pdf")), "folder that exists",
               class = "radiotmb_argument_error")
  expect_error(save_figure(curve, file.path(folder, "roc.pdf"), width = 0),
               class = "radiotmb_argument_error")
  expect_error(save_figure(mean, file.path(folder, "mean.pdf")), "a result that has a figure",
               class = "radiotmb_argument_error")
  expect_identical(list.files(folder, all.files = TRUE, no.. = TRUE), character())
})

test_that("the theme is a complete one", {
  expect_true(attr(theme_paper(), "complete"))
})

test_that("a size that is no number of millimetres or points is refused by name", {
  expect_error(theme_paper(base_size = "10"), "`base_size`", class = "radiotmb_argument_error")
  curve <- roc_youden(c("low", "low", "high", "high"), c(0.1, 0.6, 0.4, 0.9))
  expect_error(save_figure(curve, tempfile(fileext = ".pdf"), width = 8.5), "millimetres",
               class = "radiotmb_argument_error")
})
