# The column `checks` of a table of claims: "percentage(part = discordant, whole = patients)". It is
# read with R's parser because that is the syntax people know, and never evaluated: only a call of
# a known check with names, numbers and quoted words passes.

parse_checks <- function(text, id) {
  if (is.na(text) || text == "") return(list())
  expressions <- tryCatch(
    as.list(parse(text = text, keep.source = FALSE)),
    error = function(e) {
      abort_data("The checks of claim %s cannot be read: %s", dQuote(id, FALSE),
                 dQuote(text, FALSE))
    }
  )
  lapply(expressions, parse_check, id = id)
}

parse_check <- function(expression, id) {
  name <- if (is.call(expression) && is.name(expression[[1]])) as.character(expression[[1]])
  if (is.null(name) || !name %in% names(audit_checks)) {
    abort_data(
      "Claim %s names the check %s; the checks are %s.", dQuote(id, FALSE),
      dQuote(paste(deparse(expression), collapse = " "), FALSE),
      paste(names(audit_checks), collapse = ", ")
    )
  }
  arguments <- lapply(as.list(expression)[-1], parse_argument, id = id, check = name)
  list(check = name, arguments = arguments)
}

parse_argument <- function(x, id, check) {
  if (is_negative_number(x)) return(-x[[2]])
  if (rlang::is_symbol(x) || is.numeric(x) || is.character(x)) return(x)
  abort_data(
    "The check %s of claim %s takes ids of claims, numbers and quoted words, not %s.", check,
    dQuote(id, FALSE), dQuote(paste(deparse(x), collapse = " "), FALSE)
  )
}

is_negative_number <- function(x) rlang::is_call(x, "-", n = 1) && is.numeric(x[[2]])

# A name becomes the claim of that id. A whole number is known exactly; one with decimals has been
# rounded to them, as published rates are.
resolve_input <- function(x, claims, claim) {
  if (is.name(x)) {
    row <- match(as.character(x), claims$id)
    if (is.na(row)) {
      abort_data("The checks of claim %s refer to %s, and there is no claim of that id.",
                 dQuote(claim$id, FALSE), dQuote(as.character(x), FALSE))
    }
    return(claim_at(claims, row))
  }
  if (is.character(x)) return(x)
  list(
    id = "", quantity = format_each(x), kind = "setting", value = x, text = format_each(x),
    decimals = if (x == round(x)) Inf else count_decimals(x), n = NA_integer_, unit = ""
  )
}

# Positional arguments get the check's own names, as in an R call; a variadic check takes any.
check_inputs <- function(inputs, name, check, claim) {
  if (check$variadic) {
    if (length(inputs) == 0) refuse_call(name, claim, "needs at least one argument")
    numbers <- inputs
  } else {
    inputs <- name_inputs(inputs, name, check, claim)
    check_words(inputs[intersect(names(inputs), check$words)], name, claim)
    numbers <- inputs[setdiff(names(inputs), check$words)]
  }
  for (input in numbers) check_numeric_input(input, name, claim)
  if (name %in% checks_by_others) check_others(numbers, name, claim)
  inputs
}

# Checks that set a claim beside others: beside itself it would always pass.
checks_by_others <- c(
  "percentage", "share_of_whole", "total", "difference", "mean_of_part", "ratio_of_means",
  "between", "at_least", "below", "same_as", "not_before"
)

check_others <- function(inputs, name, claim) {
  if (claim$id %in% vapply(inputs, `[[`, "", "id")) {
    refuse_call(name, claim, "refers to the claim itself; name another claim")
  }
}

name_inputs <- function(inputs, name, check, claim) {
  given <- rlang::names2(inputs)
  accepted <- c(check$required, check$optional)
  free <- setdiff(accepted, given)
  unnamed <- which(given == "")
  given[utils::head(unnamed, length(free))] <- utils::head(free, length(unnamed))
  unknown <- setdiff(given, accepted)
  if (length(unknown) > 0 || anyDuplicated(given)) {
    refuse_call(name, claim, sprintf("takes each of %s once", paste(accepted, collapse = ", ")))
  }
  missing <- setdiff(check$required, given)
  if (length(missing) > 0) {
    refuse_call(name, claim, sprintf("needs the argument %s", dQuote(missing[1], FALSE)))
  }
  rlang::set_names(inputs, given)
}

refuse_call <- function(name, claim, reason) {
  abort_data("The check %s of claim %s %s.", name, dQuote(claim$id, FALSE), reason)
}

check_words <- function(inputs, name, claim) {
  for (word in names(inputs)) {
    if (!is.character(inputs[[word]])) {
      refuse_call(name, claim, sprintf("takes words in quotes for %s", word))
    }
  }
}

check_numeric_input <- function(input, name, claim) {
  # Dates are compared too.
  dated <- name %in% c("same_as", "not_before")
  if (is.list(input) && (!is.na(input$value) || dated)) return(invisible())
  abort_data("The check %s of claim %s needs numbers, and was given %s.", name,
             dQuote(claim$id, FALSE), dQuote(if (is.list(input)) input$text else input, FALSE))
}

audit_check <- function(run, required = character(), optional = character(), words = character(),
                        variadic = FALSE) {
  list(run = run, required = required, optional = optional, words = words, variadic = variadic)
}

# An optional input's value, or what it is when not given.
input_value <- function(inputs, name, default = NULL) {
  if (is.null(inputs[[name]])) default else inputs[[name]]$value
}
