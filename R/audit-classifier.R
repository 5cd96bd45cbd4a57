# Checks of AUCs and of sensitivity, specificity and accuracy.

audit_auc_split <- function(claim, inputs) {
  n <- input_value(inputs, "n", claim$n)
  if (is.na(n)) abort_data("The check auc_split needs n for claim %s.", dQuote(claim$id, FALSE))
  other <- inputs[["same_patients"]]
  feasible <- feasible_splits(claim, inputs)
  subject <- if (is.null(other)) {
    sprintf("An AUC of %s with %d patients", show_claim(claim), n)
  } else {
    sprintf("AUCs of %s and %s with the same %d patients", show_claim(claim), show_claim(other), n)
  }
  method <- sprintf("multiples of 1 / (2 x positives x negatives), n = %d", n)
  if (nrow(feasible) == 0) {
    return(finding(method, "no split", "inconsistent", sprintf(
      "%s cannot come from any split into positives and negatives that the report allows.", subject
    )))
  }
  shown <- sprintf("%d/%d", feasible$positive, feasible$negative)
  splits <- paste(shown, collapse = ", ")
  finding(method, splits, "consistent", sprintf(
    "%s %s %s positive/negative %s%s", subject, if (is.null(other)) "fits" else "fit",
    if (nrow(feasible) == 1) "only" else "the splits", splits,
    left_out(feasible$positive, n, input_value(inputs, "positive"), input_value(inputs, "whole", n))
  ))
}

# The splits that give the AUC, and the other AUC of the same patients, and that the totals allow.
feasible_splits <- function(claim, inputs) {
  n <- input_value(inputs, "n", claim$n)
  splits <- auc_grid(claim$value, n, claim$decimals)
  other <- inputs[["same_patients"]]
  if (!is.null(other)) {
    shared <- auc_grid(other$value, n, other$decimals)$positive
    splits <- splits[splits$positive %in% shared, ]
  }
  whole <- input_value(inputs, "whole", n)
  possible <- possible_positives(n, input_value(inputs, "positive"), whole)
  splits[splits$positive %in% possible, ]
}

# With `positive` of `whole` patients positive, n of them can hold this many positives.
possible_positives <- function(n, positive, whole) {
  if (is.null(positive)) return(seq_len(n - 1))
  seq(max(0, positive - (whole - n)), min(positive, n))
}

# What a single split says of the patients whose images are missing.
left_out <- function(found, n, positive, whole) {
  if (length(found) != 1 || is.null(positive) || n >= whole) return(".")
  if (found == positive) return(sprintf("; all %d positive patients are among them.", positive))
  sprintf("; %d of the %d other patients were positive.", positive - found, whole - n)
}

audit_confusion <- function(claim, inputs) {
  rates <- confusion_rates(claim, inputs)
  tables <- fitting_tables(claim, inputs)
  n <- confusion_sizes(claim, inputs)
  named <- rates[!vapply(rates, is.null, NA)]
  said <- paste(names(named), vapply(named, show_number, ""), collapse = ", ")
  method <- sprintf("every whole 2 x 2 table with n %s %d",
                    if (length(n) > 1) "<=" else "=", max(n))
  if (nrow(tables) == 0) {
    return(finding(method, "no table", "inconsistent", sprintf(
      "No whole numbers of patients give %s together.", said
    )))
  }
  shown <- sprintf("n %d: TP %d FN %d TN %d FP %d", tables$n, tables$tp, tables$fn, tables$tn,
                   tables$fp)
  if (nrow(tables) > 1) {
    return(finding(method, sprintf("%d tables", nrow(tables)), "consistent", sprintf(
      "%d tables of whole counts give %s, so the table itself stays open.", nrow(tables), said
    )))
  }
  finding(method, shown, "reproduced", describe_table(tables, said))
}

confusion_sizes <- function(claim, inputs) {
  if (!is.null(inputs[["n"]])) return(input_value(inputs, "n"))
  n_max <- input_value(inputs, "n_max", claim$n)
  if (is.na(n_max)) {
    abort_data("The check confusion of claim %s needs n or n_max.", dQuote(claim$id, FALSE))
  }
  seq_len(n_max)
}

fitting_tables <- function(claim, inputs) {
  rates <- confusion_rates(claim, inputs)
  positive <- input_value(inputs, "positive")
  if (is.null(positive) && !is.null(inputs[["positive_max"]])) {
    positive <- seq_len(input_value(inputs, "positive_max"))
  }
  confusion_candidates(
    rates$sensitivity$value, rates$specificity$value, rates$accuracy$value,
    confusion_sizes(claim, inputs),
    digits = vapply(c("sensitivity", "specificity", "accuracy"), rate_decimals, 0, rates = rates),
    positive = positive
  )
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

describe_table <- function(table, said) {
  p <- stats::fisher.test(matrix(c(table$tp, table$fn, table$fp, table$tn), 2))$p.value
  sprintf(
    paste("Only one table of whole counts gives %s: %d patients, of %d positive %d found and %d",
          "missed, of %d negative %d recognised and %d false alarms. Fisher's exact test p = %s:",
          "%s than chance at 0.05."),
    said, table$n, table$positive, table$tp, table$fn, table$negative, table$tn, table$fp,
    format_p_value(p), if (p < 0.05) "better" else "not better"
  )
}
