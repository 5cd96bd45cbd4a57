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
#' found <- run_study(study, quiet = TRUE)
#' found$tables$burden[c("patient_id", "lesion", "mutations", "tmb")]
#'
#' # A study that cannot be run is refused before anything is touched, and says what to do.
#' writeLines(c("samples: samples.csv", "images: absent.csv"), study)
#' tryCatch(run_study(study, quiet = TRUE), radiotmb_error = conditionMessage)
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
