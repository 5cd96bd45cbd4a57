# Rscript missing.R PACKAGE...: prints the packages that are not installed, one a line.
wanted <- commandArgs(trailingOnly = TRUE)
for (name in wanted) if (!nzchar(system.file(package = name))) cat(name, "\n", sep = "")
