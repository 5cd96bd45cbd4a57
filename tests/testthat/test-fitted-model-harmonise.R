data <- centre_table(seed = 2)
keep <- data.frame(
  patient_id = data$labels$patient_id, age = 40 + seq_len(60) %% 7,
  sex = rep(c("f", "m", "m"), 20)
)
model <- fit_model(
  data$features, data$labels, control = quick_chain(harmonise = "combat"), keep = keep
)
patients <- data.frame(data$features, centre = data$labels$centre, keep[-1])

test_that("a model holds its ComBat, and its predictions are those of the chain's trees", {
  table <- modelling_table(data$features, data$labels, "high", keep = keep)
  seed <- derive_seed(1, "fitted model")
  learned <- learn_chain(table, chain_parameters("high", quick_chain(harmonise = "combat")), seed)
  expect_identical(model$features$name, learned$selected)
  expect_equal(predict(model, patients)$probability, predict_chain(learned, table),
               tolerance = 1e-7)
  expect_identical(vapply(model$harmonisation$batches, `[[`, "", "name"), c("A", "B", "C"))
  expect_identical(model$harmonisation$column, "centre")
  expect_match(model$not_for, "patients of another centre than A, B, C", all = FALSE)
})

test_that("the file gives the model back, and older software refuses it by its version", {
  path <- withr::local_tempfile(fileext = ".json")
  write_model(model, path)
  again <- read_model(path)
  expect_identical(predict(again, patients), predict(model, patients))
  expect_identical(again$format_version, 2L)
  plain <- fit_model(data$features, data$labels, control = quick_chain())
  expect_equal(plain$format_version, 1)
  expect_null(plain$harmonisation)
  expect_false("harmonisation" %in% names(plain[setdiff(names(plain), c("nested", "call"))]))
})

test_that("each row is harmonised on its own, by its batch in features or quality", {
  whole <- predict(model, patients)
  expect_true(all(whole$harmonised))
  absurd <- patients
  absurd[absurd$patient_id != "P007", model$features$name] <- 1e9
  expect_equal(predict(model, absurd)$probability[7], whole$probability[7])
  quality <- patients[60:1, c("patient_id", "centre")]
  found <- predict(model, patients[setdiff(names(patients), "centre")], quality = quality)
  expect_identical(found$probability, whole$probability)
  by_table <- predict(
    model, patients[setdiff(names(patients), c("age", "sex"))], covariates = keep
  )
  expect_identical(by_table$probability, whole$probability)
})

test_that("another batch, or one that is not known, is refused by name unless a rule is chosen", {
  other <- patients
  other$centre[2] <- "Z"
  other$centre[3] <- NA
  expect_error(predict(model, other), "not known for patient_id 'P003'",
               class = "radiotmb_data_error")
  expect_error(predict(model, other[-3, ]), "batch 'Z' \\(they are of A, B, C\\)",
               class = "radiotmb_data_error")
  found <- predict(model, other, unseen = "unchanged")
  expect_identical(which(!found$harmonised), 2:3)
  expect_match(attr(found, "flags"), "2 of 60 are of a batch .*\\(Z, not known\\)", all = FALSE)
  plain <- fit_model(data$features, data$labels, control = quick_chain())
  expect_error(predict(plain, patients, unseen = "unchanged"), "`unseen` must be NULL")
  expect_error(predict(model, patients[names(patients) != "age"]), "needs the covariate 'age'")
})

test_that("a model of a leak is refused, and a damaged harmonisation is", {
  expect_error(
    fit_model(data$features, data$labels, control = quick_chain(harmonise = "leaky")),
    "no model to keep", class = "radiotmb_argument_error"
  )
  text <- model_text(model)
  broken <- sub('"delta":\\[[0-9.]+', '"delta":[-1', text)
  broken <- with_checksum(broken)
  expect_error(model_of_text(broken, "the file"), "variance of the harmonisation")
})

test_that("a cohort is validated and recalibrated through the same ComBat", {
  other <- centre_table(each = 20, seed = 9)
  found <- validate_model(model, data.frame(other$features, keep[-1]), other$labels, bootstrap = 20)
  direct <- predict(model, data.frame(other$features, centre = other$labels$centre, keep[-1]))
  expect_equal(found$predictions$probability, direct$probability)
  new <- recalibrate_model(
    model, data.frame(other$features, keep[-1]), other$labels, method = "intercept"
  )
  expect_identical(new$harmonisation, model$harmonisation)
})
