#' Write a fitted model to a file, and read it
#'
#' A model is one JSON file that people, R and Python read (`radiotmb.stats.read_model()`): plain
#' values, the trees in XGBoost's own JSON or the coefficients of a regression, no code. Its form is
#' published as `model.schema.json` in the package's `extdata`.
#'
#' The last line of the file is the SHA-256 of the rest. A file that was changed by hand or
#' reformatted, as by an editor that indents JSON, is refused: the sum finds changes, it is no
#' signature. Numbers have 15 significant digits, in the file as in the object that [fit_model()]
#' returns, so that the object read is the object written.
#'
#' @section Patients:
#' No patient is named in a model. The smallest and largest value of each feature, the sorted
#' held-out probabilities and a fingerprint of each training patient's features are in it: the first
#' 16 digits of the SHA-256 of the model's features in its order, written with seven significant
#' digits. [validate_model()] and [recalibrate_model()] refuse patients with the same features. Who
#' has a patient's features can so tell that the patient was in training; a name or an identifier
#' cannot be told. There are no fingerprints where two training rows are alike.
#'
#' @param model A [fit_model()] or [recalibrate_model()] result.
#' @param path The file.
#' @return `write_model()` the path, invisibly; `read_model()` an object of class `fitted_model`.
#' @section Errors: `radiotmb_input_error` where there is no such file; `radiotmb_data_error` where
#'   it is no model, of a later version, damaged, or changed since it was written.
#' @examples
#' set.seed(1)
#' features <- data.frame(patient_id = sprintf("P%02d", 1:16), matrix(rnorm(16 * 10), 16))
#' labels <- data.frame(patient_id = features$patient_id, status = rep(c("high", "low"), 8))
#' model <- fit_model(features, labels, outer = 2, inner = 2, trees = 10, bootstrap = 20)
#' path <- tempfile(fileext = ".json")
#' write_model(model, path)
#' identical(predict(read_model(path), features), predict(model, features))
#' @export
write_model <- function(model, path) {
  check_model(model)
  if (!is.character(path) || length(path) != 1 || is.na(path)) {
    abort_argument("path", "the path of a file", path)
  }
  # Whole or not at all.
  temporary <- tempfile(".model-", tmpdir = dirname(path))
  on.exit(unlink(temporary))
  said <- tryCatch(
    {
      writeBin(charToRaw(model_text(model)), temporary)
      file.rename(temporary, path)
    },
    error = function(error) FALSE, warning = function(warning) FALSE
  )
  if (!said) {
    rlang::abort(
      sprintf("%s cannot be written.", dQuote(path, FALSE)),
      class = c("radiotmb_input_error", "radiotmb_error"), file = path
    )
  }
  invisible(path)
}

#' @rdname write_model
#' @export
read_model <- function(path) {
  path <- existing_file(path, "path")
  if (file.size(path) > largest_model) {
    abort_data("%s is no model: it has more than %d MB.", dQuote(path, FALSE), largest_model / 2^20)
  }
  # A zero byte, which no text has, is a warning of readChar() and a checksum that differs.
  text <- suppressWarnings(readChar(path, file.size(path), useBytes = TRUE))
  model_of_text(text, dQuote(path, FALSE))
}

largest_model <- 64 * 2^20
model_format <- "radiotmb-model"
# Version 2 has a regression in place of trees, or a harmonisation; a model of trees and of features
# as they are stays of version 1.
model_format_version <- 2

format_version_of <- function(learned) {
  if (is.null(learned$regression) && is.null(learned$combat)) 1 else 2
}
checksum_line <- '"checksum": "sha256:[0-9a-f]*"'

check_model <- function(model, call = rlang::caller_env()) {
  if (!inherits(model, "fitted_model")) {
    abort_argument("model", "a model of fit_model() or read_model()", model, call)
  }
}

# A model, the path of its file, or its text as Python hands it over.
as_fitted_model <- function(model, call = rlang::caller_env()) {
  if (inherits(model, "fitted_model")) return(model)
  if (is.character(model) && length(model) == 1 && !is.na(model)) {
    if (startsWith(model, "{")) return(model_of_text(model, "`model`", call))
    return(read_model(model))
  }
  check_model(model, call)
}

# One entry a line, and one feature a line, so that people find their way; the trees in the form in
# which XGBoost gave them, since it tells 1 from 1E0.
model_text <- function(model) {
  names <- entries_of(model)
  entries <- with_arrays(unclass(model)[names])
  shown <- vapply(names, function(name) {
    value <- entries[[name]]
    if (name == "trees" && !is.null(value)) return(value)
    if (name %in% c("features", "covariates") && length(value) > 0) {
      lines <- vapply(record_list(value), json_text, character(1))
      return(paste0("[\n    ", paste(lines, collapse = ",\n    "), "\n  ]"))
    }
    json_text(value)
  }, character(1))
  lines <- sprintf('  "%s": %s', names, shown)
  text <- paste0("{\n", paste(lines, collapse = ",\n"), ',\n  "checksum": "sha256:"\n}\n')
  with_checksum(enc2utf8(text))
}

