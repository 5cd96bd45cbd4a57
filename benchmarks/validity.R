# Do the intervals hold the truth as often as they say, and do the tests reject no more often than
# they may? Every number is counted in simulated cohorts of known truth.
#
#   Rscript benchmarks/validity.R                 everything, on two processes
#   Rscript benchmarks/validity.R auc24 chance    only these parts
#   MC_CORES=1 Rscript benchmarks/validity.R      on one process
#   FIRST_COHORT=1001 Rscript benchmarks/validity.R auc24   other cohorts: 1001 and those after it
#
# Parts: auc24, auc60, auc200, measures, chance, null, high, exact, validation, sets, added,
# added_again, compare, compare_again, centres.
# Each prints a table of Markdown; benchmarks/VALIDITY.md is what they printed.

suppressPackageStartupMessages(library(radiotmb))

# The parts are in the folder beside this file; Rscript writes a blank of its path as "~+~".
script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- file.path(dirname(gsub("~+~", " ", script, fixed = TRUE)), "validity")
for (file in list.files(folder, "[.]R$", full.names = TRUE)) source(file)

given <- commandArgs(trailingOnly = TRUE)
parts <- list(
  auc24 = function() auc_part(24, 160), auc60 = function() auc_part(60, 80),
  auc200 = function() auc_part(200, 80), measures = measures_part, chance = chance_part,
  null = null_part, high = high_part, exact = exact_part, validation = validation_part,
  sets = sets_part, added = added_part, added_again = added_again_part, compare = compare_part,
  compare_again = compare_again_part, centres = centres_part
)
unknown <- setdiff(given, names(parts))
if (length(unknown) > 0) stop("no such part: ", unknown[1], "; there are ", toString(names(parts)))
workers <- min(2, future::availableCores())
future::plan(future::cluster, workers = workers)
for (part in if (length(given) > 0) given else names(parts)) {
  seconds <- system.time(parts[[part]]())[["elapsed"]]
  cat(sprintf("\n%s: %.0f seconds on %d processes\n", part, seconds, workers))
}
future::plan(future::sequential)
