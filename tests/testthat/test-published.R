test_that("every published value has its id, section and decimals as printed", {
  published <- published_results()
  expect_identical(anyDuplicated(published$id), 0L)
  expect_true(all(published$section != "" & published$quantity != "" & published$unit != ""))
  numbers <- published[published$kind != "date", ]
  expect_equal(count_decimals(numbers$text), numbers$decimals)
  expect_true(all(published$checks[published$derivable] != ""))
})

test_that("the values are those of the report", {
  published <- published_results()
  value <- setNames(published$value, published$id)
  expect_equal(unname(value[c("primary_high", "metastasis_high", "discordant")]), c(8, 5, 7))
  expect_equal(unname(value[c("mean_tmb_primary", "mean_tmb_metastasis")]), c(10.93, 8.14))
  expect_equal(
    unname(value[paste0("auc_", c("primary_prone", "primary_supine", "metastasis_plain",
                                  "metastasis_enhanced"))]),
    c(0.701, 0.732, 0.784, 0.812)
  )
  expect_identical(published$decimals[published$id == "discordance_specificity"], 3L)
})

test_that("another paper's file needs only ids and values", {
  file <- withr::local_tempfile(fileext = ".csv")
  writeLines(c("id,value", "n,30", "rate,0.600", "start,2013-09"), file)
  claims <- published_results(file)
  expect_identical(claims$decimals, c(0L, 3L, NA))
  expect_identical(claims$kind, c("setting", "setting", "date"))
  expect_identical(claims$quantity, c("n", "rate", "start"))
})

test_that("a file that a spreadsheet wrote is read", {
  file <- withr::local_tempfile(fileext = ".csv")
  bytes <- c(as.raw(c(0xef, 0xbb, 0xbf)),
             charToRaw("id,value,quantity\r\nn,30,\"Patients, all\"\r\n"))
  writeBin(bytes, file)
  expect_identical(published_results(file)$quantity, "Patients, all")
  writeBin(c(charToRaw("id,value,quantity\nn,30,M"), as.raw(0xfc), charToRaw("nchen\n")), file)
  expect_error(published_results(file), class = "radiotmb_data_error", "not UTF-8 text")
  writeBin(raw(), file)
  expect_error(published_results(file), class = "radiotmb_data_error", "not a CSV file")
})

test_that("what cannot be read is refused with its reason", {
  file <- withr::local_tempfile(fileext = ".csv")
  refuses <- function(lines, message) {
    writeLines(lines, file)
    expect_error(published_results(file), class = "radiotmb_data_error", regexp = message)
  }
  refuses(c("id,amount", "n,30"), "no column 'value'")
  refuses(c("id,value", "n,thirty"), "\"thirty\", which is no number")
  refuses(c("id,value", "n,30", "n,31"), "more than once")
  refuses(c("id,value", "2n,30"), "starts with a letter")
  refuses(c("id,value,kind", "n,30,guess"), "of kind \"guess\"")
  refuses(c("id,value,n", "n,30,few"), "must be a whole number or empty")
  refuses("id,value", "no rows")
  expect_error(published_results("absent.csv"), class = "radiotmb_data_error", "There is no file")
  expect_error(published_results(3), class = "radiotmb_argument_error", "`file`")
})
