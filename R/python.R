#' Compute tumor mutational burdens from sequencing files
#'
#' Runs `radiotmb tmb`, the Python part, and returns its tables.
#'
#' @param files Paths of VCF, BCF, MAF or Ion Reporter files; or give `samples`.
#' @param samples A data frame with a row for each sequenced lesion (`patient_id`, `lesion`,
#'   `variants`, and where there are any `alignments`, `sample`, `callable_mb`), or the path of
#'   such a CSV. Paths are meant from the working folder in a data frame, and from the file's own
#'   folder in a file.
#' @param preset Assay preset: `"study"`, `"oncomine-3.0"`, `"all-coding"` or the path of a YAML
#'   file.
#' @param megabases A fixed panel size in place of the preset's denominator.
#' @param targets Path of the panel (BED).
#' @param alignments Path of the alignments (BAM or CRAM) of the one file.
#' @param germline Path of population variants to remove (VCF).
#' @param reference,genes Paths of a reference genome (FASTA) and gene models (GFF3), for files
#'   without annotation.
#' @param annotator The annotation to use, such as `"CSQ"`, where it is not recognised.
#' @param workers Local processes; the numbers do not depend on it.
#' @param radiotmb Path of the command `radiotmb`. By default the option `radiotmb.command`, the
#'   environment variable `RADIOTMB_COMMAND`, a project's `.venv` above the working folder, or the
#'   search path.
#' @param quiet Whether to keep the command's progress from the console.
#' @param allow_outside Whether a table in a file may name files outside its own folder. A data
#'   frame always may.
#' @return An object of class `radiotmb_burden`, a list of the data frames `burden` (a row a sample:
#'   `patient_id`, `lesion`, `mutations`, `megabases`, `denominator`, `tmb`, `tmb_lower`,
#'   `tmb_upper`, `p_high`, `status`, `borderline`), `variants` (a row a variant, with the `verdict`
#'   that counted or removed it), `funnel` (how many each filter removed) and the character vector
#'   `failures`. `burden` goes to [compare_lesions()], `variants` to [rank_genes()] and
#'   [compare_variants()].
#' @details What the command refuses becomes a condition of class `radiotmb_input_error` with the
#'   fields `problem`, `file`, `where`, `expected` and `hint`; a missing program one of class
#'   `radiotmb_missing_error`. Samples that fail while others go on are a warning of class
#'   `radiotmb_data_warning`.
#' @export
#' @examples
#' \dontrun{
#' found <- compute_tmb("tumor.vcf.gz", preset = "study")
#' found$burden
#' }
compute_tmb <- function(files = NULL, samples = NULL, preset = "study", megabases = NULL,
                        targets = NULL, alignments = NULL, germline = NULL, reference = NULL,
                        genes = NULL, annotator = NULL, workers = 1, radiotmb = NULL,
                        quiet = FALSE, allow_outside = FALSE) {
  check_whole(workers, "workers", lower = 1)
  if (!is.null(megabases)) check_number(megabases, "megabases", lower = 0)
  check_flag(quiet, "quiet")
  check_flag(allow_outside, "allow_outside")
  if (is.null(files) == is.null(samples)) {
    rlang::abort("Give either `files` or `samples`.",
                 class = c("radiotmb_argument_error", "radiotmb_error"))
  }
  folder <- new_folder()
  on.exit(unlink(folder, recursive = TRUE))
  at <- \(name) file.path(folder, name)
  run <- run_command(c(
    "tmb", existing_file(files, "files"),
    command_options(
      samples = written_table(samples, "samples", c("variants", "alignments"), folder),
      preset = preset, megabases = megabases, targets = existing_file(targets, "targets"),
      alignments = existing_file(alignments, "alignments"),
      germline = existing_file(germline, "germline"),
      reference = existing_file(reference, "reference"), genes = existing_file(genes, "genes"),
      annotator = annotator, workers = workers, out = at("burden.csv"),
      variants = at("variants.csv"), funnel = at("funnel.csv")
    ),
    outside_option(allow_outside || is.data.frame(samples))
  ), radiotmb, quiet)
  warn_failed(run$failed)
  structure(
    list(
      burden = read_command_table(at("burden.csv")),
      variants = read_command_table(at("variants.csv")),
      funnel = read_command_table(at("funnel.csv")),
      failures = run$failed
    ),
    class = "radiotmb_burden"
  )
}

