# An executable file of that name, which is all that finding a command asks for.
write_program <- function(path) {
  dir.create(dirname(path), recursive = TRUE, showWarnings = FALSE)
  writeLines("#!/bin/sh", path)
  Sys.chmod(path, "755")
  normalizePath(path)
}

test_that("the command is looked for in the argument, the option, the variable, PATH and .venv", {
  folder <- local_folder()
  project <- write_program(file.path(folder, ".venv", "bin", "radiotmb"))
  variable <- write_program(file.path(folder, "variable"))
  option <- write_program(file.path(folder, "option"))
  argument <- write_program(file.path(folder, "argument"))
  searched <- write_program(file.path(folder, "searched", "radiotmb"))
  withr::local_dir(folder)
  withr::local_envvar(RADIOTMB_COMMAND = "", PATH = "/nowhere")
  withr::local_options(radiotmb.command = NULL)
  expect_identical(find_command(), project)
  withr::local_envvar(PATH = dirname(searched))
  expect_identical(find_command(), searched)
  withr::local_envvar(RADIOTMB_COMMAND = variable)
  expect_identical(find_command(), variable)
  withr::local_options(radiotmb.command = option)
  expect_identical(find_command(), option)
  expect_identical(find_command(argument), argument)
})

test_that("no command of a folder above the working folder is run", {
  folder <- local_folder()
  write_program(file.path(folder, ".venv", "bin", "radiotmb"))
  inner <- file.path(folder, "analysis")
  dir.create(inner)
  withr::local_dir(inner)
  withr::local_envvar(RADIOTMB_COMMAND = "", PATH = "/nowhere")
  withr::local_options(radiotmb.command = NULL)
  expect_error(find_command(), class = "radiotmb_missing_error")
})

test_that("a .venv of somebody else is not run", {
  folder <- local_folder()
  program <- write_program(file.path(folder, ".venv", "bin", "radiotmb"))
  expect_identical(own_command(program), program)
  skip_if_not(file.info(tempdir())$uid %in% 0, "only root can give a file to another user")
  for (part in c(program, dirname(program), dirname(dirname(program)))) {
    processx::run("chown", c("65534", part))
    expect_null(own_command(program))
    processx::run("chown", c("0", part))
  }
})

test_that("a command that is not there is a missing program, and says what names it", {
  withr::local_dir(local_folder())
  withr::local_options(radiotmb.command = NULL)
  withr::local_envvar(RADIOTMB_COMMAND = "", PATH = "")
  expect_error(find_command(), "make setup", class = "radiotmb_missing_error")
  expect_error(find_command("nowhere"), "the argument `radiotmb` names it",
               class = "radiotmb_missing_error")
  expect_error(find_command(7), class = "radiotmb_argument_error")
  withr::local_envvar(RADIOTMB_COMMAND = "/nowhere/radiotmb")
  expect_error(compute_tmb(samples = data.frame(patient_id = "a")), "RADIOTMB_COMMAND names it",
               class = "radiotmb_missing_error")
})

test_that("a structured error becomes a condition with its fields", {
  error <- paste0(
    '{"error": {"class": "InputError", "problem": "no column \'mask\'", "file": "images.csv", ',
    '"where": "line 1", "expected": "mask", "hint": null, "exit_status": 2, ',
    '"message": "images.csv, line 1: no column \'mask\'"}}'
  )
  said <- list(stdout = paste0("[]\n", error, "\n"), status = 2)
  found <- rlang::catch_cnd(abort_command(said, character(), NULL), "error")
  expect_s3_class(found, c("radiotmb_input_error", "radiotmb_error", "rlang_error"), exact = FALSE)
  expect_identical(found$file, "images.csv")
  expect_identical(found$problem, "no column 'mask'")
  expect_identical(found$exit_status, 2)
  expect_match(conditionMessage(found), "^images.csv, line 1: no column")
})

test_that("R's own refusal inside the command keeps its classes", {
  error <- paste0(
    '{"error": {"class": "StatisticsError", "problem": "one class", "message": "one class", ',
    '"condition": ["radiotmb_data_error", "rlang_error"]}}'
  )
  found <- rlang::catch_cnd(abort_command(list(stdout = error, status = 2), "", NULL), "error")
  expect_s3_class(found, "radiotmb_statistics_error")
  expect_s3_class(found, "radiotmb_data_error")
})

test_that("a command that ends without a word of JSON gives its last words", {
  said <- c("progress", "", "Error: No such option: --colour")
  found <- rlang::catch_cnd(abort_command(list(stdout = "", status = 2), said, NULL), "error")
  expect_s3_class(found, "radiotmb_command_error")
  expect_match(conditionMessage(found), "ended with status 2\nprogress\nError: No such option")
})

test_that("tables come back with identifiers and alleles as text", {
  path <- file.path(local_folder(), "variants.csv")
  writeLines(c(
    "patient_id,chrom,ref,alt,flag,depth,borderline,note",
    "007,1,T,T,T,12,True,", "010,X,T,F,F,,False,"
  ), path)
  found <- read_command_table(path)
  expect_identical(found$patient_id, c("007", "010"))
  expect_identical(found$alt, c("T", "F"))
  expect_identical(found$flag, c("T", "F"))
  expect_identical(found$depth, c(12L, NA))
  expect_identical(found$borderline, c(TRUE, FALSE))
  expect_identical(found$note, c(NA, NA))
})

test_that("the child does not see what R has put in front of the library path", {
  fragment <- file.path(local_folder(), "ldpaths")
  writeLines("R_LD_LIBRARY_PATH=/usr/lib/R/lib:/usr/lib/x86", fragment)
  expect_identical(user_library_path("/usr/lib/R/lib:/usr/lib/x86:/opt/own", fragment), "/opt/own")
  expect_identical(user_library_path("/usr/lib/R/lib:/usr/lib/x86", fragment), "")
  twice <- "/usr/lib/R/lib:/usr/lib/x86:/usr/lib/R/lib:/usr/lib/x86:/opt/own"
  expect_identical(user_library_path(twice, fragment), "/opt/own")
  expect_identical(user_library_path("/opt/own", fragment), "/opt/own")
  expect_identical(user_library_path("/opt/own", "/nowhere"), "/opt/own")
})

test_that("options that are not given are not passed", {
  expect_identical(command_options(preset = "study", targets = NULL, workers = 2),
                   c("--preset", "study", "--workers", "2"))
  expect_null(command_options())
})

test_that("a data frame of files is written with absolute paths", {
  folder <- local_folder()
  withr::local_dir(folder)
  table <- data.frame(patient_id = "a", image = "scan.nii.gz", mask = NA)
  path <- written_table(table, "images", c("image", "mask"), folder)
  found <- utils::read.csv(path)
  expect_identical(found$image, file.path(folder, "scan.nii.gz"))
  expect_true(is.na(found$mask))
})
