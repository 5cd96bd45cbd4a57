#' radiotmb: tumor mutational burden and CT radiomics
#'
#' Python turns files into tables, R turns tables into statistics. Start with
#' [nested_cv()] where you have features and labels, [compare_lesions()] where
#' you have burdens, [audit_published()] where you have a paper, and
#' [run_study()] where you have the raw files.
#'
#' @keywords internal
"_PACKAGE"
