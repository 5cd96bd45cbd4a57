# Checks of what a report states: bounds, the same quantity in two places, image settings.

audit_between <- function(claim, inputs) {
  inside <- claim$value >= inputs[["lower"]]$value && claim$value <= inputs[["upper"]]$value
  shown <- sprintf("%s to %s", show_number(inputs[["lower"]]), show_number(inputs[["upper"]]))
  judge_bound(claim, inside, "published range", shown, paste("within", shown))
}

audit_at_least <- function(claim, inputs) {
  shown <- paste(">=", show_number(inputs[["limit"]]))
  judge_bound(claim, claim$value >= inputs[["limit"]]$value, "published limit", shown,
              paste("at least", show_number(inputs[["limit"]])))
}

audit_below <- function(claim, inputs) {
  shown <- paste("<", show_number(inputs[["limit"]]))
  judge_bound(claim, claim$value < inputs[["limit"]]$value, "published limit", shown,
              paste("below", show_number(inputs[["limit"]])))
}

judge_bound <- function(claim, inside, method, shown, words) {
  finding(method, shown, if (inside) "consistent" else "inconsistent", sprintf(
    "%s is %s %s, as it must be.", show_claim(claim), if (inside) "" else "not", words
  ) |> squeeze())
}

squeeze <- function(text) gsub(" +", " ", text)

# An observation may start where inclusion starts, and may go on after it has ended.
audit_not_before <- function(claim, inputs) {
  other <- inputs[["claim"]]
  if (claim$kind != "date" || other$kind != "date") {
    refuse_call("not_before", claim, "compares two dates (2013-09 or 2013-09-30)")
  }
  # Where one gives the month only, the month is what can be compared.
  shortest <- min(nchar(claim$text), nchar(other$text))
  before <- substr(claim$text, 1, shortest) < substr(other$text, 1, shortest)
  method <- sprintf("not before %s", other$text)
  if (!before) {
    return(finding(method, paste(">=", other$text), "consistent", sprintf(
      "%s: %s is not before %s.", claim$quantity, claim$text, other$text
    )))
  }
  finding(method, paste(">=", other$text), "odd", sprintf(
    "%s: %s is before %s (%s).", claim$quantity, claim$text, other$text, other$quantity
  ), "the two dates are of different events or of different patients")
}

audit_same_as <- function(claim, inputs) {
  other <- inputs[["claim"]]
  method <- sprintf("against the %s", if (other$section == "") "other statement" else other$section)
  if (any(c(claim$kind, other$kind) %in% c("date", "version"))) {
    same <- claim$text == other$text
    return(judge_same(claim, other, same, method, inputs[["unless"]]))
  }
  own <- read_unit(claim$unit)
  its <- read_unit(other$unit)
  if (own$base != its$base) {
    return(finding(method, show_claim(other), "not derivable", sprintf(
      "%s and %s are in units that cannot be compared.", show_claim(claim), show_claim(other)
    )))
  }
  if (own$per == its$per && claim$decimals == other$decimals) {
    return(judge_same(claim, other, claim$value == other$value, method, inputs[["unless"]]))
  }
  # Rounded differently, two statements agree where their intervals meet.
  mine <- lapply(rounding_interval(claim$value, claim$decimals), `/`, own$per)
  theirs <- lapply(rounding_interval(other$value, other$decimals), `/`, its$per)
  same <- mine$lower <= theirs$upper && theirs$lower <= mine$upper
  inside <- theirs$lower >= mine$lower && theirs$upper <= mine$upper
  judge_same(claim, other, same, method, inputs[["unless"]], determined = inside)
}

# "mutations/100 Mb" is a hundredth of "mutations/Mb".
read_unit <- function(unit) {
  per <- sub("^.*/ *([0-9.]+) *([^0-9]+)$", "\\1", unit)
  if (per == unit) return(list(base = gsub(" ", "", unit), per = 1))
  list(base = gsub(" ", "", sub("/ *[0-9.]+ *", "/", unit)), per = as.numeric(per))
}

# `unless` is what would let both statements stand although they differ; `determined` is whether
# the other statement, as finely as it is given, leaves no other value.
judge_same <- function(claim, other, same, method, unless = NULL, determined = TRUE) {
  verdict <- if (same) "agree" else if (is.null(unless)) "contradict each other" else "differ"
  where <- function(x) if (x$section == "") "" else sprintf(" in the %s", x$section)
  sentence <- if (claim$section == other$section && claim$section != "") {
    sprintf("%s and %s, both in the %s, %s.", show_claim(claim), show_claim(other), claim$section,
            verdict)
  } else {
    sprintf("%s%s and %s%s %s.", show_claim(claim), where(claim), show_claim(other), where(other),
            verdict)
  }
  if (!same && !is.null(unless)) {
    return(finding(method, show_claim(other), "consistent", sentence, unless))
  }
  finding(method, show_claim(other), if (!same) {
    "inconsistent"
  } else if (determined) {
    "reproduced"
  } else {
    "consistent"
  }, sentence)
}

audit_discretisation <- function(claim, inputs) {
  window <- inputs[["upper"]]$value - inputs[["lower"]]$value
  width <- inputs[["width"]]$value
  bins <- ceiling(window / width)
  method <- sprintf("%g / %g", window, width)
  shown <- sprintf("%g bins", bins)
  if (bins == claim$value) {
    return(finding(method, shown, "reproduced", sprintf(
      "Bins %g wide over %g make %g levels, as published.", width, window, bins
    )))
  }
  finding(method, shown, "odd", sprintf(
    paste("Bins %g wide over a window of %g make %g levels; %g levels would be %.2f wide: two",
          "discretisations, not one."), width, window, bins, claim$value, window / claim$value
  ), "bin width and number of levels are of two discretisations")
}

audit_feature_count <- function(claim, inputs) {
  original <- input_value(inputs, "original", 107)
  per_image <- input_value(inputs, "per_image", 93)
  wavelet <- input_value(inputs, "wavelet", 8)
  other <- (claim$value - original) / per_image - wavelet
  method <- sprintf("%g original + %g x %g wavelet + k x %g", original, wavelet, per_image,
                    per_image)
  if (other == round(other) && other >= 0) {
    return(finding(
      method, sprintf("k = %g", other), "consistent", sprintf(
        paste("%g = %g + %g x %g: %g wavelet images and %g further filtered image%s (such as LoG",
              "sigmas)."), claim$value, original, wavelet + other, per_image, wavelet, other,
        if (other == 1) "" else "s"
      ), "the stated numbers of features an image"
    ))
  }
  finding(method, sprintf("k = %.2f", other), "odd", sprintf(
    "%g features cannot come from %g original ones and whole filtered images of %g features.",
    claim$value, original, per_image
  ), "other features or filters than these")
}
