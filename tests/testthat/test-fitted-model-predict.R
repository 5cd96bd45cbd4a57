test_that("a prediction knows neither the other rows, their order, nor other columns", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  whole <- predict(model, data$features)
  expect_named(whole, c(
    "patient_id", "probability", "status", "set", "outside", "distance", "distance_quantile",
    "mismatch", "scanner", "filled"
  ))
  shuffled <- with_local_seed(1, sample(40))
  plain <- function(x) {
    x <- as.list(x)
    attributes(x) <- list(names = names(x))
    x
  }
  expect_identical(
    plain(predict(model, data$features[shuffled, ])), lapply(plain(whole), `[`, shuffled)
  )
  wider <- cbind(data$features, other = "text", more = NA)
  expect_identical(predict(model, wider), whole)
  expect_identical(whole$status == "high", whole$probability >= model$cutoff$value)
})

test_that("training patients are inside the range, others are named by feature", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  expect_true(all(predict(model, data$features)$outside == ""))
  new <- data$features[1:2, ]
  new[[model$features$name[1]]] <- c(99, 0)
  expect_identical(predict(model, new)$outside, c(model$features$name[1], ""))
})

test_that("missing features, values and infinite values are refused by name", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  feature <- model$features$name[1]
  refused <- function(features, message) {
    expect_error(predict(model, features), message, class = "radiotmb_data_error")
  }
  refused(data$features[setdiff(names(data$features), feature)], feature)
  holes <- data$features
  holes[[feature]][3] <- NaN
  refused(holes, sprintf("no value for patient_id 'P003' in column '%s'", feature))
  holes[[feature]][3] <- Inf
  refused(holes, "an infinite value for patient_id 'P003'")
  holes[[feature]][3] <- 1e300
  refused(holes, "beyond single precision")
  refused(rbind(data$features, data$features[4, ]), "'P004' twice")
  refused(data$features[0, ], "no rows")
  expect_error(predict(model, data$features, error = 2), "`error`")
})

test_that("missing values are filled with training medians where asked for, and said", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  feature <- model$features$name[1]
  holes <- full <- data$features
  holes[[feature]][3] <- NA
  full[[feature]][3] <- model$features$median[1]
  found <- predict(model, holes, missing = "median")
  expect_identical(found$probability, predict(model, full)$probability)
  expect_identical(found$filled[2:4], c("", feature, ""))
  # The way of the training is the default.
  trained <- data
  trained$features$feature_001[5] <- NA
  expect_identical(quick_model(trained, unusable = "impute")$missing, "median")
})

test_that("another preset is refused, another lesion or phase is said", {
  data <- study_table(40, 30, 16, shift = 1.5)
  data$features$lesion <- "primary"
  data$features$phase <- "supine"
  data$features$preset <- "abc"
  model <- quick_model(data)
  expect_error(
    predict(model, transform(data$features, preset = "xyz")), "another extraction preset \\(xyz\\)",
    class = "radiotmb_data_error"
  )
  other <- rbind(data$features[1:2, ], transform(data$features[1, ], lesion = "metastasis"))
  other$phase[2] <- "portal"
  found <- predict(model, other)
  expect_identical(
    found$mismatch, c("", "phase portal, not supine", "lesion metastasis, not primary")
  )
  bare <- predict(model, data$features[setdiff(names(data$features), "preset")])
  expect_match(attr(bare, "flags"), "which preset.*not checked", all = FALSE)
})

test_that("phases side by side are put together from rows, or taken as columns", {
  one <- study_table(40, 30, 16, shift = 1.5)
  two <- study_table(40, 30, 16, shift = 1.5, seed = 2)
  long <- rbind(
    cbind(one$features, phase = "supine"), cbind(two$features, phase = "prone"),
    cbind(two$features, phase = "other")
  )
  model <- fit_model(
    long, one$labels, phase = c("supine", "prone"), outer = 3, inner = 3, trees = 20, bootstrap = 20
  )
  from_rows <- predict(model, long)
  prefixed <- function(data, phase) {
    stats::setNames(data$features[-1], paste0(phase, ".", names(data$features)[-1]))
  }
  wide <- cbind(one$features["patient_id"], prefixed(one, "supine"), prefixed(two, "prone"))
  expect_identical(from_rows$probability, predict(model, wide)$probability)
  expect_error(predict(model, long[long$phase != "prone", ]), "no rows of phase 'prone'")
})

test_that("a model of a real table predicts that table whatever stands beside it", {
  table <- shared_table("WORC-CRLM")
  model <- fit_model(
    table$features, table$labels, trees = 20, outer = 3, inner = 3, bootstrap = 20,
    unusable = "impute"
  )
  own <- predict(model, table$features)
  expect_true(all(own$outside == ""))
  expect_match(
    attr(own, "flags"), sprintf("%1$d of %1$d are patients that the model was fitted", nrow(own)),
    all = FALSE
  )
  model$preset <- "abc"
  expect_error(
    predict(model, cbind(table$features, preset = "xyz")), "another extraction preset",
    class = "radiotmb_data_error"
  )
  model["preset"] <- list(NULL)
  shuffled <- with_local_seed(1, sample(nrow(own)))
  expect_identical(
    predict(model, table$features[shuffled, ])$probability, own$probability[shuffled]
  )
  expect_identical(
    predict(model, cbind(table$features, extra = "text"))$probability, own$probability
  )
  lacking <- table$features[setdiff(names(table$features), model$features$name[1])]
  expect_error(predict(model, lacking), model$features$name[1], fixed = TRUE)
  holes <- table$features
  holes[[model$features$name[1]]][1] <- NaN
  expect_error(predict(model, holes, missing = "refuse"), "no value for patient_id")
  filled <- predict(model, holes)
  expect_identical(filled$filled[1], model$features$name[1])
  expect_identical(filled$probability[-1], own$probability[-1])
})
