# Checks of counts: percentages, sums, the cells of a paired table, p-values of counts.

audit_percentage <- function(claim, inputs) {
  scale <- if (claim$unit == "%" || claim$kind == "percentage") 100 else 1
  exact <- scale * inputs[["part"]]$value / inputs[["whole"]]$value
  compare_exact(claim, exact, sprintf("%s / %s", show_number(inputs[["part"]]),
                                      show_number(inputs[["whole"]])))
}

audit_share_of_whole <- function(claim, inputs) {
  scale <- if (claim$unit == "%" || claim$kind == "percentage") 100 else 1
  whole <- input_value(inputs, "whole", claim$n)
  if (is.na(whole) || whole < 1) {
    abort_data("The check share_of_whole of claim %s needs whole, or the column n.",
               dQuote(claim$id, FALSE))
  }
  tested <- grim_test(claim$value, whole, claim$decimals, size = 1 / scale)
  method <- sprintf("whole number / %g", whole)
  shown <- sprintf("%g / %g = %s", tested$total, whole,
                   format_decimals(tested$nearest_mean, claim$decimals))
  if (tested$possible && tested$total <= whole) {
    return(finding(method, shown, "consistent", sprintf(
      "%s is possible: %s.", show_claim(claim), shown
    )))
  }
  finding(method, shown, "inconsistent", sprintf(
    "No whole number of %g is %s; the nearest is %s.", whole, show_claim(claim), shown
  ))
}

audit_total <- function(claim, inputs) {
  values <- vapply(inputs, `[[`, 0, "value")
  compare_exact(claim, sum(values), paste(format_each(values), collapse = " + "))
}

audit_difference <- function(claim, inputs) {
  compare_exact(claim, inputs[["from"]]$value - inputs[["less"]]$value,
                sprintf("%s - %s", show_number(inputs[["from"]]), show_number(inputs[["less"]])))
}

compare_exact <- function(claim, exact, method) {
  shown <- format_decimals(exact, claim$decimals)
  if (isTRUE(rounds_to(exact, claim$value, claim$decimals))) {
    sentence <- sprintf("%s: %s gives %s, as published.", claim$quantity, method,
                        show_claim(claim))
    return(finding(method, shown, "reproduced", sentence))
  }
  sentence <- sprintf("%s: %s gives %s, not %s.", claim$quantity, method, shown,
                      show_claim(claim))
  finding(method, shown, "inconsistent", sentence)
}

audit_marginals <- function(claim, inputs) {
  cells <- paired_cells(inputs)
  first <- input_value(inputs, "first") - input_value(inputs, "first_only")
  second <- input_value(inputs, "second") - input_value(inputs, "second_only")
  shown <- sprintf("%g both, %g first only, %g second only, %g neither", cells[1], cells[2],
                   cells[3], cells[4])
  method <- sprintf("%g - %g = %g - %g", input_value(inputs, "first"),
                    input_value(inputs, "first_only"), input_value(inputs, "second"),
                    input_value(inputs, "second_only"))
  if (first == second && all(cells >= 0)) {
    return(finding(method, shown, "reproduced", sprintf(
      "The totals and the cells of the paired table agree: %s.", shown
    )))
  }
  why <- if (first != second) {
    sprintf("the first lesion leaves %g high in both, the second %g", first, second)
  } else {
    "a cell would be negative"
  }
  finding(method, shown, "inconsistent", sprintf(
    "The totals and the cells of the paired table cannot be true together: %s.", why
  ))
}

# high in both, in the first only, in the second only, in neither
paired_cells <- function(inputs) {
  both <- input_value(inputs, "first") - input_value(inputs, "first_only")
  only <- c(input_value(inputs, "first_only"), input_value(inputs, "second_only"))
  c(both, only, input_value(inputs, "whole") - both - sum(only))
}

audit_p_from_pairs <- function(claim, inputs) {
  cells <- paired_cells(inputs)
  if (any(cells < 0)) {
    return(finding("tests of the paired counts", "no such table", "inconsistent",
                   "The published counts of the paired table cannot be true together."))
  }
  table <- matrix(cells[c(1, 3, 2, 4)], 2)
  judge_p(claim, recompute_p_values(table, paired = TRUE), inputs[["test"]])
}

audit_p_from_groups <- function(claim, inputs) {
  events <- c(input_value(inputs, "events_1"), input_value(inputs, "events_2"))
  sizes <- c(input_value(inputs, "n_1"), input_value(inputs, "n_2"))
  if (any(events > sizes)) {
    return(finding("tests of the counts", "no such table", "inconsistent",
                   "A group has more events than patients."))
  }
  judge_p(claim, recompute_p_values(cbind(events, sizes - events)), inputs[["test"]])
}

# Without a named test a p-value that no test gives may still come from other data than the
# counts: that is not derivable. With a named test it must be that test's.
judge_p <- function(claim, tests, named) {
  tests <- tests[!is.na(tests$p_value), ]
  if (!is.null(named)) {
    tests <- tests[grepl(named, tests$test, ignore.case = TRUE), ]
    if (nrow(tests) == 0) {
      abort_data("Claim %s names the test %s, which is none of the usual tests of counts.",
                 dQuote(claim$id, FALSE), dQuote(named, FALSE))
    }
  }
  decimals <- max(claim$decimals, 3)
  shown <- paste(format_decimals_each(tests$p_value, decimals), collapse = ", ")
  listed <- paste0(tests$test, " ", format_decimals_each(tests$p_value, decimals), collapse = "; ")
  match <- if (startsWith(claim$text, "<")) {
    tests$p_value < claim$value
  } else {
    rounds_to(tests$p_value, claim$value, claim$decimals)
  }
  method <- sprintf("%d test%s of the published counts", nrow(tests),
                    if (nrow(tests) > 1) "s" else "")
  if (any(match)) {
    return(finding(method, shown, "reproduced", sprintf(
      "p %s is what %s gives on the published counts.", show_p(claim),
      paste(tests$test[match], collapse = " and ")
    )))
  }
  if (is.null(named)) {
    return(finding(method, shown, "not derivable", sprintf(
      paste("No usual test of the published counts gives p %s (%s); a test of the measured",
            "values needs the patients' data."), show_p(claim), listed
    )))
  }
  finding(method, shown, "inconsistent", sprintf("The published counts give %s, not p %s.",
                                                 listed, show_p(claim)))
}

show_p <- function(claim) if (startsWith(claim$text, "<")) claim$text else paste("=", claim$text)

format_decimals_each <- function(values, decimals) {
  vapply(values, format_decimals, "", decimals = decimals)
}
