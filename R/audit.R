#' Which published numbers can be recomputed, and which cannot be true together
#'
#' Runs every check that a table of claims names. The claims of Hoshino et al. (2022) ship with the
#' package; any other paper is audited from a CSV file in the same columns.
#'
#' @param claims Path of a CSV file of claims, or a data frame with its columns (see
#'   [published_results()]); `NULL` for Hoshino et al. (2022).
#' @param results A study's own results to set beside the published ones: the path of its
#'   `results.json` or the list read from it; `NULL` for none.
#' @return An object of class `published_audit`, a list of
#'   - `checks`: data frame with one row a check: `check`, `claim` (its id), `quantity` (in words),
#'     `method` (how it was recomputed), `published`, `recomputed`, `verdict`, `assumption` (what
#'     the verdict takes for granted; of an odd value what would allow it) and `sentence` (what it
#'     means);
#'   - `claims`: the claims;
#'   - `comparison`: what [compare_published()] gives, or `NULL`.
#'
#'   The verdicts: `reproduced` (other published numbers give this one and no other), `consistent`
#'   (possible, but not determined by them), `odd` (not possible in the plain reading, and possible
#'   under the assumption named), `inconsistent` (no reading allows it together with them, as it is
#'   worded), `not derivable` (only the patients' data could tell; claims without a check are listed
#'   so).
#' @section The column `checks`:
#'   One or more checks, separated by semicolons, written as R calls:
#'   `percentage(part = discordant, whole = patients)`. Arguments are ids of other claims, numbers
#'   or quoted words; nothing is evaluated. A share without a `kind` or a `unit` is a proportion up
#'   to 1 and a percentage above it; in `counts` a whole number without a `kind` is a number of
#'   patients. The checks:
#'
#'   The claim is
#'   - `counts(who, among)`: a number, or a share, of patients: `counts("primary & !metastasis")`.
#'     Names are attributes that a patient has or has not, joined by `!`, `&`, `|`, `==`, `!=` and
#'     brackets; `"all"` is everyone. All such claims are read together ([compatible_cohorts()]);
#'   - `mean_of_counts(size = 1, items = 1)`: a mean of `n` whole counts, each over `size`
#'     ([grim_test()]);
#'   - `median_of_whole(step = 1)`: a median of `n` whole numbers ([median_test()]);
#'   - `mean_of_part(whole, lowest = 0)`: a mean over some of the patients of the claim `whole`; no
#'     value is under `lowest`;
#'   - `ratio_of_means(numerator, denominator)`: the ratio of two published means;
#'   - `ratio_across(numerator)`: a ratio of two lesions of which one is at or above a cutoff and
#'     the other below it in each patient; `numerator` is `"high"` or `"low"`;
#'   - `percentage(part, whole)`: a percentage, or a proportion, of two counts;
#'   - `share_of_whole(whole)`: a percentage, or a proportion, whose count is not published;
#'   - `total(...)`, `difference(from, less)`: a sum, a difference of counts;
#'   - `marginals(first, second, first_only, second_only, whole)`: one of the cells of a paired
#'     table;
#'   - `p_from_pairs(first, second, first_only, second_only, whole, test)`: a p-value of a paired
#'     table ([recompute_p_values()]);
#'   - `p_from_groups(events_1, n_1, events_2, n_2, test)`: a p-value of two groups;
#'   - `auc_split(n, positive, whole, same_patients)`: an AUC over `n` of `whole` patients, of whom
#'     `positive` are positive ([auc_grid()]); or `auc_split(who, among)`, read together with all
#'     claims that name groups of patients;
#'   - `confusion(sensitivity, specificity, accuracy, n, n_max, positive, positive_max)`: one of
#'     the rates of a 2 x 2 table ([confusion_candidates()]); the claim itself stands for the rate
#'     that is not named. With `who` (the positive) and `among` in place of the numbers it is read
#'     together with all claims that name groups of patients;
#'   - `between(lower, upper)`, `at_least(limit)`, `below(limit)`: bounded by other claims;
#'   - `same_as(claim, unless)`: the same quantity stated elsewhere, units converted; `unless` says
#'     in words what would let two different values stand;
#'   - `not_before(claim)`: a date that the other date does not follow;
#'   - `discretisation(width, lower, upper)`: a number of grey levels;
#'   - `feature_count(original, per_image, wavelet)`: a number of PyRadiomics features;
#'   - `counting_noise(cutoff, megabases, whole)`: a number of patients whose status differs;
#'   - `permuted_labels()`: an AUC that has the check `auc_split`; see [evidence_published()].
#'
#' @section Errors: `radiotmb_data_error` where the claims cannot be read, or a check is unknown,
#'   lacks an argument, refers to a claim that is not there or, where it sets the claim beside
#'   others, to the claim itself; where a number of patients is no whole number from 0 to 5000 (in
#'   `counts`), or a percentage is one of 0 patients.
#' @references Brown NJL, Heathers JAJ. The GRIM test. Soc Psychol Personal Sci
#'   2017;8(4):363-369. \doi{10.1177/1948550616673876}
#' @seealso [compatible_cohorts()] for all claims read together, [evidence_published()] for how
#'   strong the published evidence is.
#' @examples
#' audit_published()
#'
#' claims <- data.frame(
#'   id = c("patients", "responders", "response"), value = c("30", "11", "36.6"),
#'   checks = c("", "", "percentage(part = responders, whole = patients)")
#' )
#' audit_published(claims)
#' @export
audit_published <- function(claims = NULL, results = NULL) {
  claims <- if (is.data.frame(claims)) read_claims(claims) else published_results(claims)
  parsed <- Map(parse_checks, claims$checks, claims$id)
  context <- list(claims = claims, joint = joint_reading(claims))
  rows <- lapply(seq_len(nrow(claims)), function(row) {
    audit_claim(claim_at(claims, row), parsed[[row]], context, named_ids(parsed[-row]))
  })
  found <- unlist(rows, recursive = FALSE)
  checks <- as.data.frame(lapply(rlang::set_names(finding_columns), function(column) {
    vapply(found, `[[`, "", column, USE.NAMES = FALSE)
  }))
  comparison <- if (!is.null(results)) compare_published(results, claims)
  structure(
    list(
      checks = checks, claims = claims, comparison = comparison, call = stored_call(match.call())
    ),
    class = "published_audit"
  )
}

