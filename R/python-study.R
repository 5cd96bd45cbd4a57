#' Run a whole study
#'
#' Runs `radiotmb run`, the Python part, from sequencing files, scans and clinical tables to the
#' report, and reads the results. Running it again redoes only what has changed.
#'
#' @param study Path of the study file (YAML).
#' @param out Folder for the results; by default the study file's own.
#' @param engine `"r"` or `"python"` (the independent implementation of the modelling chain); by
#'   default the study file's own.
#' @param allow_outside Whether the study file and its tables may name files outside their own
#'   folder.
#' @inheritParams compute_tmb
#' @return An object of class `radiotmb_study`: see [read_study_results()]. Samples or scans that
#'   failed are in its `failures`, and a warning of class `radiotmb_data_warning`. A study that
#'   cannot be run as it is, is refused before anything is touched, by an error of class
#'   `radiotmb_study_error` (see [check_study()]); other refusals are those of [compute_tmb()].
#' @export
#' @examples
#' \dontrun{
#' study <- run_study("demo/study.yaml", workers = 2)
#' study
#' study$tables$pairs
#' }
run_study <- function(study, out = NULL, workers = 1, engine = NULL, radiotmb = NULL,
                      quiet = FALSE, allow_outside = FALSE) {
  check_whole(workers, "workers", lower = 1)
  if (!is.null(engine)) check_choice(engine, "engine", c("r", "python"))
  check_flag(quiet, "quiet")
  check_flag(allow_outside, "allow_outside")
  run <- run_command(c(
    "run", existing_file(study, "study"),
    command_options(
      out = if (!is.null(out)) absolute_path(out), workers = workers,
      engine = engine
    ),
    outside_option(allow_outside)
  ), radiotmb, quiet)
  found <- read_study_results(run$data$out)
  warn_failed(sprintf("%s: %s", found$failures$name, found$failures$reason))
  found
}
