#' All cohorts that the published counts, rates and AUCs allow together
#'
#' Takes every claim that says whom it counts and finds the cohorts for which all of them are true
#' at once: how many patients there are in each cell of the attributes that the claims name, such
#' as status of the primary x status of the metastasis x which scans a patient has. What a claim
#' leaves open by itself is often settled by the others.
#'
#' @param claims As in [audit_published()]. The checks `counts`, `auc_split` and `confusion` say
#'   whom a claim counts, in their words `who` and `among` (see [audit_published()]).
#' @param limit Largest number of cohorts to list. The possible values of the claims are exact
#'   whether or not all cohorts could be listed.
#' @param x,object An object of class `compatible_cohorts`.
#' @param width Columns of the terminal.
#' @param ... Ignored.
#' @return An object of class `compatible_cohorts`, a list of
#'   - `cells`: data frame with one row a cell that can hold patients: `cell` (its label), a logical
#'     column for each attribute, `lowest` and `highest` (its patients in the compatible cohorts);
#'   - `cohorts`: data frame with one row a compatible cohort and one column a cell of `cells`;
#'   - `complete`: `FALSE` where there are more than `limit` cohorts, and `cohorts` holds the first;
#'   - `claims`: data frame with one row a claim: `id`, `quantity`, `check`, `who`, `among`,
#'     `published`, `possible` (what the claim's count, class split or 2 x 2 table can be with all
#'     claims), `values` (how many those are), `p_lower` and `p_upper` (smallest and largest exact
#'     p-value over them: one-sided of the Mann-Whitney statistic for an AUC, Fisher's two-sided of
#'     a 2 x 2 table), `without` (what it could be if the claim itself were not published),
#'     `left_out` (whether the other results leave the claim out) and `verdict`;
#'   - `conflicts`: list of character vectors, each the ids of a smallest set of claims that cannot
#'     be true together. The other results leave out an AUC or a rate of each set, or the whole set
#'     where it has counts only; of these the number of all patients stays where nothing else
#'     says it.
#'
#'   The verdicts are those of [audit_published()].
#' @details A cohort is a whole number of patients in each cell. Counts are taken as published; an
#'   AUC allows the class splits of [auc_grid()], which takes it for the AUC of one curve over the
#'   patients it names; sensitivity, specificity and accuracy allow the tables of
#'   [confusion_candidates()]. The search tightens the bounds of groups and cells by one another
#'   until nothing moves, and branches on what is left, so it is exhaustive.
#' @section Errors: `radiotmb_data_error` where no claim names whom it counts, no claim counts all
#'   patients, a claim counts more than 5000 patients, or a group cannot be read;
#'   `radiotmb_argument_error` where `limit` is out of range.
#' @references The reconstruction of data from summary statistics: Heathers JAJ, Anaya J, van der
#'   Zee T, Brown NJL. PeerJ Preprints 2018;6:e26968v1. \doi{10.7287/peerj.preprints.26968v1}
#'
#'   Bounds propagation: Apt KR. Principles of Constraint Programming. Cambridge University Press
#'   2003, chapter 6.
#' @examples
#' cohorts <- compatible_cohorts()
#' cohorts
#'
#' # 30 patients, 9 responders, 28 scanned; an AUC of 0.757 among the scanned.
#' claims <- data.frame(
#'   id = c("patients", "responders", "scanned", "auc"), value = c("30", "9", "28", "0.757"),
#'   kind = c("count", "count", "count", "auc"),
#'   checks = c("counts('all')", "counts('responder')", "counts('scanned')",
#'              "auc_split(who = 'responder', among = 'scanned')")
#' )
#' compatible_cohorts(claims)$claims[c("id", "possible", "p_upper")]
#' @export
compatible_cohorts <- function(claims = NULL, limit = 1000) {
  claims <- if (is.data.frame(claims)) read_claims(claims) else published_results(claims)
  check_patient_counts(limit, "limit")
  joint <- joint_reading(claims)
  if (is.null(joint)) {
    abort_data("No claim says whom it counts, as counts(\"primary & !metastasis\") does.")
  }
  check_bounded(joint)
  cohorts <- list_cohorts(joint$system, limit)
  structure(
    list(
      cells = cell_ranges(joint, cohorts), cohorts = cohort_frame(cohorts, joint$cells),
      complete = attr(cohorts, "complete"), claims = joint_claims(joint),
      conflicts = lapply(joint$conflicts, statement_ids, statements = joint$statements),
      call = stored_call(match.call())
    ),
    class = "compatible_cohorts"
  )
}