new_folder <- function() {
  folder <- tempfile("radiotmb-")
  dir.create(folder)
  normalizePath(folder)
}

#' @rdname compute_tmb
#' @param x A `radiotmb_burden` object.
#' @param ... Not used.
#' @export
format.radiotmb_burden <- function(x, ...) {
  shown <- utils::head(x$burden, 10)
  c(
    sprintf("<radiotmb_burden> %d samples, %d high; %d variants, %d counted", nrow(x$burden),
            sum(x$burden$status == "high"), nrow(x$variants), sum(x$burden$mutations)),
    "",
    format_columns(data.frame(
      patient_id = shown$patient_id, lesion = shown$lesion, mutations = shown$mutations,
      megabases = shown$megabases, tmb = shown$tmb,
      interval = format_interval(shown$tmb_lower, shown$tmb_upper),
      status = paste0(shown$status, ifelse(shown$borderline, " (borderline)", ""))
    )),
    if (nrow(x$burden) > 10) sprintf("  and %d more samples", nrow(x$burden) - 10),
    format_flags(if (length(x$failures) > 0) paste("failed:", x$failures))
  )
}

#' @rdname compute_tmb
#' @export
print.radiotmb_burden <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' Extract the radiomics features of scans
#'
#' Runs `radiotmb extract`, the Python part, on one scan or on every scan of a table.
#'
#' @param images A data frame with a row for each segmented scan (`patient_id`, `lesion`, `phase`,
#'   `image`, `mask`, and `label` where it is not 1), or the path of such a CSV. Paths are meant
#'   from the working folder in a data frame, and from the file's own folder in a file.
#' @param image,mask Paths of one scan (NIfTI, NRRD, MHA or a DICOM folder) and its lesion (label
#'   image, RTSTRUCT or DICOM SEG), in place of `images`.
#' @param label The lesion's label in the one mask, a number or a name.
#' @param preset Extraction preset: `"study"`, `"study-64"`, `"study-literal"` or the path of a
#'   PyRadiomics parameter file.
#' @inheritParams compute_tmb
#' @return A data frame with one row a scan, and the features under PyRadiomics' names after the
#'   columns that identify the scan. Scans that fail while others go on are left out with a warning
#'   of class `radiotmb_data_warning`; the refusals are those of [compute_tmb()].
#' @export
#' @examples
#' \dontrun{
#' features <- extract_radiomics(image = "scan.nii.gz", mask = "lesion.nii.gz")
#' dim(features)
#' }
extract_radiomics <- function(images = NULL, image = NULL, mask = NULL, label = 1,
                              preset = "study", workers = 1, radiotmb = NULL, quiet = FALSE,
                              allow_outside = FALSE) {
  check_whole(workers, "workers", lower = 1)
  check_flag(quiet, "quiet")
  check_flag(allow_outside, "allow_outside")
  if (is.null(images) == (is.null(image) || is.null(mask))) {
    rlang::abort("Give either `images`, or `image` and `mask`.",
                 class = c("radiotmb_argument_error", "radiotmb_error"))
  }
  folder <- new_folder()
  on.exit(unlink(folder, recursive = TRUE))
  out <- file.path(folder, "features.csv")
  run <- run_command(c(
    "extract", existing_file(image, "image"), existing_file(mask, "mask"),
    command_options(
      images = written_table(images, "images", c("image", "mask"), folder),
      label = if (is.null(images)) label, preset = preset, workers = workers, out = out
    ),
    outside_option(allow_outside || is.data.frame(images))
  ), radiotmb, quiet)
  warn_failed(run$failed)
  read_command_table(out)
}

#' Run a whole study
#'
#' Runs `radiotmb run`, the Python part, from sequencing files, scans and clinical tables to the
#' report, and reads the results. Running it again redoes only what has changed.
#'
#' @param study Path of the study file (YAML).
#' @param out Folder for the results; by default the study file's own.
#' @param engine `"r"` or `"python"` (the independent implementation of the modelling chain); by
#'   default the study file's own.
#' @inheritParams compute_tmb
#' @return An object of class `radiotmb_study`: see [read_study_results()]. Samples or scans that
#'   failed are in its `failures`, and a warning of class `radiotmb_data_warning`; the refusals are
#'   those of [compute_tmb()].
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
