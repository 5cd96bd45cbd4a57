#' Compare the results of a study with the published ones
#'
#' @param results The path of a study's `results.json`, or the list read from it with
#'   `jsonlite::fromJSON()`.
#' @param claims The published numbers, as [published_results()] gives them (or its argument). The
#'   column `result` says where `results.json` holds the same quantity.
#' @param conf_level Confidence level of the intervals.
#' @return A data frame of class `published_comparison` with one row a published quantity: `id`,
#'   `quantity`, `published`, `published_lower`, `published_upper`, `study`, `study_lower`,
#'   `study_upper`, `p_difference` and `note`. Counts of patients are compared as shares. A
#'   quantity that the study does not have is noted "not in this study".
#' @details Published intervals come from the published counts: Clopper-Pearson for shares, Hanley
#'   and McNeil for AUCs, with the class split or the 2 x 2 table that the rounded numbers allow
#'   ([auc_grid()], [confusion_candidates()]; of several splits the one with the widest interval).
#'   The tests of difference: Fisher's exact test for shares, the normal test for two independent
#'   AUCs. Means without a published spread and p-values have none.
#' @section Errors: `radiotmb_data_error` where the file cannot be read or holds no results.
#' @references Hanley JA, McNeil BJ. Radiology 1982;143:29-36.
#'   \doi{10.1148/radiology.143.1.7063747}
#' @examples
#' results <- list(
#'   burden = list(primary = list(n = 40, high = 9, mean_tmb = 9.1)),
#'   models = list(list(lesion = "primary", phase = "prone", auc = 0.61, auc_lower = 0.42,
#'                      auc_upper = 0.80, n = 40, n_positive = 9))
#' )
#' compared <- compare_published(results)
#' compared[!is.na(compared$study), c("id", "published", "study", "p_difference")]
#' @export
compare_published <- function(results, claims = NULL, conf_level = 0.95) {
  results <- read_results(results)
  claims <- if (is.data.frame(claims)) read_claims(claims) else published_results(claims)
  check_number(conf_level, "conf_level", 0, 1)
  joint <- joint_reading(claims)
  rows <- lapply(which(claims$result != ""), function(row) {
    claim <- claim_at(claims, row)
    published <- published_estimate(claim, claims, joint, conf_level)
    study <- study_estimate(claim, results, conf_level)
    compare_row(claim, published, study)
  })
  if (length(rows) == 0) {
    abort_data(paste(
      "No claim says where results.json holds it: write that into the column `result`, such as",
      "burden.primary.mean_tmb; published_results() has those of the published study."
    ))
  }
  structure(do.call(rbind, rows), class = c("published_comparison", "data.frame"))
}

read_results <- function(results, call = rlang::caller_env()) {
  if (is.character(results) && length(results) == 1) {
    if (!file.exists(results)) {
      abort_data("There is no file %s.", sQuote(results, FALSE), call = call)
    }
    results <- tryCatch(
      read_json_file(results),
      error = function(e) {
        abort_data("%s is not JSON: %s", sQuote(results, FALSE), conditionMessage(e),
                   call = call)
      }
    )
  }
  sections <- c("burden", "pairs", "models", "discordance", "survival", "cohort")
  if (!is.list(results) || !any(sections %in% names(results))) {
    abort_data("These are no results of a study: none of %s is there.",
               paste(sections, collapse = ", "), call = call)
  }
  results
}

estimate_of <- function(value = NA_real_, lower = NA_real_, upper = NA_real_, events = NA_real_,
                        n = NA_real_, se = NA_real_, note = "") {
  number <- function(x) if (is.numeric(x) && length(x) == 1) as.numeric(x) else NA_real_
  list(
    value = number(value), lower = number(lower), upper = number(upper), events = number(events),
    n = number(n), se = number(se), note = note
  )
}

share_of <- function(events, n, conf_level, note = sprintf("%g of %g", events, n)) {
  share <- clopper_pearson(events, n, conf_level)
  estimate_of(share$estimate, share$lower, share$upper, events, n, note = note)
}

is_share <- function(claim) claim$kind == "count" && !is.na(claim$n) && claim$value < claim$n

published_estimate <- function(claim, claims, joint, conf_level) {
  if (is_share(claim)) return(share_of(claim$value, claim$n, conf_level))
  if (claim$kind == "auc") return(published_auc(claim, claims, joint, conf_level))
  if (claim$kind == "proportion") {
    return(published_proportion(claim, claims, joint, conf_level))
  }
  estimate_of(claim$value)
}

published_auc <- function(claim, claims, joint, conf_level) {
  splits <- claim_splits(claim, claims, joint)
  if (is.null(splits) || nrow(splits) == 0) return(estimate_of(claim$value))
  intervals <- hanley_mcneil(rep(claim$value, nrow(splits)), splits$positive, splits$negative,
                             conf_level)
  widest <- intervals[which.max(intervals$se), ]
  estimate_of(claim$value, widest$lower, widest$upper, se = widest$se,
              note = sprintf("%d/%d", widest$positive, widest$negative))
}

published_proportion <- function(claim, claims, joint, conf_level) {
  counts <- claim_counts(claim, claims, joint)
  if (is.null(counts)) return(estimate_of(claim$value))
  share <- share_of(counts[1], counts[2], conf_level)
  share$value <- claim$value
  share
}

