# What claims say of a cohort: whom they count, among whom, and which counts the published value
# allows. The checks `counts`, `auc_split` and `confusion` name the groups in their words `who` and
# `among`: "primary & !metastasis". A name is an attribute that a patient has or has not.

# The claims that speak of named groups; NULL where none does.
cohort_statements <- function(claims) {
  statements <- lapply(seq_len(nrow(claims)), function(row) {
    claim <- claim_at(claims, row)
    calls <- Filter(\(call) call$check %in% names(statement_kinds),
                    parse_checks(claim$checks, claim$id))
    lapply(calls, read_statement, claim = claim, claims = claims)
  })
  statements <- Filter(Negate(is.null), unlist(statements, recursive = FALSE))
  if (length(statements) == 0) NULL else statements
}

statement_kinds <- c(counts = "count", auc_split = "auc", confusion = "rates")

read_statement <- function(call, claim, claims) {
  inputs <- lapply(call$arguments, resolve_input, claims = claims, claim = claim)
  inputs <- check_inputs(inputs, call$check, audit_checks[[call$check]], claim)
  if (is.null(inputs[["who"]])) {
    if (is.null(inputs[["among"]])) return(NULL)
    refuse_call(call$check, claim, "names whom it is `among`, and not `who` is counted")
  }
  kind <- statement_kinds[[call$check]]
  among <- if (is.null(inputs[["among"]])) "all" else inputs[["among"]]
  if (kind == "count" && counts_share(claim, inputs[["who"]], among)) kind <- "share"
  if (kind == "count") check_patient_number(claim)
  list(
    claim = claim, check = call$check, kind = kind, inputs = inputs,
    who = parse_group(inputs[["who"]], claim), among = parse_group(among, claim),
    words = c(who = inputs[["who"]], among = among), own = TRUE, remembered = new.env()
  )
}

# Every count is tried, so time and memory grow with the number of patients.
most_patients <- 5000

check_countable <- function(claim) {
  if (claim$value <= most_patients) return(invisible())
  abort_data(
    paste("Claim %s counts %s patients; cohorts of at most %d are searched. Remove the checks that",
          "name groups of patients (counts, and who in auc_split and confusion); percentage, total",
          "and the other checks take any number."),
    dQuote(claim$id, FALSE), claim$text, most_patients
  )
}

# Without a kind a value that is no whole number is a share; all among all is no share.
counts_share <- function(claim, who, among) {
  if (claim$kind %in% c("percentage", "proportion")) return(TRUE)
  read <- claim$unit == "%" || has_no_kind(claim) && claim$value != round(claim$value)
  if (claim$kind != "setting" || !read || who == among) return(FALSE)
  percent_scale(claim)
  TRUE
}

check_patient_number <- function(claim) {
  if (!is.na(claim$value) && claim$value >= 0 && claim$value == round(claim$value)) {
    return(check_countable(claim))
  }
  abort_data(
    paste("Claim %s has the value %s and the check counts; a number of patients is a whole number",
          "of at least 0. For a share give the `kind` percentage or proportion."),
    dQuote(claim$id, FALSE), dQuote(claim$text, FALSE)
  )
}

# A group of patients in R's words for logic. It is walked, never evaluated as R code.
parse_group <- function(text, claim) {
  parsed <- tryCatch(parse(text = text, keep.source = FALSE), error = function(e) NULL)
  if (length(parsed) != 1 || !is_group(parsed[[1]])) {
    abort_data(
      "Claim %s counts the group %s; a group is made of names, !, &, |, == and != and brackets.",
      dQuote(claim$id, FALSE), dQuote(text, FALSE)
    )
  }
  parsed[[1]]
}

is_group <- function(x) {
  if (is.name(x)) return(TRUE)
  if (!is.call(x) || !is.name(x[[1]])) return(FALSE)
  sizes <- c("!" = 1, "(" = 1, "&" = 2, "|" = 2, "==" = 2, "!=" = 2)
  arguments <- as.list(x)[-1]
  identical(unname(sizes[as.character(x[[1]])]), as.numeric(length(arguments))) &&
    all(vapply(arguments, is_group, NA))
}

group_cells <- function(group, cells) {
  if (is.name(group)) {
    name <- as.character(group)
    return(if (name == "all") rep(TRUE, nrow(cells)) else cells[[name]])
  }
  sides <- lapply(as.list(group)[-1], group_cells, cells = cells)
  switch(as.character(group[[1]]),
    "!" = !sides[[1]], "(" = sides[[1]], "&" = sides[[1]] & sides[[2]],
    "|" = sides[[1]] | sides[[2]], "==" = sides[[1]] == sides[[2]],
    "!=" = sides[[1]] != sides[[2]]
  )
}

