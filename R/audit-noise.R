# How often two samples of one tumor differ in status because mutations are counted.
audit_counting_noise <- function(claim, inputs) {
  cutoff <- inputs[["cutoff"]]$value
  megabases <- inputs[["megabases"]]$value
  tmb <- cutoff * c(0.7, 0.8, 1, 1.2, 1.5)
  share <- disagreement_probability(tmb, megabases, cutoff)
  percent <- sprintf("%.0f%%", 100 * share)
  finding(
    sprintf("two Poisson counts over %g Mb", megabases),
    paste0(percent, " at ", format(tmb, trim = TRUE), collapse = ", "),
    "not derivable",
    sprintf(
      paste("A burden of %g over %g Mb is a count of %g. Counting alone gives two samples of one",
            "tumor with %g mutations/Mb different status in %s of cases (%s), so how many of the",
            "%s are real differences needs the counts of each patient."),
      cutoff, megabases, high_count(megabases, cutoff), tmb[3], percent[3],
      paste0(percent[-3], " at ", format(tmb[-3], trim = TRUE), collapse = ", "),
      show_claim(claim)
    )
  )
}
