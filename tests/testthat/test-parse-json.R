test_that("JSON is read as jsonlite reads it", {
  text <- '{"study": "a", "n": [1, 2], "rows": [{"x": 1.5}, {"x": null}]}'
  expect_identical(parse_json(text), jsonlite::fromJSON(text))
  expect_identical(
    parse_json(c("[1,", "2]"), simplifyVector = FALSE), list(1L, 2L)
  )
  file <- withr::local_tempfile(lines = text)
  expect_identical(read_json_file(file), jsonlite::fromJSON(text))
})

test_that("what is no JSON is one line, whatever stands in it", {
  refused <- expect_error(parse_json('{"study"%s%n%n", "si'), "lexical error")
  expect_no_match(conditionMessage(refused), "\n", fixed = TRUE)
  expect_error(parse_json(""), "EOF")
  expect_error(parse_json(character()), "EOF")
  file <- withr::local_tempfile()
  writeBin(as.raw(c(0x7b, 0xff, 0xfe)), file)
  expect_error(read_json_file(file), "UTF-8")
})

test_that("JSON that is nested beyond reason ends in an error", {
  expect_error(parse_json(strrep("[", 1e5)))
  expect_error(parse_json(paste0(strrep("[", 1e5), strrep("]", 1e5))))
})
