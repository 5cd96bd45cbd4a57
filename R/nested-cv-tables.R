# The tables of a nested cross-validation, from its tasks and their fits.

held_out_predictions <- function(table, tasks, fits) {
  rows <- Map(function(task, fit) {
    data.frame(
      row_columns(table, !task$train), `repeat` = task$repeat_, fold = task$fold,
      truth = as.character(table$y[!task$train]), probability = fit$probability,
      check.names = FALSE
    )
  }, tasks, fits)
  rows <- do.call(rbind, rows)
  rows <- rows[order(rows[["repeat"]], row_key(rows), method = "radix"), ]
  rownames(rows) <- NULL
  rows
}

averaged_predictions <- function(predictions, table) {
  probability <- tapply(predictions$probability, row_key(predictions), mean)
  data.frame(
    row_columns(table, TRUE),
    truth = as.character(table$y),
    probability = as.vector(probability[row_key(table)])
  )
}

# Whose each row is, and which lesion where a patient may have several.
row_columns <- function(table, rows) {
  columns <- list(
    patient_id = table$patient_id[rows], lesion = table$lesion[rows], centre = table$centre[rows]
  )
  as.data.frame(columns[lengths(columns) > 0 | names(columns) == "patient_id"])
}

fold_table <- function(tasks, fits) {
  data.frame(
    `repeat` = vapply(tasks, `[[`, integer(1), "repeat_"),
    fold = vapply(tasks, `[[`, integer(1), "fold"),
    n_train = vapply(tasks, \(task) sum(task$train), integer(1)),
    n_test = vapply(tasks, \(task) sum(!task$train), integer(1)),
    kept = vapply(fits, \(fit) as.integer(fit$kept), integer(1)),
    screened = vapply(fits, \(fit) as.integer(fit$screened), integer(1)),
    selected = vapply(fits, \(fit) length(fit$selected), integer(1)),
    flag = vapply(fits, \(fit) paste(fit$flags, collapse = "; "), character(1)),
    check.names = FALSE
  )
}

selection_table <- function(tasks, fits) {
  rows <- Map(function(task, fit) {
    n <- length(fit$selected)
    data.frame(
      `repeat` = rep(task$repeat_, n), fold = rep(task$fold, n), rank = seq_len(n),
      feature = fit$selected, check.names = FALSE
    )
  }, tasks, fits)
  do.call(rbind, rows)
}

feature_frequency <- function(selections, models) {
  frequency <- table(selections$feature)
  mean_rank <- tapply(selections$rank, selections$feature, mean)
  result <- data.frame(
    feature = as.character(names(frequency)),
    frequency = as.integer(frequency),
    share = as.integer(frequency) / models,
    mean_rank = as.vector(mean_rank[names(frequency)])
  )
  result <- result[order(-result$frequency, result$mean_rank, result$feature, method = "radix"), ]
  rownames(result) <- NULL
  result
}

boosting_table <- function(tasks, fits) {
  rows <- Map(function(task, fit) {
    if (is.null(fit$boosting)) return(NULL)
    data.frame(
      `repeat` = task$repeat_, fold = task$fold, as.data.frame(fit$boosting), check.names = FALSE
    )
  }, tasks, fits)
  do.call(rbind, rows)
}