# Every combination of the attributes that the statements name.
cohort_cells <- function(statements) {
  names <- unique(unlist(lapply(statements, \(s) c(all.vars(s$who), all.vars(s$among)))))
  names <- setdiff(names, "all")
  if (length(names) > 10) {
    abort_data("The claims name %d attributes of a patient; at most 10 can be reasoned about.",
               length(names))
  }
  cells <- expand.grid(rep(list(c(TRUE, FALSE)), length(names)))
  if (length(names) == 0) cells <- data.frame(row.names = 1L)
  rlang::set_names(cells, names)
}

# Such as: primary & !metastasis & enhanced.
cell_labels <- function(cells) {
  if (ncol(cells) == 0) return("all")
  marks <- Map(\(has, name) paste0(ifelse(has, "", "!"), name), cells, names(cells))
  do.call(paste, c(unname(marks), sep = " & "))
}

statement_groups <- function(statement, cells) {
  among <- group_cells(statement$among, cells)
  rbind(group_cells(statement$who, cells) & among, among)
}

# The groups of the statements and how they hang together; which claims bound them is another
# question, so that one claim after the other can be left out. A count has one group, a rate two:
# the counted, and all among whom.
cohort_groups <- function(statements, cells) {
  system <- list(
    rows = matrix(FALSE, 0, nrow(cells)), members = list(), lower = numeric(), upper = numeric(),
    tables = list(), cell_upper = rep(no_bound, nrow(cells))
  )
  first <- integer()
  for (statement in statements) {
    first <- c(first, nrow(system$rows) + 1L)
    groups <- statement_groups(statement, cells)
    if (statement$kind == "count") groups <- groups[1, , drop = FALSE]
    system <- add_groups(system, groups)
  }
  system <- link_groups(link_groups(system, add = TRUE), add = TRUE)
  system$first <- first
  system
}

statement_rows <- function(joint, i) {
  joint$groups$first[i] + seq_len(if (joint$statements[[i]]$kind == "count") 1 else 2) - 1L
}

# The system in which the statements `kept` hold: counts first, because they bound the sizes for
# which the pairs of an AUC's or a table's counts are listed.
cohort_system <- function(joint, kept = joint$kept) {
  system <- joint$groups
  counts <- vapply(joint$statements, \(s) s$kind == "count", NA)
  for (i in intersect(kept, which(counts))) {
    claim <- joint$statements[[i]]$claim
    count <- rounding_interval(claim$value, claim$decimals)
    row <- system$first[i]
    system$lower[row] <- ceiling(count$lower)
    system$upper[row] <- floor(count$upper)
  }
  bounded <- tighten(system, start_state(system))
  if (is.null(bounded)) return(system)
  rates <- intersect(kept, which(!counts))
  # Without a number of patients a rate excludes nothing that could be listed.
  rates <- rates[bounded$upper[system$first[rates] + 1] < no_bound]
  system$tables <- lapply(rates, function(i) {
    rows <- system$first[i] + 0:1
    sizes <- seq(bounded$lower[rows[2]], bounded$upper[rows[2]])
    list(rows = rows, values = statement_pairs(joint$statements[[i]], sizes))
  })
  system
}

# The pairs (counted, among them) that a published share, AUC or 2 x 2 table allows. They are
# remembered, because every claim that is left out asks for them again.
statement_pairs <- function(statement, sizes) {
  remembered <- statement$remembered
  asked <- as.character(sizes)
  for (n in sizes[!asked %in% names(remembered)]) {
    remembered[[as.character(n)]] <- pairs_of_size(statement, n)
  }
  do.call(rbind, c(list(matrix(0, 0, 2)), mget(asked, remembered)))
}

pairs_of_size <- function(statement, n) {
  claim <- statement$claim
  # One patient is no positive and negative, and nobody is no share.
  if (n < if (statement$kind == "share") 1 else 2) return(matrix(0, 0, 2))
  positive <- switch(statement$kind,
    share = share_counts(claim, n),
    auc = auc_grid(claim$value, n, claim$decimals)$positive,
    # The groups, not the inputs, say how many there are.
    rates = fitting_tables(claim, statement$inputs, n, statement$own)$positive
  )
  positive <- unique(positive)
  cbind(positive, rep(n, length(positive)), deparse.level = 0)
}

share_counts <- function(claim, n) {
  interval <- rounding_interval(claim$value, claim$decimals)
  whole_within(lapply(interval, `/`, percent_scale(claim)), n)
}
