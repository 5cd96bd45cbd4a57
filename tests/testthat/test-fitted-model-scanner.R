test_that("settings that no training patient's scanner had are named", {
  data <- study_table(40, 30, 16, shift = 1.5)
  quality <- data.frame(
    patient_id = data$features$patient_id, manufacturer = rep(c("A", "B"), 20), kvp = 100:139,
    kernel = NA_character_
  )
  model <- quick_model(data, quality = quality)
  expect_identical(model$scanner$texts, list(manufacturer = c("A", "B")))
  expect_identical(model$scanner$numbers, list(kvp = c(100, 139)))
  new <- quality[1:4, ]
  new$manufacturer <- c("A", "C", NA, "C")
  new$kvp <- c(100, 120, 80, NA)
  found <- predict(model, data$features[1:4, ], quality = new)
  expect_identical(found$scanner, c("", "manufacturer C", "kvp 80", "manufacturer C"))
  expect_match(attr(found, "flags"), "3 of 4 are of a scanner setting not seen", all = FALSE)
  unknown <- predict(model, data$features[1:4, ])
  expect_true(all(is.na(unknown$scanner)))
  expect_match(attr(unknown, "flags"), "the scanners were not compared", all = FALSE)
})
