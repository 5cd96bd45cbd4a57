test_that("the recalibrated log-odds are those of a logistic regression on the parent's", {
  model <- quick_model()
  there <- other_hospital()
  found <- recalibrate_model(model, there$features, there$labels)
  raw <- predict(model, there$features)
  score <- stats::qlogis(raw$probability)
  fit <- stats::glm(there$labels$status == "high" ~ score, family = stats::binomial())
  expect_equal(found$recalibration$intercept, unname(stats::coef(fit)[1]))
  expect_equal(found$recalibration$slope, unname(stats::coef(fit)[2]))
  new <- predict(found, there$features)
  expect_equal(new$probability, unname(stats::fitted(fit)))
  expect_equal(mean(new$probability), mean(there$labels$status == "high"))
  expect_identical(new$status, raw$status)
  intercept <- recalibrate_model(model, there$features, there$labels, "intercept")
  expect_equal(intercept$recalibration$slope, 1)
  expect_equal(
    mean(predict(intercept, there$features)$probability), mean(there$labels$status == "high")
  )
})

test_that("it names its parent, survives its file, and is not recalibrated again", {
  model <- quick_model()
  there <- other_hospital()
  found <- recalibrate_model(model, there$features, there$labels)
  path <- tempfile()
  write_model(model, path)
  expect_match(readLines(path), found$parent, all = FALSE, fixed = TRUE)
  again <- recalibrate_model(path, there$features, there$labels)
  expect_identical(again, found)
  write_model(found, path)
  expect_identical(read_model(path), found)
  expect_error(recalibrate_model(found, there$features, there$labels), "recalibrated already")
  expect_output(print(found), "Recalibrated by 60 other patients")
})

test_that("its sets hold 90 % of the patients of the new hospital, of either status", {
  model <- quick_model()
  # A hospital where everything lies elsewhere: the parent's sets err, the recalibrated do not.
  hospital <- function(patients, seed) {
    data <- other_hospital(patients, patients / 2, shift = 0.5, seed = seed)
    data$features[-1] <- data$features[-1] + 1
    data
  }
  here <- lapply(1:10, function(seed) {
    calibration <- hospital(198, seed)
    new <- hospital(200, 100 + seed)
    mended <- recalibrate_model(model, calibration$features, calibration$labels)
    found <- predict(mended, new$features)
    own <- predict(model, new$features)
    holds <- \(x) x$set == "either" | x$set == new$labels$status
    data.frame(status = new$labels$status, split = holds(found), cross = holds(own))
  })
  here <- do.call(rbind, here)
  expect_identical(nrow(here), 2000L)
  expect_lt(abs(mean(here$split) - 0.9), 0.02)
  expect_lt(min(tapply(here$cross, here$status, mean)), 0.8)
})

test_that("a model that ranks the wrong way round is not mended", {
  model <- quick_model()
  there <- other_hospital(shift = 2)
  there$labels$status <- ifelse(there$labels$status == "high", "low", "high")
  expect_error(
    recalibrate_model(model, there$features, there$labels), "wrong way",
    class = "radiotmb_data_error"
  )
})
