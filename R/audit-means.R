# Checks of means, medians and ratios of means.

audit_mean_of_counts <- function(claim, inputs) {
  claim_needs_n(claim, "mean_of_counts")
  size <- input_value(inputs, "size", 1)
  items <- input_value(inputs, "items", 1)
  tested <- grim_test(claim$value, claim$n, claim$decimals, size, items)
  divisor <- paste(c(claim$n, if (items != 1) items, if (size != 1) format(size)), collapse = " x ")
  # Around the published mean: the nearest whole total, and the one on the other side.
  other <- tested$total + if (tested$nearest_mean > claim$value) -1 else 1
  near <- sort(c(tested$total, other)) / (claim$n * size * items)
  show <- paste(format_decimals(near[1], claim$decimals + 1), "or",
                format_decimals(near[2], claim$decimals + 1))
  method <- sprintf("GRIM test: whole total / (%s)", divisor)
  if (tested$possible) {
    return(finding(method, format_decimals(tested$nearest_mean, claim$decimals), "consistent",
                   sprintf("A mean of %s is possible: %d / (%s).", show_claim(claim), tested$total,
                           divisor), one_size(size)))
  }
  said <- sprintf("No %d whole counts give a mean of %s (the nearest are %s)", claim$n,
                  show_claim(claim), show)
  if (size == 1) {
    return(finding(method, show, "inconsistent", paste0(
      said, ", so some of these numbers, or how they were averaged, is not as stated."
    ), "whole numbers, averaged as they are"))
  }
  rounded <- items == 1 && mean_of_rounded_possible(claim$value, claim$n, claim$decimals, size)
  finding(method, show, "odd", sprintf(
    "%s over a fixed %s%s.", said, show_claim(inputs[["size"]]),
    if (rounded) {
      sprintf("; values rounded to %d decimals before averaging could", claim$decimals)
    } else if (items == 1) {
      ", not even when each value is rounded before averaging"
    } else {
      ""
    }
  ), paste0("a size that differs from sample to sample", if (rounded) {
    ", or values rounded before averaging"
  }))
}

one_size <- function(size) {
  if (size == 1) "whole numbers, averaged as they are" else "every count is over the same size"
}

audit_median_of_whole <- function(claim, inputs) {
  claim_needs_n(claim, "median_of_whole")
  step <- input_value(inputs, "step", 1)
  tested <- median_test(claim$value, claim$n, claim$decimals, step)
  method <- sprintf("median of %d multiples of %s", claim$n, format(step))
  nearest <- format(tested$nearest_median)
  if (tested$possible) {
    return(finding(method, nearest, "consistent", sprintf(
      "A median of %s is possible for %d values in whole %s.", show_claim(claim), claim$n,
      unit_word(claim)
    ), sprintf("values recorded in whole %s", unit_word(claim))))
  }
  grain <- if (step != 1) {
    paste("a multiple of", format(tested$step / if (claim$n %% 2 == 0) 2 else 1))
  } else if (claim$n %% 2 == 0) {
    "a whole number or ends in one half"
  } else {
    "a whole number"
  }
  mean_possible <- grim_test(claim$value, claim$n, claim$decimals, size = 1 / step)$possible
  finding(method, nearest, "odd", sprintf(
    "The median of %d values in whole %s is %s, so it is not %s%s.", claim$n, unit_word(claim),
    grain, show_claim(claim), if (mean_possible) "; their mean could be" else ""
  ), paste0("values recorded in finer steps than ", format(step), " ", unit_word(claim)))
}

unit_word <- function(claim) if (claim$unit == "") "units" else claim$unit