# The place of a quantity in results.json: names separated by points. In a table the name picks the
# first row whose first column has it.
result_at <- function(results, path) {
  names <- strsplit(path, ".", fixed = TRUE)[[1]]
  if (names[1] == "models") return(model_at(results[["models"]], names[-1]))
  node <- results
  n <- NULL
  for (name in names) {
    node <- if (is.data.frame(node)) {
      row <- grep(name, node[[1]], ignore.case = TRUE, fixed = FALSE)
      if (length(row) > 0) as.list(node[row[1], , drop = FALSE])
    } else if (is.list(node)) {
      node[[name]]
    }
    if (is.null(node)) return(NULL)
    if (is.list(node) && !is.null(node[["n"]])) n <- node[["n"]]
  }
  # Of the list nearest around it: the number of patients behind a count.
  list(node = node, n = n)
}

# The model of a lesion and a phase, or of a phase that one lesion only has.
model_at <- function(models, names) {
  models <- list_models(models)
  phase <- names[length(names)]
  fits <- Filter(function(model) identical(model$phase, phase), models)
  if (length(names) > 1) fits <- Filter(\(model) identical(model$lesion, names[1]), fits)
  if (length(fits) > 1) {
    choices <- vapply(fits, \(model) sprintf("models.%s.%s", model$lesion, phase), "")
    abort_data("models.%s is a phase of several lesions: write %s.", phase,
               paste(choices, collapse = " or "))
  }
  if (length(fits) == 1) list(node = fits[[1]], n = fits[[1]][["n"]])
}

# One list a model, whether jsonlite made a data frame of them or not. Names are phases, as in
# results.json of version 0.1.
list_models <- function(models) {
  if (is.data.frame(models)) {
    return(lapply(seq_len(nrow(models)), \(row) as.list(models[row, , drop = FALSE])))
  }
  phases <- names(models)
  lapply(seq_along(models), function(place) {
    model <- models[[place]]
    if (!is.null(phases)) model$phase <- phases[place]
    model
  })
}

study_estimate <- function(claim, results, conf_level) {
  found <- result_at(results, claim$result)
  node <- found$node
  if (is.null(node) || length(node) == 0) return(estimate_of(note = "not in this study"))
  if (is.list(node)) return(listed_estimate(claim, node, conf_level))
  if (is_share(claim) && is.numeric(found$n)) return(share_of(node, found$n, conf_level))
  estimate_of(node)
}

# A model, a share, a test or an estimate, told apart by what it holds.
listed_estimate <- function(claim, node, conf_level) {
  if (claim$kind == "auc") {
    node <- averaged_output(node)
    return(estimate_of(
      node[["auc"]], node[["auc_lower"]], node[["auc_upper"]], se = study_auc_se(node, conf_level),
      note = paste0(as_word(node[["n_positive"]]), "/",
                    as_word(node[["n"]] - node[["n_positive"]]))
    ))
  }
  if (!is.null(node[["numerator"]])) {
    return(share_of(node[["numerator"]], node[["denominator"]], conf_level))
  }
  if (!is.null(node[["p_value"]])) {
    return(estimate_of(node[["p_value"]], note = as_word(node[["test"]])))
  }
  estimate_of(node[["estimate"]], node[["lower"]], node[["upper"]])
}

# The published AUCs are those of averaged outputs, so that of this study is too.
averaged_output <- function(node) {
  if (!is.null(node[["auc_averaged"]])) {
    node[c("auc", "auc_lower", "auc_upper")] <-
      node[c("auc_averaged", "auc_averaged_lower", "auc_averaged_upper")]
  }
  node
}

as_word <- function(x) if (length(x) == 1 && !is.na(x)) as.character(x) else "?"

# Hanley and McNeil's on both sides, so that the two are comparable.
study_auc_se <- function(node, conf_level) {
  known <- c("auc", "n", "n_positive")
  if (!all(vapply(known, \(name) is.numeric(node[[name]]), NA))) return(NA_real_)
  negative <- node[["n"]] - node[["n_positive"]]
  if (anyNA(unlist(node[known])) || node[["n_positive"]] < 1 || negative < 1) return(NA_real_)
  hanley_mcneil(node[["auc"]], node[["n_positive"]], negative, conf_level)$se
}

compare_row <- function(claim, published, study) {
  sides <- c(published$note, study$note)
  note <- if (is.na(study$value)) {
    "not in this study"
  } else if (all(sides != "")) {
    sprintf("%s; here %s", sides[1], sides[2])
  } else if (study$note != "") {
    paste("here", study$note)
  } else {
    ""
  }
  data.frame(
    id = claim$id, quantity = claim$quantity, published = published$value,
    published_lower = published$lower, published_upper = published$upper, study = study$value,
    study_lower = study$lower, study_upper = study$upper,
    p_difference = difference_p(published, study), note = note
  )
}

difference_p <- function(published, study) {
  if (!anyNA(c(published$events, study$events)) && published$n > 0 && study$n > 0) {
    counts <- rbind(c(published$events, published$n - published$events),
                    c(study$events, study$n - study$events))
    return(stats::fisher.test(counts)$p.value)
  }
  se <- sqrt(published$se^2 + study$se^2)
  if (is.na(se) || se == 0) return(NA_real_)
  2 * stats::pnorm(-abs(published$value - study$value) / se)
}
