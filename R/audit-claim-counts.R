# The counts behind a rounded rate or AUC, recovered through the checks that the claims name.

claim_check_inputs <- function(claim, claims, check) {
  calls <- parse_checks(claim$checks, claim$id)
  call <- Find(function(call) call$check == check, calls)
  if (is.null(call)) return(NULL)
  inputs <- lapply(call$arguments, resolve_input, claims = claims, claim = claim)
  check_inputs(inputs, check, audit_checks[[check]], claim)
}

# The class splits that an AUC's own check allows; NULL where it names none.
claim_splits <- function(claim, claims) {
  inputs <- claim_check_inputs(claim, claims, "auc_split")
  if (is.null(inputs)) NULL else feasible_splits(claim, inputs)
}

# Numerator and denominator of a sensitivity, specificity or accuracy where the three rates fit one
# table; NULL where they do not, or where no check names this claim.
claim_counts <- function(claim, claims) {
  for (row in seq_len(nrow(claims))) {
    other <- claim_at(claims, row)
    inputs <- claim_check_inputs(other, claims, "confusion")
    if (is.null(inputs)) next
    rates <- confusion_rates(other, inputs)
    tables <- fitting_tables(other, inputs)
    mine <- names(rates)[vapply(rates, function(rate) identical(rate$id, claim$id), NA)]
    if (length(mine) == 0 || nrow(tables) != 1) next
    return(switch(mine[1],
      sensitivity = c(tables$tp, tables$positive),
      specificity = c(tables$tn, tables$negative),
      accuracy = c(tables$tp + tables$tn, tables$n)
    ))
  }
  NULL
}
