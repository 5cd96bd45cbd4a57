#' How strong the published evidence is
#'
#' Recovers the counts behind the published AUCs and rates and says what they weigh: exact p-values
#' against chance, adjusted for the number of phases tried, intervals, and how often the published
#' modelling chain reaches such AUCs where the images know nothing.
#'
#' @param claims As in [audit_published()].
#' @param null Stored runs of the chain under permuted labels: a data frame with columns `table`,
#'   `n`, `positive`, `features`, `trees`, `selection`, `permutation` and `auc`; `NULL` for the
#'   runs that ship with the package. `inst/simulations/published-null.R` makes them again.
#' @param conf_level Confidence level of the intervals.
#' @param x,object An object of class `published_evidence`.
#' @param width Columns of the terminal.
#' @param ... Ignored.
#' @return An object of class `published_evidence`, a list of data frames:
#'   - `aucs`: a row an AUC: `id`, `quantity` (its words), `auc`, `n`, `positive`, `negative` (the
#'   split that the rounded
#'     AUC allows; of several the one with the largest p-value), `lower`, `upper` (Hanley and
#'     McNeil), `p_value` (exact, one-sided), `tried` (models of the same lesion) and `p_adjusted`
#'     (Bonferroni, valid however the phases hang together);
#'   - `shares`: a row a share: `id`, `quantity`, `estimate`, `lower`, `upper` (Clopper-Pearson),
#'   `numerator`,
#'     `denominator`;
#'   - `tables`: a row a recovered 2 x 2 table: `id`, `quantity`, `n`, `tp`, `fn`, `tn`, `fp`,
#'   `p_value`
#'     (Fisher, two-sided), `tried` (pairs of phases), `p_adjusted`, `accuracy`,
#'     `majority` (accuracy of always giving the commoner answer) and `p_majority` (exact, that
#'     the accuracy exceeds it);
#'   - `null`: a row an AUC and way of selecting features: `id`, `quantity`, `selection`,
#'   `permutations`,
#'     `mean`, `sd`, `low`, `high` (2.5th and 97.5th percentile of the runs), `reached` (runs with
#'     this AUC or a larger one), `share`, `lower`, `upper`. No row where no stored run has a split
#'     that the AUC allows.
#' @section Errors: as [audit_published()].
#' @references Hanley JA, McNeil BJ. Radiology 1982;143:29-36.
#'   \doi{10.1148/radiology.143.1.7063747}
#'
#'   Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. \doi{10.1093/biomet/26.4.404}
#'
#'   Ambroise C, McLachlan GJ. Selection bias in gene extraction on the basis of microarray
#'   gene-expression data. PNAS 2002;99:6562-6566. \doi{10.1073/pnas.102102699}
#' @examples
#' evidence_published()
#' @export
evidence_published <- function(claims = NULL, null = NULL, conf_level = 0.95) {
  claims <- if (is.data.frame(claims)) read_claims(claims) else published_results(claims)
  check_number(conf_level, "conf_level", 0, 1)
  null <- read_null(null)
  joint <- joint_reading(claims)
  structure(
    list(
      aucs = weigh_aucs(claims, joint, conf_level),
      shares = weigh_shares(claims, joint, conf_level), tables = weigh_tables(claims, joint),
      null = weigh_null(claims, joint, null, conf_level), conf_level = conf_level
    ),
    class = "published_evidence"
  )
}

read_null <- function(null, call = rlang::caller_env()) {
  if (is.null(null)) {
    file <- system.file("extdata", "published-null.csv", package = "radiotmb", mustWork = TRUE)
    null <- utils::read.csv(file)
  }
  columns <- c("table", "n", "positive", "features", "trees", "selection", "permutation", "auc")
  check_columns(null, "null", columns, call)
}

bind_rows <- function(rows) do.call(rbind, rows[!vapply(rows, is.null, NA)])

weigh_aucs <- function(claims, joint, conf_level) {
  published <- claims[claims$kind == "auc", ]
  positives <- positives_of(published, claims)
  rows <- lapply(seq_len(nrow(published)), function(row) {
    claim <- claim_at(published, row)
    splits <- claim_splits(claim, claims, joint)
    if (is.null(splits) || nrow(splits) == 0) return(NULL)
    p <- auc_p_value(splits$auc, splits$positive, splits$negative)
    worst <- which.max(p)
    split <- splits[worst, ]
    interval <- hanley_mcneil(claim$value, split$positive, split$negative, conf_level)
    data.frame(
      id = claim$id, quantity = claim$quantity, auc = claim$value, n = split$n,
      positive = split$positive,
      negative = split$negative, lower = interval$lower, upper = interval$upper,
      p_value = p[worst], tried = sum(positives == positives[row])
    )
  })
  aucs <- bind_rows(rows)
  if (is.null(aucs)) return(no_aucs)
  aucs$p_adjusted <- pmin(aucs$p_value * aucs$tried, 1)
  aucs
}

