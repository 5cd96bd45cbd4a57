written <- function(model) {
  path <- tempfile(fileext = ".json")
  write_model(model, path)
  path
}

test_that("the model read is the model written, byte for byte", {
  data <- study_table(40, 30, 16, shift = 1.5)
  data$features$lesion <- "primary"
  covariates <- data.frame(patient_id = data$features$patient_id, sex = rep(c("m", "f"), 20))
  quality <- data.frame(patient_id = data$features$patient_id, kernel = "B30f")
  model <- quick_model(data, covariates = covariates, quality = quality, sizes = 3)
  path <- written(model)
  read <- read_model(path)
  model$nested <- model$call <- NULL
  expect_identical(read, model)
  expect_identical(readLines(written(read)), readLines(path))
  expect_identical(
    predict(read, data$features, covariates = covariates),
    predict(model, data$features, covariates = covariates)
  )
})

test_that("1000 random tables are predicted the same from the file", {
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data)
  read <- read_model(written(model))
  tables <- with_local_seed(4, matrix(stats::rnorm(1000 * 30, sd = 2), 1000))
  new <- data.frame(patient_id = sprintf("N%04d", 1:1000), tables)
  names(new)[-1] <- colnames(data$x)
  expect_identical(predict(read, new)$probability, predict(model, new)$probability)
})

test_that("a file that was changed is refused, whatever was changed", {
  path <- written(quick_model())
  text <- readLines(path)
  changed <- function(pattern, by) {
    other <- sub(pattern, by, text)
    expect_false(identical(other, text))
    file <- tempfile(fileext = ".json")
    writeLines(other, file)
    expect_error(read_model(file), "changed since it was written", class = "radiotmb_data_error")
  }
  changed('"value":0[.]', '"value":0.9')
  changed('"importance":', '"importance":1')
  changed("no medical device", "a medical device")
  changed("sha256:....", "sha256:0000")
  # Line ends of another system are no change.
  file <- tempfile()
  writeLines(text, file, sep = "\r\n")
  expect_identical(read_model(file), read_model(path))
})

test_that("what is no model is refused with a reason", {
  refused <- function(bytes, message) {
    file <- tempfile()
    writeBin(bytes, file)
    expect_error(read_model(file), message, class = "radiotmb_data_error")
  }
  refused(charToRaw("not json"), "not readable as JSON")
  refused(charToRaw("[1, 2]"), "no format")
  refused(charToRaw('{"format": "radiotmb-model", "format_version": 99}'), "format version 99")
  refused(as.raw(c(0x7b, 0xff, 0xfe)), "no UTF-8")
  expect_error(read_model(tempfile()), "there is no file", class = "radiotmb_input_error")
  expect_error(write_model(1, tempfile()), "`model` must be", class = "radiotmb_argument_error")
  folder <- file.path(tempfile(), "absent")
  expect_error(write_model(quick_model(), file.path(folder, "model.json")), "cannot be written",
    class = "radiotmb_input_error"
  )
})

test_that("trees that point beyond themselves are refused even under a checksum of their own", {
  model <- quick_model()
  model$nested <- model$call <- NULL
  broken <- function(pattern, by, message) {
    other <- model
    other$trees <- sub(pattern, by, model$trees)
    expect_false(identical(other$trees, model$trees))
    expect_error(read_model(written(other)), message, class = "radiotmb_data_error")
  }
  broken('"left_children":\\[1', '"left_children":[99', "not whole")
  broken('"split_indices":\\[[0-9]+', '"split_indices":[77', "not whole")
  broken('"num_feature":"[0-9]+"', '"num_feature":"3000"', "not whole")
  broken('("num_class":"0","num_feature"):"[0-9]+"', '\\1:"3000"', "number of features")
  broken("binary:logistic", "reg:squarederror", "predict no status")
})

test_that("a model that cannot say a probability is refused, not read", {
  refused <- function(change, message) {
    model <- quick_model()
    model$nested <- model$call <- NULL
    expect_error(read_model(written(change(model))), message, class = "radiotmb_data_error")
  }
  refused(\(m) replace(m, "chain", list(m$chain[names(m$chain) != "class_weights"])), "weighted")
  refused(\(m) replace(m, "recalibration", list(list(slope = 1))), "recalibration is not whole")
  refused(function(m) {
    m$distance$correlation[] <- 1
    m
  }, "no inverse")
})

test_that("a regression is written, read and checked as trees are", {
  skip_if_not_installed("glmnet")
  data <- study_table(40, 30, 16, shift = 1.5)
  model <- quick_model(data, learner = "glmnet")
  path <- written(model)
  read <- read_model(path)
  model$nested <- model$call <- NULL
  expect_identical(read, model)
  expect_identical(predict(read, data$features), predict(model, data$features))
  expect_output(print(read), "By ridge logistic regression \\(glmnet, alpha 0\\), penalty lambda")
  shap <- predict(read, data$features, type = "contributions")
  expect_equal(
    stats::plogis(rowSums(shap[-1])), predict(read, data$features)$probability, tolerance = 1e-12
  )
  # The importance is the mean distance in log-odds, the direction the coefficient's sign.
  columns <- read$regression$columns
  expect_identical(read$features$direction, ifelse(columns$coefficient > 0, "higher", "lower"))
  expect_equal(read$features$importance, unname(colMeans(abs(shap[columns$name]))))
  broken <- read
  broken$regression$columns$sd[1] <- 0
  expect_error(read_model(written(broken)), "not whole", class = "radiotmb_data_error")
  broken <- read
  broken$regression$columns$name[1] <- "other"
  expect_error(read_model(written(broken)), "other columns", class = "radiotmb_data_error")
  broken <- read
  broken["regression"] <- list(NULL)
  expect_error(read_model(written(broken)), "not one learner", class = "radiotmb_data_error")
})

test_that("a file that an editor has reformatted is refused, and the message says what did it", {
  path <- written(quick_model())
  file <- tempfile(fileext = ".json")
  writeLines(jsonlite::prettify(paste(readLines(path), collapse = "\n")), file)
  expect_error(read_model(file), "editor that reformats", class = "radiotmb_data_error")
})
