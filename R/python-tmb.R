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
#' @param workers Local processes; the numbers do not depend on it.
#' @param radiotmb Path of the command `radiotmb`. By default the option `radiotmb.command`, the
#'   environment variable `RADIOTMB_COMMAND`, the search path, or the `.venv` of the working folder
#'   if
#'   it is your own (or root's).
#' @param quiet Whether to keep the command's progress from the console.
#' @param ... Options by name:
#'   * `targets`: path of the panel (BED);
#'   * `alignments`: path of the alignments (BAM or CRAM) of the one file;
#'   * `germline`: path of population variants to remove (VCF);
#'   * `reference`, `genes`: paths of a reference genome (FASTA) and gene models (GFF3), for files
#'     without annotation;
#'   * `annotator`: the annotation to use, such as `"CSQ"`, where it is not recognised;
#'   * `allow_outside`: whether a table in a file may name files outside its own folder (`FALSE`). A
#'     data frame always may.
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
#' found <- compute_tmb(maf, preset = "all-coding", megabases = 1.2, quiet = TRUE)
#' found$burden[c("patient_id", "mutations", "tmb", "tmb_lower", "tmb_upper")]
#' found$variants[c("gene", "consequence", "verdict")]
compute_tmb <- function(files = NULL, samples = NULL, preset = "study", megabases = NULL,
                        workers = 1, radiotmb = NULL, quiet = FALSE, ...) {
  options <- further_options(list(...), list(
    targets = NULL, alignments = NULL, germline = NULL, reference = NULL, genes = NULL,
    annotator = NULL, allow_outside = FALSE
  ))
  check_whole(workers, "workers", lower = 1)
  if (!is.null(megabases)) check_number(megabases, "megabases", lower = 0)
  check_flag(quiet, "quiet")
  check_flag(options$allow_outside, "allow_outside")
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
      preset = preset, megabases = megabases, targets = existing_file(options$targets, "targets"),
      alignments = existing_file(options$alignments, "alignments"),
      germline = existing_file(options$germline, "germline"),
      reference = existing_file(options$reference, "reference"),
      genes = existing_file(options$genes, "genes"), annotator = options$annotator,
      workers = workers, out = at("burden.csv"),
      variants = at("variants.csv"), funnel = at("funnel.csv")
    ),
    outside_option(options$allow_outside || is.data.frame(samples))
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
