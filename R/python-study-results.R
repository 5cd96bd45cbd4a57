#' Read the results of a study
#'
#' Reads the folder that `radiotmb run` or [run_study()] has written.
#'
#' @param out The folder.
#' @return An object of class `radiotmb_study`, a list of
#'   * `results`: `results.json` as a list;
#'   * `tables`: a named list with a data frame for each file of `tables/` (`burden`, `pairs`,
#'     `cutoffs`, `predictions`, `discordance`, `survival_tests` ...); identifiers are text, without
#'     the apostrophes of a study whose tables are for spreadsheets (`safe_csv: true`);
#'   * `failures`: the samples and scans that failed: `stage`, `name`, `reason`;
#'   * `report`: the path of the report; `out`: of the folder.
#' @details Raises an error of class `radiotmb_input_error` where the folder holds no results.
#' @export
#' @examples
#' # A folder as a study leaves it, of one sample.
#' out <- tempfile("results")
#' dir.create(file.path(out, "tables"), recursive = TRUE)
#' burden <- data.frame(patient_id = "007", lesion = "primary", mutations = 14, megabases = 1.2)
#' write.csv(burden, file.path(out, "tables", "burden.csv"), row.names = FALSE)
#' results <- '{"study": "one sample", "simulated": true, "seed": 1}'
#' writeLines(results, file.path(out, "results.json"))
#' study <- read_study_results(out)
#' study$results$study
#' study$tables$burden
read_study_results <- function(out) {
  out <- existing_file(out, "out")
  path <- file.path(out, "results.json")
  if (!file.exists(path)) {
    rlang::abort(
      sprintf("%s holds no results.json: it is not the finished output of a study.",
              dQuote(out, FALSE)),
      class = c("radiotmb_input_error", "radiotmb_error"), file = path
    )
  }
  files <- sort(list.files(file.path(out, "tables"), "[.]csv$", full.names = TRUE))
  names <- sub("[.]csv$", "", basename(files))
  results <- tryCatch(read_json_file(path), error = function(error) {
    rlang::abort(
      sprintf("%s is not JSON: %s. Run the study again.", sQuote(path, FALSE),
              conditionMessage(error)),
      class = c("radiotmb_input_error", "radiotmb_error"), file = path
    )
  })
  read <- if (isTRUE(results$safe_csv)) {
    \(file) own_cells(read_command_table(file))
  } else {
    read_command_table
  }
  structure(
    list(
      results = results,
      tables = stats::setNames(lapply(files, read), names),
      failures = read_failures(file.path(out, "failures.csv"), read),
      report = file.path(out, "report.html"),
      out = out
    ),
    class = "radiotmb_study"
  )
}

# A table for spreadsheets as it was: text that would run as a formula, apostrophes before it or
# not, had one put in front.
own_cells <- function(table) {
  text <- vapply(table, is.character, logical(1))
  table[text] <- lapply(table[text], own_cell)
  names(table) <- own_cell(names(table))
  table
}

own_cell <- function(x) {
  bare <- sub("^'+", "", x)
  number <- grepl(
    "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?$|^[+-]?(inf|infinity|nan)$", bare,
    ignore.case = TRUE
  )
  runs <- grepl("^ *[=+@\t\r\n-]", bare) & !number
  ifelse(startsWith(x, "'") & runs, substring(x, 2), x)
}

read_failures <- function(path, read) {
  if (file.exists(path)) return(read(path))
  data.frame(stage = character(), name = character(), reason = character())
}