finding_columns <- c(
  "check", "claim", "quantity", "method", "published", "recomputed", "verdict", "assumption",
  "sentence"
)

audit_verdicts <- c("reproduced", "consistent", "odd", "inconsistent", "not derivable")

audit_claim <- function(claim, calls, context, elsewhere) {
  if (length(calls) == 0) {
    # A number that other claims build on is given; the rest need the patients.
    if (claim$id %in% elsewhere) return(NULL)
    return(list(finding_row(claim, "none", unchecked(claim))))
  }
  lapply(calls, function(call) {
    check <- audit_checks[[call$check]]
    inputs <- lapply(call$arguments, resolve_input, claims = context$claims, claim = claim)
    inputs <- check_inputs(inputs, call$check, check, claim)
    finding_row(claim, call$check, check$run(claim, inputs, context))
  })
}

# The ids that checks refer to.
named_ids <- function(parsed) {
  arguments <- lapply(unlist(parsed, recursive = FALSE), `[[`, "arguments")
  names <- Filter(is.name, unlist(arguments, recursive = FALSE))
  vapply(names, as.character, "", USE.NAMES = FALSE)
}

finding_row <- function(claim, check, found) {
  c(list(check = check, claim = claim$id, quantity = claim$quantity,
         published = show_claim(claim)), found)
}

# `assumption` is what a `consistent` or `reproduced` verdict takes for granted, and for an `odd`
# value the reading that would allow it.
finding <- function(method, recomputed, verdict, sentence, assumption = "") {
  list(method = method, recomputed = recomputed, verdict = verdict, assumption = assumption,
       sentence = sentence)
}

unchecked <- function(claim) {
  finding(
    "none: the report gives nothing to recompute it from", "", "not derivable",
    sprintf("%s (%s): nothing else that is published determines it.", claim$quantity,
            show_claim(claim))
  )
}

claim_at <- function(claims, row) lapply(claims, `[[`, row)

# The value as printed in the paper: its own decimals, and a unit where that says something.
show_claim <- function(claim) {
  if (startsWith(claim$text, "<")) return(claim$text)
  text <- if (is.na(claim$value)) claim$text else format_decimals(claim$value, claim$decimals)
  silent <- c("", "patients", "p", "AUC", "ratio", "proportion", "features", "month", "number")
  if (claim$unit %in% silent) return(text)
  if (claim$unit == "%") paste0(text, "%") else paste(text, claim$unit)
}

format_decimals <- function(value, decimals) {
  if (!is.finite(decimals)) return(format(value, digits = 7))
  sprintf("%.*f", as.integer(decimals), value)
}
