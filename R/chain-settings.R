# The table and the parameters of a whole chain that is run many times, from the arguments of
# nested_cv() by name, a control object, and perhaps a nested_cv() of the same chain and patients.
chain_settings <- function(features, labels, given, control, observed,
                           call = rlang::caller_env(), positive = NULL) {
  settings <- split_settings(given, call)
  fit <- if (inherits(observed, "nested_cv")) observed$parameters
  if (is.null(control) && !is.null(fit)) control <- control_of_fit(fit)
  control <- combine_options(control, settings$chain, call)
  if (is.null(positive)) positive <- if (is.null(fit)) "high" else fit$positive
  positive <- checked_positive(positive, call)
  parameters <- chain_parameters(positive, control, call)
  table <- do.call(modelling_table, c(
    list(features, labels, positive), settings$table, control[c("min_icc", "unusable")],
    list(call = call)
  ))
  used <- folds_of_table(table, parameters, call)
  flags <- c(table$flags, fold_flags(used, parameters))
  if (leaves_centres_out(parameters)) parameters$outer <- used
  if (!is.null(fit)) check_same_chain(observed, table, parameters, call)
  parameters$outer <- used
  flags <- c(flags, check_harmonisation(table, parameters, tasks_of_table(table, parameters), call))
  list(table = table, parameters = parameters, flags = flags, unusable = control$unusable)
}

# Options of the chain, and arguments that describe the table. Neither a null
# nor a bootstrap of the chain has intervals of its single runs, so those options are no arguments.
split_settings <- function(given, call = rlang::caller_env()) {
  of_table <- c("phase", "lesion", "covariates", "icc", "centre", "batch", "keep")
  of_chain <- setdiff(control_options, c("conf_level", "bootstrap"))
  unknown <- setdiff(names(given), c(of_table, of_chain))
  if (length(unknown) > 0 || (length(given) > 0 && !rlang::is_named(given))) {
    abort_argument("...", "named arguments of nested_cv()", c(unknown, "an unnamed value")[1], call)
  }
  list(
    chain = given[names(given) %in% of_chain], table = given[names(given) %in% of_table]
  )
}

control_of_fit <- function(parameters) {
  control <- control_defaults()
  known <- intersect(control_options, names(parameters))
  control[known] <- parameters[known]
  control
}

# A p-value or an interval belongs to the AUC of one chain on certain patients.
check_same_chain <- function(observed, table, parameters, call) {
  refuse <- function(what, theirs, ours) {
    abort_data(
      paste(
        "`observed` is of another chain: its %s is %s, here it is %s.",
        "Give the same, or leave it out."
      ),
      what, theirs, ours, call = call
    )
  }
  if (!identical(observed$averaged$patient_id, table$patient_id)) {
    refuse(
      "table of patients", sprintf("of %d patients", nrow(observed$averaged)),
      sprintf("of %d%s", length(table$patient_id), {
        other <- setdiff(table$patient_id, observed$averaged$patient_id)
        if (length(other) > 0) sprintf(", among them %s", sQuote(other[1], FALSE)) else ""
      })
    )
  }
  other <- which(observed$averaged$truth != as.character(table$y))
  if (length(other) > 0) {
    refuse(
      sprintf("status of patient_id %s", sQuote(table$patient_id[other[1]], FALSE)),
      observed$averaged$truth[other[1]], as.character(table$y[other[1]])
    )
  }
  theirs <- observed$parameters
  for (name in names(parameters)) {
    if (!isTRUE(all.equal(theirs[[name]], parameters[[name]], check.attributes = FALSE))) {
      refuse(
        sprintf("`%s`", name), describe_value(theirs[[name]]), describe_value(parameters[[name]])
      )
    }
  }
  if (!identical(theirs$batches, recorded_batches(table, parameters))) {
    refuse("list of batches", name_some(theirs$batches), {
      name_some(recorded_batches(table, parameters))
    })
  }
  differ <- c(
    setdiff(theirs$columns, colnames(table$x)), setdiff(colnames(table$x), theirs$columns)
  )
  if (length(differ) > 0) {
    refuse(
      "number of usable features",
      sprintf("%d", length(theirs$columns)),
      sprintf("%d, other in %s", ncol(table$x), sQuote(differ[1], FALSE))
    )
  }
  named <- function(x) if (length(x) == 0) "none" else name_some(x)
  if (!identical(named(theirs$covariates), named(colnames(table$covariates)))) {
    refuse("list of covariates", named(theirs$covariates), named(colnames(table$covariates)))
  }
}
