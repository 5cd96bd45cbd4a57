# Checks of AUCs and of sensitivity, specificity and accuracy.

audit_auc_split <- function(claim, inputs, context) {
  feasible <- feasible_splits(claim, inputs, context$joint)
  n <- if (is.null(inputs[["who"]])) split_size(claim, inputs)
  subject <- auc_subject(claim, inputs, n)
  method <- paste("multiples of 1 / (2 x positives x negatives),",
                  if (is.null(n)) "with all counts together" else sprintf("n = %d", n))
  if (nrow(feasible) == 0) {
    return(finding(method, "no split", "odd", sprintf(
      "%s cannot be the AUC of one curve for any split into positives and negatives that %s.",
      subject, if (is.null(n)) "the counts allow" else "the report allows"
    ), "a mean of the AUCs of several folds or repeats"))
  }
  splits <- list_splits(feasible$positive, feasible$negative)
  words <- c(
    sprintf("%s %s %s positive/negative %s%s", subject,
            if (is.null(inputs[["same_patients"]])) "fits" else "fit",
            if (nrow(feasible) == 1) "only" else "the splits", splits,
            split_remark(claim, inputs, context$joint, feasible)),
    split_p_words(feasible),
    if (all(feasible$tie_needed)) half_step_words(feasible)
  )
  finding(method, splits, "consistent", paste(words, collapse = " "), if (all(
    feasible$tie_needed
  )) half_step else "one curve over all these patients, of pooled or averaged predictions")
}

split_size <- function(claim, inputs) {
  n <- input_value(inputs, "n", claim$n)
  if (is.na(n)) abort_data("The check auc_split needs n for claim %s.", dQuote(claim$id, FALSE))
  n
}

auc_subject <- function(claim, inputs, n) {
  if (is.null(n)) {
    return(sprintf("An AUC of %s for \"%s\" among \"%s\"", show_claim(claim), inputs[["who"]],
                   among_words(inputs)))
  }
  other <- inputs[["same_patients"]]
  if (is.null(other)) return(sprintf("An AUC of %s with %d patients", show_claim(claim), n))
  sprintf("AUCs of %s and %s with the same %d patients", show_claim(claim), show_claim(other), n)
}

among_words <- function(inputs) if (is.null(inputs[["among"]])) "all" else inputs[["among"]]

split_p_words <- function(splits) {
  p <- range(auc_p_value(splits$auc, splits$positive, splits$negative))
  sprintf("Exact one-sided p against chance: %s.", format_p_range(p[1], p[2]))
}

half_step_words <- function(splits) {
  split <- splits[1, ]
  sprintf("It is a half-step (%g/%g): it needs %s.", 2 * split$u,
          2 * split$positive * split$negative, half_step)
}

# The splits that give the AUC, and that the other claims allow.
feasible_splits <- function(claim, inputs, joint) {
  if (!is.null(inputs[["who"]])) {
    values <- joint_values(joint, statement_row(joint, claim, "auc_split"))
    splits <- lapply(seq_len(nrow(values)), function(row) {
      auc_grid(claim$value, values[row, 2], claim$decimals, positive = values[row, 1])
    })
    return(do.call(rbind, c(list(auc_grid(1, 2, 0)[0, ]), splits)))
  }
  n <- split_size(claim, inputs)
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
split_remark <- function(claim, inputs, joint, feasible) {
  if (nrow(feasible) != 1) return(".")
  if (is.null(inputs[["who"]])) {
    n <- split_size(claim, inputs)
    return(left_out(feasible$positive, n, input_value(inputs, "positive"),
                    input_value(inputs, "whole", n)))
  }
  statement <- joint$statements[[statement_row(joint, claim, "auc_split")]]
  statement$among <- quote(all)
  totals <- project_groups(joint$system, statement_groups(statement, joint$cells))
  if (nrow(totals) != 1) return(".")
  left_out(feasible$positive, feasible$n, totals[1, 1], totals[1, 2])
}

left_out <- function(found, n, positive, whole) {
  if (is.null(positive) || n >= whole) return(".")
  if (found == positive) return(sprintf("; all %d positive patients are among them.", positive))
  sprintf("; %d of the %d other patients were positive.", positive - found, whole - n)
}

audit_confusion <- function(claim, inputs, context) {
  joint <- context$joint
  tables <- claim_tables(claim, inputs, joint)
  rates <- confusion_rates(claim, inputs)
  named <- rates[!vapply(rates, is.null, NA)]
  said <- paste(names(named), vapply(named, show_number, ""), collapse = ", ")
  method <- confusion_method(claim, inputs)
  if (nrow(tables) == 0) return(judge_no_table(rates, said, method))
  own <- names(named)[vapply(named, \(rate) identical(rate$id, claim$id), NA)][1]
  without <- claim_tables(claim, inputs, joint, own = FALSE)
  others <- unique(format_decimals_each(without[[own]], claim$decimals))
  verdict <- if (length(others) == 1) "reproduced" else "consistent"
  from_others <- if (length(named) > 1 && length(others) > 1) {
    sprintf(" Without it, %d values of the %s would fit.", length(others), own)
  } else {
    ""
  }
  if (nrow(tables) > 1) {
    return(finding(method, sprintf("%d tables", nrow(tables)), verdict, paste0(sprintf(
      "%d tables of whole counts give %s, so the table itself stays open.", nrow(tables), said
    ), from_others), one_table))
  }
  finding(method, show_table(tables), verdict, paste0(describe_table(tables, said), from_others),
          one_table)
}

one_table <- "the rates are of one table of all patients, not means over folds or repeats"

confusion_method <- function(claim, inputs) {
  if (!is.null(inputs[["who"]])) return("every whole 2 x 2 table, with all counts together")
  n <- confusion_sizes(claim, inputs)
  sprintf("every whole 2 x 2 table with n %s %d", if (length(n) > 1) "<=" else "=", max(n))
}

# An accuracy weighs sensitivity and specificity, so it lies between them in one table, and in the
# mean over repeats on the same patients. Means over folds can be anything.
judge_no_table <- function(rates, said, method) {
  finding(method, "no table", if (outside_others(rates)) "inconsistent" else "odd", sprintf(
    "No whole numbers of patients give %s together%s.", said,
    if (outside_others(rates)) ": an accuracy lies between sensitivity and specificity" else ""
  ), if (outside_others(rates)) "the rates are of the same patients" else "means over folds")
}

outside_others <- function(rates) {
  if (any(vapply(rates, is.null, NA))) return(FALSE)
  bounds <- lapply(rates, \(rate) rounding_interval(rate$value, min(rate$decimals, 12)))
  lowest <- min(bounds$sensitivity$lower, bounds$specificity$lower)
  highest <- max(bounds$sensitivity$upper, bounds$specificity$upper)
  bounds$accuracy$upper < lowest || bounds$accuracy$lower > highest
}

describe_table <- function(table, said) {
  p <- table_p(table)
  sprintf(
    paste("Only one table of whole counts gives %s: %d patients, of %d positive %d found and %d",
          "missed, of %d negative %d recognised and %d false alarms. Fisher's exact test p = %s:",
          "%s than chance at 0.05."),
    said, table$n, table$positive, table$tp, table$fn, table$negative, table$tn, table$fp,
    format_p_value(p), if (p < 0.05) "better" else "not better"
  )
}
