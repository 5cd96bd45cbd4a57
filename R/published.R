#' The numbers a study published, as a table of claims
#'
#' Reads the published results of Hoshino et al. (2022), which ship with the package, or the claims
#' of any other paper from a CSV file in the same columns.
#'
#' @param file Path of a CSV file of claims; `NULL` for Hoshino et al. (2022).
#' @return A data frame with one row a claim:
#'   - `id`: short name, unique, by which other claims refer to it (letters, digits, underscores);
#'   - `quantity`: what was measured, in words;
#'   - `kind`: `count`, `percentage`, `proportion`, `mean`, `median`, `minimum`, `maximum`,
#'     `ratio`, `auc`, `p_value`, `setting`, `date` or `version` (of software: 2.2.0);
#'   - `value`: the number (`NA` for a date or version, 0.001 for a p-value `<0.001`), and `text`:
#'     the value as written. A claim without a text is read from its value; where both are given
#'     they are the same number;
#'   - `decimals`: decimals as printed in the paper;
#'   - `n`: number of patients or samples behind the value;
#'   - `unit`, `section`, `wording`: its unit, where the paper states it, and how;
#'   - `derivable`: whether other published values determine it;
#'   - `checks`: how arithmetic can test it (see [audit_published()]);
#'   - `result`: where a study's own results hold the same quantity (see [compare_published()]);
#'   - `note`.
#'
#'   A file needs the columns `id` and `value`; the others may be absent or empty. Empty decimals
#'   are counted from the value as written.
#' @section Errors: `radiotmb_data_error` where the file cannot be read, a column is missing, an id
#'   is repeated or malformed, `value` and `text` differ, a value is neither a number, a date nor a
#'   version, or a share, an AUC or a p-value is out of its range (an AUC of 75.7). The message
#'   names the claim and its row.
#' @references Hoshino I, et al. Prediction of the differences in tumor mutation burden between
#'   primary and metastatic lesions by radiogenomics. Cancer Sci 2022;113(1):229-239.
#'   \doi{10.1111/cas.15173}
#' @examples
#' published <- published_results()
#' published[published$kind == "auc", c("id", "value", "n")]
#' @export
published_results <- function(file = NULL) {
  if (is.null(file)) {
    file <- system.file("extdata", "published.csv", package = "radiotmb", mustWork = TRUE)
  }
  if (!is.character(file) || length(file) != 1) {
    abort_argument("file", "the path of a CSV file, or NULL", file)
  }
  if (!file.exists(file)) abort_data("There is no file %s.", sQuote(file, FALSE))
  read_claims(read_claim_file(file))
}

read_claim_file <- function(file, call = rlang::caller_env()) {
  lines <- readLines(file, warn = FALSE, encoding = "UTF-8")
  if (!all(validUTF8(lines))) {
    abort_data("%s is not UTF-8 text; save it as CSV UTF-8.", sQuote(file, FALSE), call = call)
  }
  # Spreadsheets put a byte order mark before the first column's name.
  lines <- sub("^\ufeff", "", lines)
  if (length(lines) > 0 && grepl(";", lines[1]) && !grepl(",", lines[1])) {
    abort_data("%s has semicolons between its columns; save it with commas.", sQuote(file, FALSE),
               call = call)
  }
  # As text: a reader that guesses types would turn 0.600 into 0.6.
  tryCatch(
    utils::read.csv(text = lines, colClasses = "character", strip.white = TRUE),
    error = function(e) {
      abort_data("%s is not a CSV file of claims: %s", sQuote(file, FALSE),
                 one_line(conditionMessage(e)), call = call)
    }
  )
}

claim_kinds <- c(
  "count", "percentage", "proportion", "mean", "median", "minimum", "maximum", "ratio", "auc",
  "p_value", "setting", "date", "version"
)

claim_columns <- c(
  "id", "quantity", "kind", "value", "text", "decimals", "n", "unit", "section", "wording",
  "derivable", "checks", "result", "note"
)

# A table of claims as read from a file or built by hand, brought to the columns above.
read_claims <- function(claims, call = rlang::caller_env()) {
  claims <- check_columns(claims, "claims", c("id", "value"), call)
  if (nrow(claims) == 0) abort_data("`claims` has no rows.", call = call)
  for (column in setdiff(claim_columns, c(names(claims), "text"))) claims[[column]] <- NA
  words <- c("quantity", "kind", "unit", "section", "wording", "checks", "result", "note")
  for (column in words) claims[[column]] <- blank_if_missing(claims[[column]])
  claims$id <- trimws(as.character(claims$id))
  check_claim_ids(claims$id, call)
  claims$text <- claim_text(claims, call)
  claims$quantity <- ifelse(claims$quantity == "", claims$id, claims$quantity)
  claims$kind <- read_kind(claims, call)
  claims$value <- read_value(claims, call)
  check_claim_ranges(claims, call)
  claims$decimals <- read_whole(claims, "decimals", call)
  claims$n <- read_whole(claims, "n", call)
  written <- is.na(claims$decimals) & !is.na(claims$value)
  claims$decimals[written] <- count_decimals(claims$text[written])
  derivable <- toupper(as.character(claims$derivable))
  claims$derivable <- !is.na(derivable) & derivable %in% c("TRUE", "T", "YES", "1")
  rownames(claims) <- NULL
  claims[claim_columns]
}

