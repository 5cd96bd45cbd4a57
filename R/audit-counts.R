# Checks of counts: percentages, sums, the cells of a paired table, p-values of counts.

# The claim's own group of patients, with what all other claims leave open of it.
audit_counts <- function(claim, inputs, context) {
  joint <- context$joint
  i <- statement_row(joint, claim, "counts")
  statement <- joint$statements[[i]]
  said <- judge_values(joint, i)
  group <- sprintf("\"%s\"%s", inputs[["who"]],
                   if (is.null(inputs[["among"]])) "" else
                     sprintf(" among \"%s\"", inputs[["among"]]))
  method <- "every cohort that fits all claims"
  if (said$verdict %in% c("inconsistent", "odd")) {
    sets <- Filter(\(set) i %in% set, joint$conflicts)
    others <- setdiff(statement_ids(joint$statements, unlist(sets)), claim$id)
    return(finding(method, "no cohort", said$verdict, sprintf(
      "No cohort has %s for %s together with what is published as %s.", show_claim(claim), group,
      paste(others, collapse = ", ")
    ), if (said$verdict == "odd") "some of these values are means over folds or repeats" else ""))
  }
  if (statement$kind != "count") {
    values <- list_values(statement, joint_values(joint, i))
    return(finding(method, values, "consistent", sprintf(
      "%s for %s is %s in the cohorts that fit all claims.", show_claim(claim), group, values
    ), joint_assumption(joint)))
  }
  finding(method, said$without, said$verdict, if (said$verdict == "reproduced") {
    sprintf("The other claims alone give %s for %s.", said$without, group)
  } else {
    sprintf("The other claims alone leave %s for %s: %s, as published, is possible.",
            said$without, group, show_claim(claim))
  }, joint_assumption(joint))
}

# What is taken for granted where AUCs and rates are read together with the counts.
joint_assumption <- function(joint) {
  kinds <- vapply(joint$statements[joint$kept], `[[`, "", "kind")
  words <- c(auc = "each AUC is of one curve", rates = "the rates are of one table")
  paste(words[names(words) %in% kinds], collapse = ", and ")
}

audit_percentage <- function(claim, inputs) {
  if (inputs[["whole"]]$value <= 0) {
    refuse_call("percentage", claim, sprintf("needs a `whole` above 0, and was given %s",
                                             show_number(inputs[["whole"]])))
  }
  part <- exact_range(inputs[["part"]])
  whole <- exact_range(inputs[["whole"]])
  scale <- percent_scale(claim)
  compare_exact(
    claim, scale * inputs[["part"]]$value / inputs[["whole"]]$value,
    sprintf("%s / %s", show_number(inputs[["part"]]), show_number(inputs[["whole"]])),
    scale * c(part[1] / whole[2], part[2] / whole[1])
  )
}

# Without a kind or a unit a share over 1 is a percentage.
percent_scale <- function(claim) {
  if (claim$unit == "%" || claim$kind == "percentage") return(100)
  if (!has_no_kind(claim)) return(1)
  if (claim$value < 0 || claim$value > 100) {
    abort_data(
      "Claim %s has the value %s; a share is a proportion up to 1 or a percentage up to 100.",
      dQuote(claim$id, FALSE), dQuote(claim$text, FALSE)
    )
  }
  if (claim$value > 1) 100 else 1
}

has_no_kind <- function(claim) claim$kind == "setting" && claim$unit == ""

# A count, a whole number without a kind, or a number written into a check is exact; a measured or
# rounded value is an interval.
exact_range <- function(input) {
  whole <- input$kind == "setting" && isTRUE(input$decimals == 0)
  exact <- input$kind == "count" || whole || !is.finite(input$decimals)
  if (exact) return(c(input$value, input$value))
  unlist(rounding_interval(input$value, input$decimals), use.names = FALSE)
}

audit_share_of_whole <- function(claim, inputs) {
  scale <- percent_scale(claim)
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
  ranges <- vapply(inputs, exact_range, c(0, 0))
  shown <- paste(format_each(values), collapse = " + ")
  # The same sum may be checked of several parts: by direction, by timing.
  parts <- gsub("_", " ", vapply(inputs, `[[`, "", "id"))
  if (all(nzchar(parts))) shown <- sprintf("%s (%s)", shown, paste(parts, collapse = ", "))
  compare_exact(claim, sum(values), shown, rowSums(ranges))
}

audit_difference <- function(claim, inputs) {
  from <- exact_range(inputs[["from"]])
  less <- exact_range(inputs[["less"]])
  compare_exact(
    claim, inputs[["from"]]$value - inputs[["less"]]$value,
    sprintf("%s - %s", show_number(inputs[["from"]]), show_number(inputs[["less"]])),
    c(from[1] - less[2], from[2] - less[1])
  )
}

# `range` holds what the value can be before the inputs were rounded. Only where all of it rounds
# to the published value do the inputs determine it.
compare_exact <- function(claim, exact, method, range = c(exact, exact)) {
  shown <- format_decimals(exact, claim$decimals)
  fits <- rounds_to(range, claim$value, claim$decimals)
  if (isTRUE(all(fits))) {
    sentence <- sprintf("%s: %s gives %s, as published.", claim$quantity, method,
                        show_claim(claim))
    return(finding(method, shown, "reproduced", sentence))
  }
  published <- rounding_interval(claim$value, claim$decimals)
  if (isTRUE(range[1] <= published$upper && range[2] >= published$lower)) {
    return(finding(method, shown, "consistent", sprintf(
      "%s: %s, of rounded values, gives %s within their rounding.", claim$quantity, method,
      show_claim(claim)
    ), "the inputs were rounded as printed"))
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
    # Any of the four counts follows from the other three; the number of all patients does not.
    determined <- claim$id %in% vapply(inputs[c("first", "second", "first_only", "second_only")],
                                       `[[`, "", "id")
    return(finding(method, shown, if (determined) "reproduced" else "consistent", sprintf(
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
# counts: that is not derivable; one that a test gives is consistent with that test. With a named
# test it must be that test's.
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
  match <- is_p(claim, tests$p_value)
  method <- sprintf("%d test%s of the published counts", nrow(tests),
                    if (nrow(tests) > 1) "s" else "")
  if (any(match)) {
    giving <- paste(tests$test[match], collapse = " or ")
    return(finding(method, shown, if (is.null(named)) "consistent" else "reproduced", sprintf(
      "p %s is what %s gives on the published counts.", show_p(claim), giving
    ), if (is.null(named)) paste("the test was", giving) else "the named test, two-sided"))
  }
  if (is.null(named)) {
    return(finding(method, shown, "not derivable", sprintf(
      paste("No usual test of the published counts gives p %s (%s); a test of the measured",
            "values needs the patients' data."), show_p(claim), listed
    )))
  }
  if (any(is_p(claim, tests$p_value / 2))) {
    return(finding(method, shown, "odd", sprintf(
      "The published counts give %s two-sided, and half of it is p %s.", listed, show_p(claim)
    ), "the test was one-sided"))
  }
  finding(method, shown, "inconsistent", sprintf("The published counts give %s, not p %s.",
                                                 listed, show_p(claim)))
}

is_p <- function(claim, p) {
  if (startsWith(claim$text, "<")) return(p < claim$value)
  rounds_to(p, claim$value, claim$decimals)
}

show_p <- function(claim) if (startsWith(claim$text, "<")) claim$text else paste("=", claim$text)

format_decimals_each <- function(values, decimals) {
  vapply(values, format_decimals, "", decimals = decimals)
}
