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
#' @examplesIf nzchar(Sys.which(Sys.getenv("RADIOTMB_COMMAND", "radiotmb")))
#' maf <- tempfile(fileext = ".maf")
#' writeLines(c(
#'   paste(c(
#'     "Hugo_Symbol", "Chromosome", "Start_Position", "Reference_Allele", "Tumor_Seq_Allele2",
#'     "Variant_Classification", "Tumor_Sample_Barcode", "t_depth", "t_alt_count"
#'   ), collapse = "\t"),
#'   "KRAS\t12\t25398284\tC\tT\tMissense_Mutation\tP1\t400\t120",
#'   "APC\t5\t112175639\tC\tT\tNonsense_Mutation\tP1\t520\t210",
#'   "TTN\t2\t179400000\tG\tA\tSilent\tP1\t610\t90"
#' ), maf)
#' folder <- tempfile("study")
#' dir.create(folder)
#' invisible(file.copy(maf, file.path(folder, "p1.maf")))
#' write.csv(
#'   data.frame(patient_id = "P1", lesion = "primary", variants = "p1.maf"),
#'   file.path(folder, "samples.csv"), row.names = FALSE
#' )
#' study <- file.path(folder, "study.yaml")
#' writeLines(c("samples: samples.csv", "assay: study", "published: false"), study)
#' found <- check_study(study, quiet = TRUE)
#' found$notes[c("level", "message")]
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