no_aucs <- data.frame(
  id = character(), quantity = character(), auc = double(), n = integer(),
  positive = integer(), negative = integer(),
  lower = double(), upper = double(), p_value = double(), tried = integer(), p_adjusted = double()
)

# Models of one lesion have the same positives; each is another chance to find something.
positives_of <- function(aucs, claims) {
  vapply(seq_len(nrow(aucs)), function(row) {
    inputs <- claim_check_inputs(claim_at(aucs, row), claims, "auc_split")
    if (!is.null(inputs[["who"]])) return(inputs[["who"]])
    if (is.null(inputs[["positive"]])) "" else inputs[["positive"]]$id
  }, "")
}

weigh_shares <- function(claims, joint, conf_level) {
  rows <- lapply(seq_len(nrow(claims)), function(row) {
    claim <- claim_at(claims, row)
    # What is stated twice is weighed once.
    if (grepl("same_as(", claim$checks, fixed = TRUE)) return(NULL)
    counts <- if (claim$kind == "proportion") {
      claim_counts(claim, claims, joint)
    } else if (is_share(claim)) {
      c(claim$value, claim$n)
    }
    if (is.null(counts)) return(NULL)
    data.frame(
      id = claim$id, quantity = claim$quantity, clopper_pearson(counts[1], counts[2], conf_level),
      numerator = as.integer(counts[1]), denominator = as.integer(counts[2])
    )
  })
  bind_rows(rows)
}

weigh_tables <- function(claims, joint) {
  rows <- lapply(seq_len(nrow(claims)), function(row) {
    claim <- claim_at(claims, row)
    inputs <- claim_check_inputs(claim, claims, "confusion")
    if (is.null(inputs)) return(NULL)
    table <- claim_tables(claim, inputs, joint)
    if (nrow(table) != 1) return(NULL)
    p <- table_p(table)
    tried <- count_pairs_of_models(claims)
    right <- table$tp + table$tn
    majority <- max(table$positive, table$negative) / table$n
    data.frame(
      id = claim$id, quantity = claim$quantity, table[c("n", "tp", "fn", "tn", "fp")],
      p_value = p, tried = tried,
      p_adjusted = min(p * tried, 1), accuracy = right / table$n, majority = majority,
      p_majority = stats::pbinom(right - 1, table$n, majority, lower.tail = FALSE)
    )
  })
  bind_rows(rows)
}

# Discordance is judged with one model of each lesion: every pair of them could have been chosen.
count_pairs_of_models <- function(claims) {
  positives <- positives_of(claims[claims$kind == "auc", ], claims)
  positives <- positives[positives != ""]
  if (length(positives) == 0) 1L else as.integer(prod(table(positives)))
}

weigh_null <- function(claims, joint, null, conf_level) {
  rows <- lapply(which(claims$kind == "auc"), function(row) {
    weigh_claim_null(claim_at(claims, row), claims, joint, null, conf_level)
  })
  result <- bind_rows(rows)
  if (is.null(result)) no_null else result
}

weigh_claim_null <- function(claim, claims, joint, null, conf_level) {
  splits <- claim_splits(claim, claims, joint)
  if (is.null(splits)) return(NULL)
  runs <- null[paste(null$n, null$positive) %in% paste(splits$n, splits$positive), ]
  bind_rows(lapply(unique(runs$selection), function(selection) {
    auc <- runs$auc[runs$selection == selection]
    cbind(id = claim$id, quantity = claim$quantity, selection = selection,
          weigh_runs(auc, claim, conf_level))
  }))
}

# Runs that round to the published AUC reach it.
weigh_runs <- function(auc, claim, conf_level) {
  reached <- sum(auc >= rounding_interval(claim$value, claim$decimals)$lower)
  share <- clopper_pearson(reached, length(auc), conf_level)
  range <- unname(stats::quantile(auc, c(0.025, 0.975)))
  data.frame(
    permutations = length(auc), mean = mean(auc), sd = stats::sd(auc), low = range[1],
    high = range[2], reached = reached, share = share$estimate, lower = share$lower,
    upper = share$upper
  )
}

no_null <- data.frame(
  id = character(), quantity = character(), selection = character(), permutations = integer(),
  mean = double(),
  sd = double(), low = double(), high = double(), reached = integer(), share = double(),
  lower = double(), upper = double()
)
