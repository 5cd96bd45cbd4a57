#' Names of radiomics features as a paper prints them
#'
#' Turns PyRadiomics' column names into words: the class, what is measured and the image it is
#' measured in. Other names stay as they are.
#'
#' @param name Names of features, such as `"wavelet-LLH_glszm_SmallAreaEmphasis"`; where R has
#'   replaced a dash by a dot, that is read as well. In a model of several phases the phase stands
#'   before the name (`"prone.original_shape_Sphericity"`), in other programs' tables the modality
#'   (`"CT_original_shape_Sphericity"`).
#' @return A character vector of the same length.
#' @references van Griethuysen JJM, et al. Cancer Res 2017;77:e104-e107 (the names). Zwanenburg A,
#'   et al. Radiology 2020;295:328-338 (the terms).
#' @export
#' @examples
#' feature_label("wavelet-LLH_glszm_SmallAreaEmphasis")
#' feature_label("prone.log-sigma-3-0-mm-3D_firstorder_90Percentile")
feature_label <- function(name) {
  name <- as.character(name)
  words <- label_words()
  pattern <- sprintf(
    "^(?:(.+)[._])?(%s)_(%s)_([A-Za-z0-9]+)$", paste(names(words$image), collapse = "|"),
    paste(names(words$class), collapse = "|")
  )
  parts <- regmatches(name, regexec(pattern, name, perl = TRUE))
  known <- lengths(parts) > 0
  name[known] <- vapply(parts[known], words_of_feature, "", words = words)
  name
}

# The words that Python's figures and the report use too: named vectors by kind (class, image,
# feature, spelling, column). Names of images are patterns.
label_words <- function() {
  file <- system.file("extdata", "labels.csv", package = "radiotmb", mustWork = TRUE)
  table <- utils::read.csv(file, colClasses = "character", encoding = "UTF-8")
  lapply(split(table, table$kind), \(one) stats::setNames(one$words, one$name))
}

# The parts are the whole name, the phase, the image, the class and the feature.
words_of_feature <- function(parts, words) {
  image <- words_of_image(parts[3])
  sprintf(
    "%s %s%s%s", words$class[[parts[4]]], words_of_measure(parts[5], words),
    if (nzchar(image)) paste0(", ", image) else "",
    if (nzchar(parts[2])) sprintf(" (%s)", parts[2]) else ""
  )
}

# PyRadiomics' abbreviations are words that no splitting at capitals gives.
words_of_measure <- function(measure, known) {
  if (measure %in% names(known$feature)) return(known$feature[[measure]])
  words <- sub("^([0-9]+)Percentile$", "\\1th percentile", measure)
  words <- gsub("([a-z])([A-Z0-9])", "\\1 \\2", words)
  words <- gsub("([A-Z])([A-Z][a-z])", "\\1 \\2", words)
  # "2D" and "3D" keep their capital.
  words <- gsub("([23])d\\b", "\\1D", tolower(words))
  for (spelling in names(known$spelling)) {
    words <- sub(spelling, known$spelling[[spelling]], words, fixed = TRUE)
  }
  words
}

words_of_image <- function(image) {
  sigma <- regmatches(image, regexec("^log[-.]sigma[-.]([0-9]+)[-.]([0-9]+)", image))[[1]]
  if (length(sigma) > 0) {
    return(sprintf("LoG %s mm", sub("[.]0$", "", paste(sigma[2:3], collapse = "."))))
  }
  if (image == "original") return("")
  sub("^([a-z]+)[-.]", "\\1 ", image)
}
