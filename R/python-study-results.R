#' Read the results of a study
#'
#' Reads the folder that `radiotmb run` or [run_study()] has written.
#'
#' @param out The folder.
#' @return An object of class `radiotmb_study`, a list of
#'   * `results`: `results.json` as a list;
#'   * `tables`: a named list with a data frame for each file of `tables/` (`burden`, `pairs`,
#'     `cutoffs`, `predictions`, `discordance`, `survival_tests` ...); identifiers are text;
#'   * `failures`: the samples and scans that failed: `stage`, `name`, `reason`;
#'   * `report`: the path of the report; `out`: of the folder.
#' @details Raises an error of class `radiotmb_input_error` where the folder holds no results.
#' @export
#' @examples
#' \dontrun{
#' study <- read_study_results("demo/results")
#' summary(study)
#' }
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
  structure(
    list(
      results = jsonlite::fromJSON(path),
      tables = stats::setNames(lapply(files, read_command_table), names),
      failures = read_failures(file.path(out, "failures.csv")),
      report = file.path(out, "report.html"),
      out = out
    ),
    class = "radiotmb_study"
  )
}

read_failures <- function(path) {
  if (file.exists(path)) return(read_command_table(path))
  data.frame(stage = character(), name = character(), reason = character())
}
