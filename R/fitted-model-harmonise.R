# What a model keeps of the ComBat that its training patients went through, and how the next
# patients' features go through it.

harmonisation_record <- function(learned, table, parameters) {
  if (is.null(learned$combat)) return(NULL)
  combat <- combat_of_features(learned$combat, learned$selected)
  batches <- lapply(seq_len(nrow(combat$batches)), function(i) {
    list(
      name = combat$batches$batch[i], n = combat$batches$n[i], gamma = unname(combat$gamma[i, ]),
      delta = unname(combat$delta[i, ])
    )
  })
  list(
    method = "combat", column = table$batch_column, unseen = parameters$unseen,
    grand_mean = unname(combat$grand_mean), sd = unname(combat$sd), batches = batches,
    keep = covariate_records(table$keep_columns),
    beta = lapply(seq_len(nrow(combat$beta)), \(i) unname(combat$beta[i, ]))
  )
}

# Lists of numbers stay lists where there is one feature.
harmonisation_arrays <- function(record) {
  for (part in c("grand_mean", "sd")) record[[part]] <- I(record[[part]])
  record$batches <- lapply(record$batches, function(one) {
    one$gamma <- I(one$gamma)
    one$delta <- I(one$delta)
    one
  })
  record$beta <- lapply(record$beta, I)
  record$keep <- level_arrays(record$keep)
  record
}

level_arrays <- function(records) {
  lapply(records, function(one) {
    if (!is.null(one$levels)) one$levels <- I(one$levels)
    one
  })
}

# From JSON's lists, refused where its parts do not go together.
harmonisation_of_content <- function(content, features) {
  numbers <- function(x) {
    x <- numbers_of(x)
    if (length(x) != features || !all(is.finite(x))) stop("the harmonisation is not whole")
    x
  }
  content$grand_mean <- numbers(content$grand_mean)
  content$sd <- numbers(content$sd)
  content$batches <- lapply(content$batches, function(one) {
    one$gamma <- numbers(one$gamma)
    one$delta <- numbers(one$delta)
    if (any(one$delta <= 0)) stop("a variance of the harmonisation is not positive")
    one
  })
  content$keep <- level_texts(content$keep)
  content$beta <- lapply(content$beta, numbers)
  if (length(content$beta) != length(covariate_columns(content$keep))) {
    stop("the harmonisation has another number of columns to keep")
  }
  content
}

level_texts <- function(records) {
  lapply(records, function(one) {
    one["levels"] <- list(if (!is.null(one$levels)) texts_of(one$levels))
    one
  })
}

combat_of_model <- function(model) {
  record <- model$harmonisation
  names <- model$features$name
  of_batches <- function(part) {
    rows <- lapply(record$batches, `[[`, part)
    matrix(unlist(rows), length(rows), length(names), byrow = TRUE, dimnames = list(NULL, names))
  }
  columns <- covariate_columns(record$keep)
  list(
    batches = data.frame(batch = texts_of(lapply(record$batches, `[[`, "name"))),
    grand_mean = stats::setNames(record$grand_mean, names),
    sd = stats::setNames(record$sd, names), gamma = of_batches("gamma"),
    delta = of_batches("delta"),
    beta = matrix(
      as.numeric(unlist(record$beta)), length(columns), length(names), byrow = TRUE,
      dimnames = list(columns, names)
    )
  )
}

# The features as the trees saw them in training, and which rows could not be made so.
harmonised_features <- function(model, x, rows, tables, unseen, call) {
  record <- model$harmonisation
  if (is.null(record)) {
    if (!is.null(unseen)) {
      abort_argument("unseen", "NULL for a model that harmonises nothing", unseen, call)
    }
    return(list(matrix = x))
  }
  rule <- if (is.null(unseen)) record$unseen else unseen
  check_choice(rule, "unseen", c("refuse", "unchanged"), call)
  batch <- batch_of_rows(record, rows, tables$quality, rule, call)
  combat <- combat_of_model(model)
  refuse_unseen(batch[!is.na(batch)], combat$batches$batch, rule, call)
  names <- vapply(record$keep, `[[`, character(1), "name")
  own <- !is.null(tables$covariates) && all(names %in% names(tables$covariates))
  keep <- covariates_of_model(
    list(covariates = record$keep), rows, if (own) tables$covariates, call
  )
  list(
    matrix = apply_combat(combat, x, batch, keep),
    seen = batch %in% combat$batches$batch, batch = batch
  )
}

# From the features' own column, or the table of scanners.
batch_of_rows <- function(record, rows, quality, rule, call) {
  column <- record$column
  batch <- rows[[column]]
  if (is.null(batch) && !is.null(quality)) batch <- with_quality(rows, quality, call)[[column]]
  if (is.null(batch)) batch <- rep(NA, nrow(rows))
  batch <- as.character(batch)
  lacking <- is.na(batch) | !nzchar(batch)
  if (any(lacking) && rule == "refuse") {
    abort_data(
      paste(
        "The model harmonises features by the column %s (%s), which is not known for patient_id",
        "%s. Give it in `features` or `quality`; `unseen = \"unchanged\"` takes such patients as",
        "they are."
      ),
      sQuote(column, FALSE), name_some(vapply(record$batches, `[[`, character(1), "name")),
      name_some(sQuote(rows$patient_id[lacking], FALSE)), call = call
    )
  }
  batch[lacking] <- NA
  batch
}

unharmonised_flag <- function(harmonised, rows) {
  if (is.null(harmonised$seen) || all(harmonised$seen)) return(NULL)
  other <- unique(harmonised$batch[!harmonised$seen])
  other[is.na(other)] <- "not known"
  sprintf(
    "%d of %d are of a batch without training patients (%s): features taken as they are",
    sum(!harmonised$seen), nrow(rows), name_some(other)
  )
}
