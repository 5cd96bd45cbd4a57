test_that("a figure is drawn once and returned invisibly", {
  path <- tempfile(fileext = ".pdf")
  withr::defer(unlink(path))
  figure <- ggplot2::ggplot(data.frame(x = 1:2), ggplot2::aes(.data$x, .data$x)) +
    ggplot2::geom_point()
  grDevices::pdf(path)
  returned <- withVisible(draw_figure(figure))
  grDevices::dev.off()
  expect_false(returned$visible)
  expect_identical(returned$value, figure)
  expect_gt(file.size(path), 1000)
})