blank_if_missing <- function(x) {
  x <- as.character(x)
  ifelse(is.na(x), "", trimws(x))
}

# The value as written: the column `text` where it says something, and `value` otherwise.
claim_text <- function(claims, call) {
  value <- blank_if_missing(claims$value)
  if (is.numeric(claims$value)) {
    value <- ifelse(is.na(claims$value), "", format_each(claims$value))
  }
  if (!"text" %in% names(claims)) return(value)
  text <- blank_if_missing(claims$text)
  check_text_is_value(claims, text, value, call)
  ifelse(text == "", value, text)
}

# A value that was edited without its text would otherwise be left unread.
check_text_is_value <- function(claims, text, value, call) {
  numbers <- lapply(list(text, value), function(x) {
    suppressWarnings(as.numeric(sub("^< *", "", x)))
  })
  close <- abs(numbers[[1]] - numbers[[2]]) <= 1e-9 * abs(numbers[[2]])
  wrong <- which(text != "" & value != "" & text != value & !(close %in% TRUE))
  if (length(wrong) == 0) return(invisible())
  row <- wrong[1]
  abort_data(
    paste("Claim %s has the value %s and the text %s; give both the same number, or leave its",
          "`text` empty (\"\") to have the value read."),
    name_claim(claims, row), value[row], dQuote(text[row], FALSE), call = call
  )
}

check_claim_ids <- function(id, call) {
  malformed <- which(is.na(id) | !grepl("^[A-Za-z][A-Za-z0-9_]*$", id))
  if (length(malformed) > 0) {
    abort_data(
      "Claim %d has the id %s; an id starts with a letter and has letters, digits and underscores.",
      malformed[1], dQuote(id[malformed[1]], FALSE), call = call
    )
  }
  if (anyDuplicated(id)) {
    abort_data("The id %s occurs more than once.", dQuote(id[duplicated(id)][1], FALSE),
               call = call)
  }
}

is_date_text <- function(text) grepl("^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$", text)

read_kind <- function(claims, call) {
  kind <- claims$kind
  kind[kind == "" & is_date_text(claims$text)] <- "date"
  kind[kind == ""] <- "setting"
  unknown <- which(!kind %in% claim_kinds)
  if (length(unknown) > 0) {
    abort_data("Claim %s is of kind %s; the kinds are %s.", dQuote(claims$id[unknown[1]], FALSE),
               dQuote(kind[unknown[1]], FALSE), paste(claim_kinds, collapse = ", "), call = call)
  }
  kind
}

is_version_text <- function(text) grepl("^[0-9]+([.][0-9]+)*$", text)

read_value <- function(claims, call) {
  # "<0.001" is a p-value too.
  number <- ifelse(claims$kind == "p_value", sub("^< *", "", claims$text), claims$text)
  value <- suppressWarnings(as.numeric(number))
  readable <- is.finite(value)
  dates <- claims$kind == "date"
  versions <- claims$kind == "version"
  readable[dates] <- is_date_text(claims$text[dates])
  readable[versions] <- is_version_text(claims$text[versions])
  wrong <- which(!readable)
  if (length(wrong) > 0) {
    abort_data(
      "Claim %s has the value %s, which is no %s.", name_claim(claims, wrong[1]),
      dQuote(claims$text[wrong[1]], FALSE), if (dates[wrong[1]]) {
        "date (2013-09 or 2013-09-30)"
      } else if (versions[wrong[1]]) {
        "version (2.2.0)"
      } else {
        "number"
      }, call = call
    )
  }
  ifelse(dates | versions, NA_real_, value)
}

# A claim's id, and its row below the heading of the table.
name_claim <- function(claims, row) {
  sprintf("%s (row %d)", dQuote(claims$id[row], FALSE), row)
}

# The largest value of each kind that has one; none is under 0.
claim_limits <- c(count = Inf, percentage = 100, proportion = 1, auc = 1, p_value = 1)

check_claim_ranges <- function(claims, call) {
  limit <- claim_limits[claims$kind]
  wrong <- which(claims$value < 0 & !is.na(limit) | claims$value > limit)
  if (length(wrong) == 0) return(invisible())
  row <- wrong[1]
  percent <- claims$value[row] > 0 && claims$value[row] <= 100 && limit[row] == 1
  abort_data(
    "Claim %s is of kind %s and has the value %s; it must be %s%s.", name_claim(claims, row),
    claims$kind[row], dQuote(claims$text[row], FALSE),
    if (is.finite(limit[row])) sprintf("from 0 to %g", limit[row]) else "at least 0",
    if (percent) sprintf(" (%g for a percentage)", claims$value[row] / 100) else "", call = call
  )
}

read_whole <- function(claims, column, call) {
  text <- blank_if_missing(claims[[column]])
  number <- suppressWarnings(as.numeric(text))
  wrong <- which(text != "" & (is.na(number) | number < 0 | number != round(number)))
  if (length(wrong) > 0) {
    abort_data("Claim %s has %s = %s; it must be a whole number or empty.",
               dQuote(claims$id[wrong[1]], FALSE), column, dQuote(text[wrong[1]], FALSE),
               call = call)
  }
  as.integer(number)
}
