test_that("every published value has its id, section and decimals as printed", {
  published <- published_results()
  expect_identical(anyDuplicated(published$id), 0L)
  expect_true(all(published$section != "" & published$quantity != "" & published$unit != ""))
  expect_true(all(published$wording != ""))
  numbers <- published[!published$kind %in% c("date", "version"), ]
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

# The numbers of the report and of its abstract in the order of their sentences, each as often as it
# is stated.
stated <- list(
  methods = c(
    "24", "2013-09", "2020-12", "22", "22", "2", "24", "409", "20", "8", "5.6", "19", "5.12",
    "5.14", "3.0", "3.1", "10", "300", "1.2", "10", "128", "120", "210", "200", "0.6", "0.68",
    "0.68", "5", "100", "150", "100", "55", "4.5", "3.6", "35", "300", "70", "15", "7", "2.2.0",
    "-150", "500", "20", "64", "1037", "4.1.0", "0.05", "0.050", "0.9", "5", "5"
  ),
  results = c(
    "48", "2013-01", "2021-07", "64.8", "46", "82", "12", "12", "12", "15", "12", "1", "4",
    "16.7", "20", "83.3", "24", "1063", "247", "2485", "8", "5", "10.93", "8.14", "0.296", "7",
    "5", "23.41", "5.42", "4.93", "2", "0.48", "5", "2", "20", "12", "0.701", "0.732", "0.784",
    "0.812", "0.857", "0.600", "0.682", "0.042"
  ),
  abstract = c("24", "10", "7", "29.2", "0.732", "0.812", "0.857", "0.600", "0.682")
)

test_that("every number of the report has its row, and no row is of another", {
  published <- published_results()
  expect_identical(nrow(published), sum(lengths(stated)))
  expect_setequal(unique(published$section), names(stated))
  for (section in names(stated)) {
    expect_identical(published$text[published$section == section], stated[[section]])
  }
})

test_that("an AUC or a share out of its range names its claim and row", {
  out_of_range <- function(kind, value) {
    claims <- data.frame(id = c("n", "value"), kind = c("count", kind),
                                         value = c("30", value))
    audit_published(claims)
  }
  expect_error(out_of_range("auc", "75.7"), class = "radiotmb_data_error",
               "\"value\" \\(row 2\\) is of kind auc .* from 0 to 1 \\(0.757 for a percentage\\)")
  expect_error(out_of_range("proportion", "1.2"), class = "radiotmb_data_error", "from 0 to 1")
  expect_error(out_of_range("percentage", "101"), class = "radiotmb_data_error", "from 0 to 100")
  expect_error(out_of_range("p_value", "-0.1"), class = "radiotmb_data_error", "from 0 to 1")
  expect_error(out_of_range("version", "two"), class = "radiotmb_data_error", "no version")
})

test_that("a value that was edited without its text is refused, and read without a text", {
  claims <- published_results()
  row <- which(claims$id == "discordant")
  claims$value[row] <- 20
  message <- sprintf("\"discordant\" \\(row %d\\) has the value 20 and the text \"7\"", row)
  for (read in list(audit_published, compatible_cohorts)) {
    expect_error(read(claims), class = "radiotmb_data_error", regexp = message)
  }
  claims$text[row] <- ""
  read <- read_claims(claims)
  expect_identical(read$text[row], "20")
  expect_identical(read$value[row], 20)
  # Trailing zeros, bounds and dates are no difference.
  expect_identical(read[-row, ], published_results()[-row, ])
})

test_that("a file with semicolons is refused by name", {
  file <- withr::local_tempfile(fileext = ".csv", lines = c("id;value", "n;24"))
  expect_error(audit_published(file), "semicolons between its columns",
               class = "radiotmb_data_error")
})
