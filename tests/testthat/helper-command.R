# The command of the Python part, or a skip with a reason.
skip_without_command <- function() {
  found <- tryCatch(find_command(), radiotmb_missing_error = \(error) NULL)
  testthat::skip_if(is.null(found), "the command `radiotmb` (the Python part) is not installed")
  # the command hosts an R of its own, which needs the installed package
  testthat::skip_if_not(
    nzchar(system.file("DESCRIPTION", package = "radiotmb")), "the R package is not installed"
  )
}

# A folder that is gone when the test ends.
local_folder <- function(env = parent.frame()) {
  folder <- tempfile("folder-")
  dir.create(folder)
  withr::defer(unlink(folder, recursive = TRUE), envir = env)
  normalizePath(folder)
}

# A MAF with as many missense mutations as asked for, deep and frequent enough for every preset,
# and one synonymous mutation that never counts.
write_maf <- function(path, mutations) {
  n <- mutations + 1
  maf <- data.frame(
    Hugo_Symbol = rep_len(c("APC", "TP53", "KRAS"), n), Chromosome = "5",
    Start_Position = 1000 + 10 * seq_len(n), Reference_Allele = "C", Tumor_Seq_Allele2 = "T",
    Variant_Classification = c(rep("Missense_Mutation", mutations), "Silent"),
    Variant_Type = "SNP", Tumor_Sample_Barcode = sub("[.]maf$", "", basename(path)),
    t_ref_count = 300, t_alt_count = 200, t_depth = 500
  )
  utils::write.table(maf, path, sep = "\t", quote = FALSE, row.names = FALSE)
  path
}

# Samples of four patients in the four cells, their MAFs in `folder`.
write_samples <- function(folder) {
  mutations <- c(20, 18, 25, 3, 4, 15, 6, 7)
  samples <- data.frame(
    patient_id = rep(sprintf("00%d", 1:4), each = 2), lesion = c("primary", "metastasis")
  )
  samples$variants <- vapply(seq_along(mutations), \(i) {
    write_maf(file.path(folder, sprintf("sample%d.maf", i)), mutations[i])
  }, character(1))
  samples
}
