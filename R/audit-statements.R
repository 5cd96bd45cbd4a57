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

audit_same_as <- function(claim, inputs) {
  other <- inputs[["claim"]]
  method <- sprintf("against the %s", if (other$section == "") "other statement" else other$section)
  if (claim$kind == "date" || other$kind == "date") {
    same <- claim$text == other$text
    return(judge_same(claim, other, same, method))
  }
  own <- read_unit(claim$unit)
  its <- read_unit(other$unit)
  if (own$base != its$base) {
    return(finding(method, show_claim(other), "not derivable", sprintf(
      "%s and %s are in units that cannot be compared.", show_claim(claim), show_claim(other)
    )))
  }
  if (own$per == its$per && claim$decimals == other$decimals) {
    return(judge_same(claim, other, claim$value == other$value, method))
  }
  # Rounded differently, two statements agree where their intervals meet.
  mine <- lapply(rounding_interval(claim$value, claim$decimals), `/`, own$per)
  theirs <- lapply(rounding_interval(other$value, other$decimals), `/`, its$per)
  judge_same(claim, other, mine$lower <= theirs$upper && theirs$lower <= mine$upper, method)
}

# "mutations/100 Mb" is a hundredth of "mutations/Mb".
read_unit <- function(unit) {
  per <- sub("^.*/ *([0-9.]+) *([^0-9]+)$", "\\1", unit)
  if (per == unit) return(list(base = gsub(" ", "", unit), per = 1))
  list(base = gsub(" ", "", sub("/ *[0-9.]+ *", "/", unit)), per = as.numeric(per))
}

judge_same <- function(claim, other, same, method) {
  verdict <- if (same) "agree" else "contradict each other"
  where <- function(x) if (x$section == "") "" else sprintf(" in the %s", x$section)
  sentence <- if (claim$section == other$section && claim$section != "") {
    sprintf("%s and %s, both in the %s, %s.", show_claim(claim), show_claim(other), claim$section,
            verdict)
  } else {
    sprintf("%s%s and %s%s %s.", show_claim(claim), where(claim), show_claim(other), where(other),
            verdict)
  }
  finding(method, show_claim(other), if (same) "reproduced" else "inconsistent", sentence)
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
  finding(method, shown, "inconsistent", sprintf(
    paste("Bins %g wide over a window of %g make %g levels; %g levels would be %.2f wide: two",
          "discretisations, not one."), width, window, bins, claim$value, window / claim$value
  ))
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
      )
    ))
  }
  finding(method, sprintf("k = %.2f", other), "inconsistent", sprintf(
    "%g features cannot come from %g original ones and whole filtered images of %g features.",
    claim$value, original, per_image
  ))
}
