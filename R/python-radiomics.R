#' Extract the radiomics features of scans
#'
#' Runs `radiotmb extract`, the Python part, on one scan or on every scan of a table.
#'
#' @param images A data frame with a row for each segmented scan (`patient_id`, `lesion`, `phase`,
#'   `image`, `mask`, and `label` where the mask has several), or the path of such a CSV. Paths are
#'   meant from the working folder in a data frame, and from the file's own folder in a file.
#' @param image,mask Paths of one scan (NIfTI, NRRD, MHA or a DICOM folder) and its lesion (label
#'   image, RTSTRUCT or DICOM SEG), in place of `images`.
#' @param label The lesion's label in the one mask, a number or a name; several with commas between,
#'   or `"all"`. `NULL` takes the only region, or label 1 of a plain label image.
#' @param preset Extraction preset: `"study"`, `"study-64"`, `"study-literal"` or the path of a
#'   PyRadiomics parameter file.
#' @param ... Options by name: `quiet`, whether to keep the command's progress from the console
#'   (`FALSE`); `allow_outside`, whether a table in a file may name files outside its own folder
#'   (`FALSE`). A data frame always may.
#' @inheritParams compute_tmb
#' @return A data frame with one row a scan, and the features under PyRadiomics' names after the
#'   columns that identify the scan. Scans that fail while others go on are left out with a warning
#'   of class `radiotmb_data_warning`; the refusals are those of [compute_tmb()].
#' @export
#' @examplesIf nzchar(Sys.which(Sys.getenv("RADIOTMB_COMMAND", "radiotmb")))
#' # A scan of noise and a box as its lesion, in a format that R can write.
#' write_nrrd <- function(values) {
#'   path <- tempfile(fileext = ".nrrd")
#'   file <- file(path, "wb")
#'   writeLines(c(
#'     "NRRD0004", "type: short", "dimension: 3",
#'     paste("sizes:", paste(dim(values), collapse = " ")),
#'     "space: left-posterior-superior", "space directions: (1,0,0) (0,1,0) (0,0,1)",
#'     "space origin: (0,0,0)", "endian: little", "encoding: raw", ""
#'   ), file)
#'   writeBin(as.integer(values), file, size = 2, endian = "little")
#'   close(file)
#'   path
#' }
#' set.seed(1)
#' scan <- array(round(rnorm(24^3, 60, 25)), c(24, 24, 24))
#' lesion <- array(0, dim(scan))
#' lesion[9:16, 9:16, 9:16] <- 1
#' features <- extract_radiomics(image = write_nrrd(scan), mask = write_nrrd(lesion), quiet = TRUE)
#' dim(features)
#' features[c("original_shape_VoxelVolume", "original_firstorder_Mean")]
extract_radiomics <- function(images = NULL, image = NULL, mask = NULL, label = NULL,
                              preset = "study", workers = 1, radiotmb = NULL, ...) {
  options <- further_options(list(...), list(quiet = FALSE, allow_outside = FALSE))
  check_whole(workers, "workers", lower = 1)
  check_flag(options$quiet, "quiet")
  check_flag(options$allow_outside, "allow_outside")
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
    outside_option(options$allow_outside || is.data.frame(images))
  ), radiotmb, options$quiet)
  warn_failed(run$failed)
  read_command_table(out)
}