# The claims as one system, after leaving out what contradicts the rest; NULL where no claim names
# a group.
joint_reading <- function(claims, call = rlang::caller_env()) {
  statements <- cohort_statements(claims)
  if (is.null(statements)) return(NULL)
  cells <- cohort_cells(statements)
  joint <- list(statements = statements, cells = cells, kept = seq_along(statements),
                conflicts = list(), groups = cohort_groups(statements, cells))
  if (any(vapply(statements, \(s) s$kind != "count", NA))) check_bounded(joint, call)
  repeat {
    conflict <- smallest_conflict(joint)
    if (is.null(conflict)) break
    joint$conflicts <- c(joint$conflicts, list(conflict))
    joint$kept <- setdiff(joint$kept, to_leave_out(conflict, joint))
  }
  joint$system <- cohort_system(joint)
  bounded <- any(vapply(statements, counts_everyone, NA))
  joint$listed <- if (bounded) list_cohorts(joint$system, 200)
  joint
}

counts_everyone <- function(statement) {
  statement$kind == "count" && identical(statement$who, quote(all))
}

# A count can only be what it says. An AUC or a rate may be a mean over folds, so it goes first.
# A number of all patients stays where no other does: without one the cohort has no bound.
to_leave_out <- function(conflict, joint) {
  if (!all(are_counts(joint, conflict))) return(conflict[!are_counts(joint, conflict)])
  everyone <- which(vapply(joint$statements, counts_everyone, NA))
  bounds <- intersect(joint$kept, everyone)
  if (length(setdiff(bounds, conflict)) > 0) return(conflict)
  setdiff(conflict, bounds[1])
}

are_counts <- function(joint, rows) vapply(joint$statements[rows], \(s) s$kind == "count", NA)

# Of claims that cannot all be true, some that cannot and of which none can be spared: each is left
# out in turn and stays out where the rest still contradict each other.
smallest_conflict <- function(joint) {
  if (can_be_true(joint, joint$kept)) return(NULL)
  counts <- vapply(joint$statements, \(s) s$kind == "count", NA)
  left <- joint$kept
  # Rates first: what remains is of counts alone where those already contradict each other.
  for (i in c(intersect(left, which(!counts)), intersect(left, which(counts)))) {
    without <- setdiff(left, i)
    if (!can_be_true(joint, without)) left <- without
  }
  left
}

can_be_true <- function(joint, kept) {
  system <- cohort_system(joint, kept)
  !is.null(find_cohort(system, start_state(system)))
}

check_bounded <- function(joint, call = rlang::caller_env()) {
  if (!any(vapply(joint$statements, counts_everyone, NA))) {
    abort_data("No claim says how many patients there are, with counts(\"all\").", call = call)
  }
}

statement_ids <- function(statements, rows) {
  vapply(statements[rows], \(s) s$claim$id, "")
}

cell_ranges <- function(joint, cohorts) {
  ranges <- if (isTRUE(attr(cohorts, "complete")) && nrow(cohorts) > 0) {
    t(apply(cohorts, 2, range))
  } else {
    possible <- lapply(seq_len(nrow(joint$cells)), function(cell) {
      range(project_groups(joint$system, matrix(seq_len(nrow(joint$cells)) == cell, 1)))
    })
    do.call(rbind, possible)
  }
  cells <- data.frame(cell = cell_labels(joint$cells), joint$cells, lowest = ranges[, 1],
                      highest = ranges[, 2], check.names = FALSE)
  cells <- cells[cells$highest > 0, ]
  rownames(cells) <- NULL
  cells
}

cohort_frame <- function(cohorts, cells) {
  frame <- as.data.frame(matrix(cohorts, ncol = nrow(cells)))
  names(frame) <- cell_labels(cells)
  frame[vapply(frame, \(count) any(count > 0), NA)]
}
