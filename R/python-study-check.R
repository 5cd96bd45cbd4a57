#' Check a study before it is run
#'
#' Runs `radiotmb check`, the Python part: what is wrong with a study file, its tables and the files
#' they name, what would be modelled with how many patients, and roughly what the run will take.
#'
#' @param study Path of the study file (YAML).
#' @param allow_outside Whether the study file and its tables may name files outside their own
#'   folder.
#' @inheritParams compute_tmb
#' @return An object of class `study_check`, a list of
#'   * `status`: 0 where there is nothing to say, 1 where there are notes, 2 where the study cannot
#'     be run as it is;
#'   * `notes`: a data frame with a row a note: `level` (`"error"`, `"warning"`, `"info"`), `stage`,
#'     `subject` (the file, entry or column), `message` (one sentence with the place and what was
#'     expected), `remedy`;
#'   * `models`: `lesion`, `phase`, `patients`;
#'   * `expected`: `stage`, `tasks`, `seconds`, `memory_mb`;
#'   * `call`.
#' @details A study file that cannot be read is an error of class `radiotmb_study_error` (which is a
#'   `radiotmb_input_error`) with the fields `file`, `place` (the line or entry, where there is
#'   one), `expected`, `remedy` and `problem`. [run_study()] does the same check first and raises
#'   such an
#'   error for what is wrong, whose field `notes` has the faults one by one, as above.
#' @seealso [run_study()]
#' @export
#' @examples
#' \dontrun{
#' found <- check_study("demo/study.yaml")
#' found$notes
#' tryCatch(run_study("study.yaml"), radiotmb_study_error = \(refused) refused$remedy)
#' }
check_study <- function(study, workers = 1, radiotmb = NULL, quiet = FALSE,
                        allow_outside = FALSE) {
  check_whole(workers, "workers", lower = 1)
  check_flag(quiet, "quiet")
  check_flag(allow_outside, "allow_outside")
  found <- run_command(
    c(
      "check", existing_file(study, "study"), command_options(workers = workers),
      outside_option(allow_outside)
    ),
    radiotmb, quiet, accepted = 0:2
  )$data
  structure(
    list(
      status = found$status,
      notes = rows_of(found$notes, note_columns),
      models = rows_of(found$models, c("lesion", "phase", "patients")),
      expected = rows_of(found$expected, c("stage", "tasks", "seconds", "memory_mb")),
      call = stored_call(match.call())
    ),
    class = "study_check"
  )
}

note_columns <- c("level", "stage", "subject", "message", "remedy")

# JSON has no data frame without rows.
rows_of <- function(found, columns) {
  if (is.data.frame(found)) return(found)
  empty <- rep(list(character()), length(columns))
  as.data.frame(stats::setNames(empty, columns), check.names = FALSE)
}
