# Eight patients of two batches, and what neuroCombat 0.2.12 makes of them, without and with age.
eight <- list(
  x = cbind(a = c(1, 2, 3, 5, 8, 6, 9, 7), b = c(10, 14, 11, 19, 30, 41, 35, 38),
            c = c(5, 4, 7, 6, 1, 3, 2, 9)),
  batch = rep(c("A", "B"), each = 4),
  age = cbind(age = c(1, 2, 4, 3, 2, 5, 1, 4)),
  plain = c(
    3.443088187406, 4.382537868393, 5.32198754938, 7.200886911353, 5.587821590621, 3.901785023912,
    6.430839873975, 4.744803307266, 20.7596689142, 24.80622276624, 21.77130737721, 29.86441508129,
    20.41158639613, 29.34927272464, 24.47417109091, 26.91172190778, 4.345012743463, 3.181037552709,
    6.67296312497, 5.508987934217, 2.074681273202, 3.622418831657, 2.848550052429, 8.265631507022
  ),
  kept = c(
    3.715490920703, 4.52798688179, 5.313696551604, 7.019047347598, 5.60763760494, 3.584497418169,
    6.620493264257, 4.597353077486, 20.61649557927, 24.31468226508, 22.09436666008, 28.8871134033,
    19.6838925575, 30.41610814849, 24.39883173501, 27.47657559569, 4.208551927465, 2.994616179096,
    6.120026790209, 5.112649695437, 2.191328835522, 4.356073624332, 2.793195595897, 8.928285454644
  )
)

test_that("the values are neuroCombat's, without and with a covariate that is kept", {
  plain <- fit_combat(eight$x, eight$batch)
  kept <- fit_combat(eight$x, eight$batch, eight$age)
  expect_lt(max(abs(as.vector(plain$harmonised) - eight$plain)), 1e-8)
  expect_lt(max(abs(as.vector(kept$harmonised) - eight$kept)), 1e-8)
  expect_lt(max(abs(predict(kept, eight$x, eight$batch, eight$age) - kept$harmonised)), 1e-12)
})

test_that("a feature's unit and the order of the patients change nothing but the unit", {
  data <- centre_table()
  x <- as.matrix(data$features[-1])
  found <- fit_combat(x, data$labels$centre)
  units <- seq(0.5, 6, length.out = ncol(x))
  scaled <- fit_combat(sweep(x, 2, units, `*`) + 7, data$labels$centre)
  expect_equal(scaled$harmonised, sweep(found$harmonised, 2, units, `*`) + 7, tolerance = 1e-9)
  order <- rev(seq_len(nrow(x)))
  turned <- fit_combat(x[order, ], data$labels$centre[order])
  expect_equal(turned$harmonised[order, ], found$harmonised, tolerance = 1e-9)
})

test_that("what the batches shift and scale is taken out of the patients of a later table", {
  data <- centre_table(each = 60, features = 40, shift = 0)
  x <- as.matrix(data$features[-1])
  train <- rep(c(TRUE, FALSE), 90)
  found <- fit_combat(x[train, ], data$labels$centre[train])
  later <- predict(found, x[!train, ], data$labels$centre[!train])
  means <- apply(later, 2, \(one) tapply(one, data$labels$centre[!train], mean))
  spread <- apply(later, 2, \(one) tapply(one, data$labels$centre[!train], sd))
  raw <- apply(x[!train, ], 2, \(one) tapply(one, data$labels$centre[!train], mean))
  expect_gt(mean(abs(raw["C", ] - raw["A", ])), 5)
  expect_lt(abs(mean(means["C", ] - means["A", ])), 0.2)
  expect_equal(mean(spread["C", ] / spread["A", ]), 1, tolerance = 0.1)
})

test_that("degenerate batches and features are decided and named", {
  set.seed(3)
  x <- matrix(rnorm(24 * 6), 24, dimnames = list(NULL, letters[1:6]))
  batch <- rep(c("A", "B", "C"), c(11, 12, 1))
  single <- fit_combat(x, batch)
  expect_match(single$flags, "batch C: of one patient: location alone")
  expect_identical(unname(single$delta["C", ]), rep(1, 6))
  expect_true(all(is.finite(single$harmonised)))
  x[batch == "A", "b"] <- 4
  x[, "c"] <- ifelse(batch == "A", 1, 2)
  found <- fit_combat(x, batch)
  expect_match(found$flags, "1 feature constant within every batch became the mean", all = FALSE)
  expect_match(found$flags, "batch A: 1 features constant: spread not adjusted", all = FALSE)
  expect_equal(unname(found$harmonised[, "c"]), rep(mean(x[, "c"]), 24))
  expect_true(all(is.finite(found$harmonised)))
  lone <- fit_combat(x[, "a", drop = FALSE], batch)
  expect_match(lone$flags, "one feature: not shrunk", all = FALSE)
  expect_equal(mean(lone$harmonised[batch == "A", ]), mean(lone$harmonised[batch == "B", ]))
  same <- fit_combat(x, rep("A", 24))
  expect_identical(same$harmonised, x)
  expect_match(same$flags, "one batch alone")
})

test_that("what the batches determine cannot be kept", {
  keep <- cbind(dose = rep(c(1, 2), each = 4), age = eight$age[, 1])
  expect_error(
    fit_combat(eight$x, eight$batch, keep), "determine 'dose'", class = "radiotmb_data_error"
  )
  found <- fit_combat(eight$x, eight$batch, keep, confounded = "drop")
  expect_match(found$flags, "not kept, determined by the batches: dose")
  expect_lt(max(abs(as.vector(found$harmonised) - eight$kept)), 1e-8)
})

test_that("a batch that was not seen is refused, or its patients stay as they are", {
  found <- fit_combat(eight$x, eight$batch)
  expect_error(
    predict(found, eight$x[1:2, ], c("A", "Z")), "batch 'Z' \\(they are of A, B\\)",
    class = "radiotmb_data_error"
  )
  new <- predict(found, eight$x[1:2, ], c("A", "Z"), unseen = "unchanged")
  expect_identical(new[2, ], eight$x[2, ])
  expect_equal(new[1, ], found$harmonised[1, ])
  expect_error(fit_combat(eight$x, c(NA, eight$batch[-1])), "`batch` is missing in row 1")
  expect_error(fit_combat(eight$x, eight$batch[-1]), class = "radiotmb_argument_error")
  expect_error(
    predict(fit_combat(eight$x, eight$batch, eight$age), eight$x, eight$batch), "`keep`",
    class = "radiotmb_argument_error"
  )
})

test_that("it prints and tidies", {
  found <- fit_combat(eight$x, eight$batch)
  expect_output(print(found), "3 features, 2 batches \\(A: 4, B: 4\\)")
  expect_identical(nrow(tidy(found)), 6L)
  expect_identical(glance(found)$n, 8L)
})
