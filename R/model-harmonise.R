# The harmonisation of a chain: ComBat learned from training rows and applied to held-out ones, or,
# to show what that would have claimed, from all rows and their statuses before the folds.

harmonisations <- c("none", "combat", "leaky")

# The rows of a training table harmonised, and what was learned; nothing where it is not asked for.
learn_harmonisation <- function(x, table, parameters) {
  if (!identical(parameters$harmonise, "combat")) return(list(x = x))
  combat <- learn_combat(x, table$batch, table$keep)
  list(x = apply_combat(combat, x, table$batch, table$keep), combat = combat, flags = combat$flags)
}

apply_harmonisation <- function(combat, x, table) {
  if (is.null(combat)) return(x)
  apply_combat(combat_of_features(combat, colnames(x)), x, table$batch, table$keep)
}

combat_of_features <- function(combat, features) {
  if (is.null(combat)) return(NULL)
  for (part in c("grand_mean", "sd")) combat[[part]] <- combat[[part]][features]
  for (part in c("gamma", "delta", "beta")) {
    combat[[part]] <- combat[[part]][, features, drop = FALSE]
  }
  combat
}

# ComBat on all patients, held-out ones included, their status among what is kept, as is common:
# the held-out patients' values then know their own status.
leak_harmonisation <- function(table, parameters) {
  if (!identical(parameters$harmonise, "leaky")) return(table)
  x <- impute_medians(table$x, table$x)
  keep <- cbind(table$keep, status = as.integer(table$y) - 1)
  table$x <- apply_combat(learn_combat(x, table$batch, keep), x, table$batch, keep)
  table
}

leaky_harmonisation <- paste(
  "ComBat was learned from all patients, held-out ones and their statuses included: the AUC shows",
  "what that leak claims, it is no estimate of performance"
)

# Whether table and options go together, and what to say of it.
check_harmonisation <- function(table, parameters, tasks, call = rlang::caller_env()) {
  harmonise <- parameters$harmonise
  if (harmonise == "none") {
    unused <- names(which(table$given))
    if (length(unused) > 0) {
      abort_argument(unused[1], "NULL without `harmonise = \"combat\"`", table$batch_column, call)
    }
    return(NULL)
  }
  if (is.null(table$batch)) {
    refuse_incomplete_centre(table$flags, sprintf("`harmonise = \"%s\"`", harmonise), call)
    abort_data(
      paste(
        "`harmonise = \"%s\"` wants the batch of each patient: a column centre in `labels` or",
        "`features`, or `batch`, the name of another column."
      ), harmonise, call = call
    )
  }
  check_kept(table, call)
  small <- table(table$batch)
  small <- names(small)[small < 2]
  c(
    sprintf(
      "ComBat over %s (%s), learned %s", table$batch_column,
      name_some(recorded_batches(table, parameters)),
      if (harmonise == "leaky") "before the folds" else "in each fold from its training patients"
    ),
    if (length(small) > 0) sprintf("batches of one patient: %s", name_some(small)),
    if (harmonise == "leaky") leaky_harmonisation else unseen_flags(table, parameters, tasks, call)
  )
}

# What a result says of its batches: "A: 20", "B: 12".
recorded_batches <- function(table, parameters) {
  if (parameters$harmonise == "none") return(NULL)
  counts <- table(table$batch)[sort(unique(table$batch), method = "radix")]
  sprintf("%s: %d", names(counts), as.integer(counts))
}

# Folds that hold out a batch as a whole.
unseen_flags <- function(table, parameters, tasks, call) {
  unseen <- lapply(tasks, \(task) setdiff(table$batch[!task$train], table$batch[task$train]))
  folds <- sum(lengths(unseen) > 0)
  if (folds == 0) return(NULL)
  batches <- unique(unlist(unseen))
  if (parameters$unseen == "refuse") {
    abort_data(
      paste(
        "%d of %d outer folds hold out the batch %s, of which they have no training patient: what",
        "it does to features is not known. `unseen = \"unchanged\"` takes such patients as they",
        "are; or join small batches."
      ),
      folds, length(tasks), name_some(sQuote(batches, FALSE)), call = call
    )
  }
  sprintf(
    "%d of %d outer folds hold out a batch without training patients (%s): taken as they are",
    folds, length(tasks), name_some(batches)
  )
}

# What ComBat keeps must be known of the next patient and be told from the batches.
check_kept <- function(table, call) {
  for (name in names(table$keep_columns)) {
    value <- as.character(table$keep_columns[[name]])
    if (length(unique(value)) == 2 && length(unique(paste(value, table$y))) == 2) {
      abort_data(
        "`keep` has the status itself, in column %s: the next patient's is not known.",
        sQuote(name, FALSE), call = call
      )
    }
  }
  design <- outer(table$batch, unique(table$batch), `==`) + 0
  estimable_columns(design, table$keep, "refuse", call)
  invisible()
}
