# The counts behind a rounded rate or AUC, recovered through the checks that the claims name.

claim_check_inputs <- function(claim, claims, check) {
  calls <- parse_checks(claim$checks, claim$id)
  call <- Find(function(call) call$check == check, calls)
  if (is.null(call)) return(NULL)
  inputs <- lapply(call$arguments, resolve_input, claims = claims, claim = claim)
  check_inputs(inputs, check, audit_checks[[check]], claim)
}

# The class splits that an AUC's own check allows; NULL where it names none. `joint` is the joint
# reading of the claims.
claim_splits <- function(claim, claims, joint) {
  inputs <- claim_check_inputs(claim, claims, "auc_split")
  if (is.null(inputs)) NULL else feasible_splits(claim, inputs, joint)
}

# Numerator and denominator of a sensitivity, specificity or accuracy where the three rates fit one
# table; NULL where they do not, or where no check names this claim.
claim_counts <- function(claim, claims, joint) {
  for (row in seq_len(nrow(claims))) {
    other <- claim_at(claims, row)
    inputs <- claim_check_inputs(other, claims, "confusion")
    if (is.null(inputs)) next
    rates <- confusion_rates(other, inputs)
    mine <- names(rates)[vapply(rates, function(rate) identical(rate$id, claim$id), NA)]
    if (length(mine) == 0) next
    tables <- claim_tables(other, inputs, joint)
    if (nrow(tables) != 1) next
    return(switch(mine[1],
      sensitivity = c(tables$tp, tables$positive),
      specificity = c(tables$tn, tables$negative),
      accuracy = c(tables$tp + tables$tn, tables$n)
    ))
  }
  NULL
}

# The 2 x 2 tables that fit a check `confusion`, and that the other claims allow where it says whom
# it counts. `own` = FALSE leaves out the claim's own rate.
claim_tables <- function(claim, inputs, joint, own = TRUE) {
  if (is.null(inputs[["who"]])) {
    return(fitting_tables(claim, inputs, confusion_sizes(claim, inputs), own))
  }
  i <- statement_row(joint, claim, "confusion")
  if (!own) joint <- forget_own_rate(joint, i)
  values <- joint_values(joint, i)
  tables <- fitting_tables(claim, inputs, sort(unique(values[, 2])), own)
  tables[paste(tables$positive, tables$n) %in% paste(values[, 1], values[, 2]), ]
}

statement_row <- function(joint, claim, check) {
  same <- vapply(joint$statements, \(s) s$claim$id == claim$id && s$check == check, NA)
  which(same)[1]
}

forget_own_rate <- function(joint, i) {
  joint$statements[[i]]$own <- FALSE
  joint$statements[[i]]$remembered <- new.env()
  joint$system <- cohort_system(joint)
  joint$listed <- NULL
  joint
}

fitting_tables <- function(claim, inputs, sizes, own = TRUE) {
  rates <- confusion_rates(claim, inputs)
  if (!own) rates[vapply(rates, \(rate) identical(rate$id, claim$id), NA)] <- list(NULL)
  if (length(sizes) == 0 || all(vapply(rates, is.null, NA))) return(no_tables)
  positive <- input_value(inputs, "positive")
  if (is.null(positive) && !is.null(inputs[["positive_max"]])) {
    positive <- seq_len(input_value(inputs, "positive_max"))
  }
  confusion_candidates(
    rates$sensitivity$value, rates$specificity$value, rates$accuracy$value, sizes,
    digits = vapply(c("sensitivity", "specificity", "accuracy"), rate_decimals, 0, rates = rates),
    positive = positive
  )
}

no_tables <- data.frame(
  n = integer(), positive = integer(), negative = integer(), tp = integer(), fn = integer(),
  tn = integer(), fp = integer(), sensitivity = double(), specificity = double(),
  accuracy = double()
)

confusion_sizes <- function(claim, inputs) {
  if (!is.null(inputs[["n"]])) return(input_value(inputs, "n"))
  n_max <- input_value(inputs, "n_max", claim$n)
  if (is.na(n_max)) {
    abort_data("The check confusion of claim %s needs n or n_max.", dQuote(claim$id, FALSE))
  }
  seq_len(n_max)
}

confusion_rates <- function(claim, inputs) {
  rates <- inputs[c("sensitivity", "specificity", "accuracy")]
  names(rates) <- c("sensitivity", "specificity", "accuracy")
  open <- names(rates)[vapply(rates, is.null, NA)]
  if (length(open) == 0) {
    abort_data("The check confusion of claim %s names all three rates; leave out its own.",
               dQuote(claim$id, FALSE))
  }
  # The claim's id or quantity says which rate it is where two are open.
  own <- open[vapply(open, grepl, NA, x = paste(claim$id, claim$quantity), ignore.case = TRUE)]
  rates[[c(own, open)[1]]] <- claim
  rates
}

rate_decimals <- function(rate, rates) {
  if (is.null(rates[[rate]])) 0 else min(rates[[rate]]$decimals, 12)
}
