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
    ), "counts are Poisson, over the stated size"
  )
}

# Whether an AUC tells signal from chance and from leakage: stored runs of the chain on simulated
# images that know nothing. Where either way of selecting features reaches it in 5% of the runs or
# more, the AUC alone cannot tell.
audit_permuted_labels <- function(claim, context) {
  null <- weigh_claim_null(claim, context$claims, context$joint, read_null(NULL), 0.95)
  if (is.null(null)) {
    return(finding("permuted labels", "no runs of this size", "not derivable", sprintf(
      "No stored runs have the class sizes behind %s; permutation_null() makes them.",
      show_claim(claim)
    )))
  }
  share <- function(selection) format_percent(null$share[null$selection == selection])
  shown <- sprintf("reached by %s nested, %s leaky", share("nested"), share("leaky"))
  open <- any(null$share >= 0.05)
  finding(
    sprintf("%d runs of the chain with permuted labels", max(null$permutations)), shown,
    if (open) "not derivable" else "consistent",
    sprintf(
      paste("On simulated images that know nothing, %s of runs reach %s when features are selected",
            "inside the folds, %s when outside: %s."),
      share("nested"), show_claim(claim), share("leaky"),
      if (open) "the AUC alone does not tell signal from leakage or chance" else
        "chance and leakage are unlikely to give it"
    ), "the stored runs resemble the study's chain"
  )
}