audit_mean_of_part <- function(claim, inputs) {
  whole <- inputs[["whole"]]
  claim_needs_n(claim, "mean_of_part")
  claim_needs_n(whole, "mean_of_part")
  lowest <- input_value(inputs, "lowest", 0)
  rest <- whole$n - claim$n
  part <- rounding_interval(claim$value, claim$decimals)
  all <- rounding_interval(whole$value, whole$decimals)
  largest_rest <- all$upper * whole$n - part$lower * claim$n
  method <- sprintf("(%d x %s - %d x %s) / %d", whole$n, format(whole$value), claim$n,
                    format(claim$value), rest)
  if (rest < 1) {
    possible <- rest == 0 && part$lower <= all$upper && part$upper >= all$lower
    left <- "nobody left"
  } else {
    possible <- largest_rest >= rest * lowest
    mean_rest <- (whole$value * whole$n - claim$value * claim$n) / rest
    left <- sprintf("%s for the other %d", format_decimals(mean_rest, claim$decimals), rest)
  }
  finding(method, left, if (possible) "consistent" else "inconsistent", sprintf(
    if (possible) {
      "With %s in %d patients and %s in all %d, the others have a possible mean (%s)."
    } else {
      "%s in %d patients cannot be true together with %s in all %d: it leaves %s."
    }, show_claim(claim), claim$n, show_claim(whole), whole$n, left
  ))
}

audit_ratio_of_means <- function(claim, inputs) {
  numerator <- inputs[["numerator"]]
  denominator <- inputs[["denominator"]]
  above <- rounding_interval(numerator$value, numerator$decimals)
  under <- rounding_interval(denominator$value, denominator$decimals)
  published <- rounding_interval(claim$value, claim$decimals)
  ratio <- numerator$value / denominator$value
  limits <- c(above$lower / under$upper, above$upper / under$lower)
  possible <- under$lower > 0 && published$upper >= limits[1] && published$lower <= limits[2]
  shown <- format_decimals(ratio, claim$decimals)
  method <- sprintf("%s / %s", show_number(numerator), show_number(denominator))
  if (possible) {
    unique <- all(rounds_to(limits, claim$value, claim$decimals))
    return(finding(method, shown, if (unique) "reproduced" else "consistent", sprintf(
      "The ratio of the two means is %s%s.", shown,
      if (unique) ", as published" else sprintf(
        ", and %s is within their rounding (%s to %s)", show_claim(claim),
        format_decimals(limits[1], claim$decimals), format_decimals(limits[2], claim$decimals)
      )
    ), "the ratio of the means, not the mean of the ratios"))
  }
  single <- isTRUE(claim$n == 1)
  finding(method, shown, if (single) "inconsistent" else "odd", sprintf(
    "The two means have the ratio %s, not %s%s.", shown, show_claim(claim),
    if (single) ", and one patient has no other" else ", so it is another quantity"
  ), if (single) "" else "a mean or median of the patients' own ratios, which the means leave open")
}

# In every patient one lesion is under the cutoff and the other is not, so any mean of their ratios,
# and the ratio of their means, is on one side of 1.
audit_ratio_across <- function(claim, inputs) {
  side <- inputs[["numerator"]]
  if (!identical(side, "high") && !identical(side, "low")) {
    refuse_call("ratio_across", claim, "takes numerator = \"high\" or \"low\"")
  }
  interval <- rounding_interval(claim$value, claim$decimals)
  holds <- if (side == "high") interval$upper > 1 else interval$lower < 1
  words <- if (side == "high") "above 1" else "below 1"
  method <- sprintf("%s over %s lesion", side, if (side == "high") "low" else "high")
  if (holds) {
    return(finding(method, words, "consistent", sprintf(
      "The %s lesion over the other is %s in each of these patients, and so is %s.", side, words,
      show_claim(claim)
    )))
  }
  finding(method, words, "inconsistent", sprintf(
    paste("As worded, the lesion on top is the %s one in each of these patients, so that every",
          "ratio is %s and %s is not possible; the other way round it is."),
    side, words, show_claim(claim)
  ))
}

show_number <- function(claim) format_decimals(claim$value, claim$decimals)

claim_needs_n <- function(claim, check) {
  if (is.na(claim$n) || claim$n < 1) {
    abort_data("The check %s needs the column n of claim %s.", check, dQuote(claim$id, FALSE))
  }
}