# What is a list of values in the file also where there is one.
with_arrays <- function(entries) {
  for (name in c("phases", "not_for", "flags")) entries[[name]] <- I(as.character(entries[[name]]))
  for (side in c("positive", "negative")) {
    entries$conformal[[side]] <- I(entries$conformal[[side]])
  }
  entries$distance$training <- I(entries$distance$training)
  for (name in c("patients", "recalibration")) {
    if (is.null(entries[[name]]$fingerprints)) next
    entries[[name]]$fingerprints <- I(entries[[name]]$fingerprints)
  }
  if (!is.null(entries$chain$sizes)) entries$chain$sizes <- I(entries$chain$sizes)
  if (!is.null(entries$scanner)) entries$scanner$texts <- lapply(entries$scanner$texts, I)
  entries$covariates <- level_arrays(entries$covariates)
  if (!is.null(entries$harmonisation)) {
    entries$harmonisation <- harmonisation_arrays(entries$harmonisation)
  }
  entries
}

model_entries <- c(
  "format", "format_version", "made_by", "positive", "negative", "lesion", "role", "phases",
  "preset", "patients", "not_for", "cutoff", "performance", "features", "covariates", "missing",
  "chain", "share", "recalibration", "conformal", "distance", "scanner", "flags", "parent", "trees"
)

# Version 2 always says whether it has a regression; a harmonisation is there or not.
entries_of <- function(model) {
  if (model$format_version < 2) return(model_entries)
  c(model_entries, "regression", if (!is.null(model$harmonisation)) "harmonisation")
}

# 15 digits are what a double holds for certain.
json_text <- function(value) {
  as.character(jsonlite::toJSON(
    value, auto_unbox = TRUE, digits = I(15), null = "null", na = "null", dataframe = "rows"
  ))
}

record_list <- function(table) {
  if (!is.data.frame(table)) return(table)
  lapply(seq_len(nrow(table)), \(row) as.list(table[row, , drop = FALSE]))
}

with_checksum <- function(text) {
  sub(checksum_line, sprintf('"checksum": "%s"', checksum_of(text)), text)
}

# Of the text with an empty checksum, whatever the line ends.
checksum_of <- function(text) {
  bare <- sub(checksum_line, '"checksum": "sha256:"', text, useBytes = TRUE)
  bare <- gsub("\r\n", "\n", bare, fixed = TRUE, useBytes = TRUE)
  paste0("sha256:", digest::digest(bare, algo = "sha256", serialize = FALSE))
}

model_checksum <- function(model) {
  text <- model_text(model)
  gsub('.*: "|"', "", regmatches(text, regexpr(checksum_line, text)))
}

model_of_text <- function(text, name, call = rlang::caller_env()) {
  refuse <- function(why) abort_data("%s is no model: %s.", name, why, call = call)
  text <- gsub("\r\n", "\n", text, fixed = TRUE, useBytes = TRUE)
  if (!validUTF8(text)) refuse("it is no UTF-8 text")
  Encoding(text) <- "UTF-8"
  lines <- strsplit(text, "\n", fixed = TRUE)[[1]]
  of_trees <- grep('^  "trees": ', lines)
  trees <- if (length(of_trees) == 1) sub(",$", "", sub('^  "trees": ', "", lines[of_trees]))
  if (length(of_trees) == 1) lines[of_trees] <- '  "trees": null,'
  content <- tryCatch(
    parse_json(lines, simplifyVector = FALSE),
    error = function(error) refuse("it is not readable as JSON")
  )
  if (!is.list(content) || !identical(content$format, model_format)) {
    refuse(sprintf("it has no format \"%s\"", model_format))
  }
  if (!is_one_number(content$format_version) || content$format_version > model_format_version) {
    abort_data(
      "%s is a model of format version %s; this radiotmb reads up to %d. Install a newer one.",
      name, format(content$format_version), model_format_version, call = call
    )
  }
  if (!identical(content$checksum, checksum_of(text))) {
    abort_data(
      paste(
        "%s was changed since it was written: its checksum is another. An editor that reformats",
        "JSON changes it too. Take the file as it was, or fit the model again."
      ),
      name, call = call
    )
  }
  absent <- setdiff(entries_of(content), names(content))
  if (length(absent) > 0) refuse(sprintf("it has no entry \"%s\"", absent[1]))
  content["trees"] <- list(if (!identical(trees, "null")) trees)
  model <- tryCatch(model_of_content(content), error = function(error) {
    refuse(paste("an entry is not as it should be:", one_line(conditionMessage(error))))
  })
  if (is.null(model$regression) == is.null(model$trees)) refuse("it has not one learner")
  if (is.null(model$regression)) check_trees(model, refuse) else check_regression(model, refuse)
  check_model_output(model, refuse)
  model
}

