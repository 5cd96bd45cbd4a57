test_that("what means the same has the same colour, and what differs in a figure differs", {
  own <- plot_colours()
  expect_identical(own[["primary only"]], own[["primary"]])
  expect_identical(own[["both high"]], own[["high"]])
  for (pair in list(c("high", "low"), c("primary", "metastasis"), c("concordant", "discordant"))) {
    expect_false(own[[pair[1]]] == own[[pair[2]]])
  }
  expect_length(unique(own[pair_directions]), 4)
})

test_that("every colour stands out on white by the contrast that WCAG asks of graphics", {
  luminance <- function(colour) {
    part <- grDevices::col2rgb(colour)[, 1] / 255
    part <- ifelse(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055)^2.4)
    sum(part * c(0.2126, 0.7152, 0.0722))
  }
  for (colour in c(plot_colours(), series_colours)) {
    expect_gte(1.05 / (luminance(colour) + 0.05), 3, label = colour)
  }
})

test_that("groups without a colour of their own get one that no other group has", {
  found <- plot_colours(c("primary", "stage II", "stage III"))
  expect_identical(found[["primary"]], plot_colours()[["primary"]])
  expect_length(unique(found), 3)
  expect_named(plot_colours(factor(c("b", "a"), c("b", "a", "c"))), c("b", "a"))
  expect_false(anyNA(plot_colours(letters)))
})
