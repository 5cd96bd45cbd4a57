data <- centre_table()
combat <- quick_chain(harmonise = "combat")

test_that("nested predictions do not change by held-out patients with absurd values", {
  table <- modelling_table(data$features, data$labels, "high")
  parameters <- chain_parameters("high", combat)
  train <- rep(c(TRUE, TRUE, FALSE), 20)
  before <- fit_fold(table, train, parameters, 3)
  for (absurd in c(1e6, -1e30)) {
    appended <- table
    appended$x <- rbind(table$x, matrix(absurd, 4, ncol(table$x)))
    appended$y <- factor(c(as.character(table$y), rep("high", 4)), levels(table$y))
    appended$batch <- c(table$batch, c("A", "A", "B", "C"))
    after <- fit_fold(appended, c(train, rep(FALSE, 4)), parameters, 3)
    expect_identical(after$selected, before$selected)
    expect_identical(after$probability[seq_along(before$probability)], before$probability)
  }
})

test_that("what ComBat learns depends on the training rows alone, and on no status", {
  for (seed in 1:10) {
    table <- modelling_table(
      centre_table(seed = seed)$features, data$labels, "high",
      keep = data.frame(patient_id = data$labels$patient_id, age = rev(seq_len(60)) + seed)
    )
    parameters <- chain_parameters("high", combat)
    train <- with_local_seed(seed, sample(rep(c(TRUE, FALSE), c(40, 20))))
    own <- table_rows(table, train)
    expected <- learn_harmonisation(own$x, own, parameters)$combat
    changed <- table
    changed$x[!train, ] <- with_local_seed(seed, stats::rnorm(20 * ncol(table$x), sd = 1e9))
    changed$keep[!train, ] <- 1e9
    changed$batch[!train] <- "Z"
    changed$y[] <- rev(changed$y)
    other <- table_rows(changed, train)
    expect_identical(learn_harmonisation(other$x, other, parameters)$combat, expected)
  }
})

test_that("a fold's ComBat is fit_combat() of its training patients", {
  table <- modelling_table(data$features, data$labels, "high")
  parameters <- chain_parameters("high", combat)
  train <- rep(c(TRUE, TRUE, FALSE), 20)
  learned <- learn_chain(table_rows(table, train), parameters, 1)
  own <- fit_combat(table$x[train, ], table$batch[train])
  expect_equal(learned$combat$gamma, own$gamma[, learned$selected, drop = FALSE])
  held_out <- table_rows(table, !train)
  expect_equal(
    apply_harmonisation(learned$combat, held_out$x[, learned$selected, drop = FALSE], held_out),
    predict(own, held_out$x, held_out$batch)[, learned$selected, drop = FALSE]
  )
})

test_that("on noise with confounded centres only the leak claims something", {
  area <- function(seed, ...) {
    noise <- confounded_noise(seed)
    fit <- nested_cv(noise$features, noise$labels, control = quick_chain(...))
    fit$measures$estimate[1]
  }
  over_seeds <- function(...) mean(vapply(1:4, area, numeric(1), ...))
  in_folds <- over_seeds(harmonise = "combat")
  centres_out <- over_seeds(folds = "centre")
  leaky <- over_seeds(harmonise = "leaky")
  # Of 10 cohorts: 0.50, 0.50 and 0.66, with standard deviations of 0.06 to 0.09 each.
  expect_lt(abs(in_folds - 0.5), 0.1)
  expect_lt(abs(centres_out - 0.5), 0.1)
  expect_gt(leaky, 0.58)
  expect_gt(leaky, in_folds + 0.05)
})

test_that("the leak is named, and it is ComBat of everyone with the status kept", {
  fit <- nested_cv(data$features, data$labels, control = quick_chain(harmonise = "leaky"))
  expect_match(fit$flags, "shows what that leak claims", all = FALSE)
  table <- modelling_table(data$features, data$labels, "high")
  leaked <- leak_harmonisation(table, chain_parameters("high", quick_chain(harmonise = "leaky")))
  own <- fit_combat(table$x, table$batch, cbind(status = as.numeric(table$y == "high")))
  expect_equal(leaked$x, own$harmonised)
  null <- permutation_null(
    data$features, data$labels, permutations = 2, control = quick_chain(harmonise = "leaky")
  )
  expect_equal(null$observed, fit$measures$estimate[1])
})

test_that("a batch without training patients is refused, or taken as it is and named", {
  labels <- data$labels
  labels$centre[1] <- "Z"
  run <- function(...) nested_cv(data$features, labels, control = quick_chain(...))
  expect_error(
    run(harmonise = "combat"), "1 of 3 outer folds hold out the batch 'Z'",
    class = "radiotmb_data_error"
  )
  fit <- run(harmonise = "combat", unseen = "unchanged")
  expect_match(fit$flags, "1 of 3 outer folds .*\\(Z\\): taken as they are", all = FALSE)
  expect_match(fit$flags, "batches of one patient: Z", all = FALSE)
  expect_error(run(harmonise = "combat", folds = "centre"), "hold out the batch 'A', 'B'")
})

test_that("what cannot be harmonised by is refused", {
  refused <- function(message, ..., control = combat, labels = data$labels) {
    expect_error(nested_cv(data$features, labels, control = control, ...), message)
  }
  id <- data$labels["patient_id"]
  refused("wants the batch of each patient: a column centre", labels = data$labels[1:2])
  refused("`batch` must be NULL without", batch = "centre", control = quick_chain())
  refused("`keep` must be NULL without", keep = cbind(id, age = 1:60), control = quick_chain())
  refused("`keep` has the status itself, in column 'tmb'",
          keep = cbind(id, tmb = data$labels$status == "high"))
  refused("determine 'siteB", keep = cbind(id, site = rep(c("A", "B", "B"), each = 20)))
  refused("`keep` is not complete for patient_id 'P060'", keep = cbind(id, age = c(1:59, NA)))
})

test_that("bootstrap and null run the same harmonised chain", {
  fit <- nested_cv(data$features, data$labels, control = combat)
  found <- chain_bootstrap(data$features, data$labels, resamples = 2, observed = fit)
  expect_equal(found$auc, fit$measures$estimate[1])
  expect_identical(found$parameters$harmonise, "combat")
  expect_match(found$flags, "no training patient of a batch", all = FALSE)
  null <- permutation_null(data$features, data$labels, permutations = 2, control = combat)
  expect_equal(null$observed, fit$measures$estimate[1])
  expect_error(
    permutation_null(data$features, data$labels, permutations = 2, observed = fit,
                     control = quick_chain()),
    "`harmonise`", class = "radiotmb_data_error"
  )
})
