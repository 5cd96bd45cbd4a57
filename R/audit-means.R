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
                           divisor)))
  }
  reason <- if (size == 1) {
    "so some of these numbers, or how they were averaged, is not as stated"
  } else {
    sprintf("so the counts cannot all have been divided by a fixed %s; a size that %s",
            show_claim(inputs[["size"]]), "differs from sample to sample would allow it")
  }
  finding(method, show, "inconsistent", sprintf(
    "No %d whole counts give a mean of %s (the nearest are %s), %s.", claim$n, show_claim(claim),
    show, reason
  ))
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
    )))
  }
  grain <- if (step != 1) {
    paste("a multiple of", format(tested$step / if (claim$n %% 2 == 0) 2 else 1))
  } else if (claim$n %% 2 == 0) {
    "a whole number or ends in one half"
  } else {
    "a whole number"
  }
  mean_possible <- grim_test(claim$value, claim$n, claim$decimals, size = 1 / step)$possible
  finding(method, nearest, "inconsistent", sprintf(
    "The median of %d values in whole %s is %s, so it is not %s%s.", claim$n, unit_word(claim),
    grain, show_claim(claim), if (mean_possible) "; their mean could be" else ""
  ))
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
    return(finding(method, shown, "reproduced", sprintf(
      "The ratio of the two means is %s, as published.", shown
    )))
  }
  finding(method, shown, "inconsistent", sprintf(
    paste("The two means have the ratio %s, not %s; %s can only be a mean of the patients' own",
          "ratios, which is another quantity."), shown, show_claim(claim), show_claim(claim)
  ))
}

show_number <- function(claim) format_decimals(claim$value, claim$decimals)

claim_needs_n <- function(claim, check) {
  if (is.na(claim$n) || claim$n < 1) {
    abort_data("The check %s needs the column n of claim %s.", check, dQuote(claim$id, FALSE))
  }
}