# JSON's lists as the vectors and tables of a model.
model_of_content <- function(content) {
  content$phases <- texts_of(content$phases)
  content$not_for <- texts_of(content$not_for)
  content$flags <- texts_of(content$flags)
  content$features <- feature_records(content$features)
  content$covariates <- level_texts(content$covariates)
  if (!is.null(content$harmonisation)) {
    content$harmonisation <- harmonisation_of_content(
      content$harmonisation, nrow(content$features)
    )
  }
  for (side in c("positive", "negative")) {
    content$conformal[[side]] <- numbers_of(content$conformal[[side]])
  }
  content$performance <- lapply(content$performance, \(x) if (is.null(x)) NA_real_ else x)
  n_features <- nrow(content$features)
  content$distance$correlation <- matrix(
    numbers_of(unlist(content$distance$correlation, recursive = FALSE)), n_features, n_features
  )
  content$distance$training <- numbers_of(content$distance$training)
  if (!is.null(content$scanner)) {
    content$scanner$texts <- lapply(content$scanner$texts, texts_of)
    content$scanner$numbers <- lapply(content$scanner$numbers, numbers_of)
  }
  if (!is.null(content$chain$sizes)) content$chain$sizes <- numbers_of(content$chain$sizes)
  for (name in c("patients", "recalibration")) {
    if (is.null(content[[name]]$fingerprints)) next
    content[[name]]$fingerprints <- texts_of(content[[name]]$fingerprints)
  }
  if (!is.null(content$regression)) content$regression <- regression_records(content$regression)
  structure(content[entries_of(content)], class = "fitted_model")
}

texts_of <- function(x) vapply(x, as.character, character(1), USE.NAMES = FALSE)

numbers_of <- function(x) vapply(x, as.numeric, numeric(1), USE.NAMES = FALSE)

feature_columns <- c("low", "high", "median", "mean", "sd", "importance")

feature_records <- function(records) {
  numbers <- lapply(
    stats::setNames(nm = feature_columns), \(column) numbers_of(lapply(records, `[[`, column))
  )
  data.frame(
    name = texts_of(lapply(records, `[[`, "name")), numbers,
    direction = texts_of(lapply(records, `[[`, "direction"))
  )
}

regression_records <- function(regression) {
  records <- regression$columns
  numbers <- lapply(
    stats::setNames(nm = c("mean", "sd", "coefficient")),
    \(column) numbers_of(lapply(records, `[[`, column))
  )
  regression$columns <- data.frame(name = texts_of(lapply(records, `[[`, "name")), numbers)
  regression
}

# What turns the learner's output into a status and a distance.
check_model_output <- function(model, refuse) {
  weights <- model$chain$class_weights
  if (!is.character(weights) || length(weights) != 1) {
    refuse("its chain does not say how the classes were weighted")
  }
  if (weights != "none" && !is_one_number(model$share)) {
    refuse("its classes were weighted, and it has no share of the training patients")
  }
  fit <- model$recalibration
  if (!is.null(fit) && !(is_one_number(fit$intercept) && is_one_number(fit$slope))) {
    refuse("its recalibration is not whole")
  }
  if (inherits(try(solve(model$distance$correlation), silent = TRUE), "try-error")) {
    refuse("its correlation has no inverse")
  }
}

check_regression <- function(model, refuse) {
  columns <- model$regression$columns
  wanted <- c(model$features$name, covariate_columns(model$covariates))
  if (!identical(columns$name, as.character(wanted))) refuse("its regression has other columns")
  numbers <- c(model$regression$intercept, unlist(columns[-1]))
  if (!all(is.finite(numbers)) || any(columns$sd <= 0)) refuse("its regression is not whole")
}

# What a file could hold that would make XGBoost read beyond its own arrays.
check_trees <- function(model, refuse) {
  content <- tryCatch(
    parse_json(model$trees, simplifyVector = FALSE)$learner,
    error = function(error) refuse("its trees are not readable as JSON")
  )
  columns <- nrow(model$features) + length(covariate_columns(model$covariates))
  if (!identical(as.numeric(content$learner_model_param$num_feature), as.numeric(columns))) {
    refuse("its trees have another number of features")
  }
  if (!identical(content$objective$name, "binary:logistic")) refuse("its trees predict no status")
  for (tree in content$gradient_booster$model$trees) {
    if (!valid_tree(tree, columns)) refuse("a tree of it is not whole")
  }
}

valid_tree <- function(tree, columns) {
  parts <- c("left_children", "right_children", "split_indices", "split_conditions", "parents")
  values <- lapply(tree[parts], unlist)
  nodes <- length(values$left_children)
  if (nodes == 0 || any(lengths(values) != nodes)) return(FALSE)
  said <- as.numeric(c(tree$tree_param$num_nodes, tree$tree_param$num_feature))
  if (!identical(said, as.numeric(c(nodes, columns)))) return(FALSE)
  node <- seq_len(nodes) - 1
  child_of <- function(children) {
    inner <- children != -1
    all(children[inner] %in% node) && all(values$parents[children[inner] + 1] == node[inner])
  }
  identical(values$left_children == -1, values$right_children == -1) &&
    child_of(values$left_children) && child_of(values$right_children) &&
    all(values$split_indices >= 0 & values$split_indices < columns)
}
