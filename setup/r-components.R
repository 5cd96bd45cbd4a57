# Prints, as CycloneDX components in JSON, the R packages that DESCRIPTION's Imports bring along, with
# the versions that are installed and their licences.
#
# usage: Rscript setup/r-components.R
here <- read.dcf("DESCRIPTION", fields = c("Imports"))
wanted <- trimws(sub("\\(.*", "", strsplit(here[1, "Imports"], ",")[[1]]))
installed <- utils::installed.packages(fields = "License")
installed <- installed[!duplicated(installed[, "Package"]), ]
all <- unique(c(wanted, unlist(tools::package_dependencies(
  wanted, installed, which = c("Depends", "Imports", "LinkingTo"), recursive = TRUE
))))
rows <- installed[intersect(sort(all), installed[, "Package"]), c("Package", "Version", "License")]
components <- apply(rows, 1, function(row) list(
  type = "library", name = row[["Package"]], version = row[["Version"]],
  purl = sprintf("pkg:cran/%s@%s", row[["Package"]], row[["Version"]]),
  `bom-ref` = sprintf("cran-%s", row[["Package"]]),
  licenses = list(list(license = list(name = row[["License"]])))
))
cat(jsonlite::toJSON(unname(components), auto_unbox = TRUE))
