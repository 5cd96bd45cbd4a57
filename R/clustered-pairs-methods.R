#' Methods for comparisons of several lesions
#'
#' @param x,object A `clustered_pairs` object.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param ... Not used.
#' @return `format()` gives the printed lines, `print()` its argument invisibly. `summary()` gives
#'   the tables `tests`, `shares`, `ratios` and `chance`, `tidy()` the tests, `glance()` one row,
#'   `augment()` the pairs. `autoplot()` gives a ggplot of the pairs' burdens on a square-root
#'   scale with their exact limits, and `plot()` draws it.
#' @name clustered_pairs-methods
#' @examples
#' burden <- data.frame(
#'   patient_id = c("a", "a", "a", "b", "b"), lesion = c("colon", "liver", "lung", "colon", "lung"),
#'   role = c("primary", "metastasis", "metastasis", "primary", "metastasis"),
#'   mutations = c(30, 9, 15, 5, 6), megabases = 1.2
#' )
#' pairs <- compare_lesion_pairs(burden)
#' summary(pairs)
#' glance(pairs)
#' plot(pairs)
NULL

#' @rdname clustered_pairs-methods
#' @export
format.clustered_pairs <- function(x, ...) {
  share <- function(i) {
    row <- x$discordant[i, ]
    sprintf("%d of %d (%s%%; %s)", row$numerator, row$denominator,
            format_number(100 * row$estimate),
            format_limits(100 * row$lower, 100 * row$upper, x$conf_level))
  }
  c(
    sprintf("<clustered_pairs> %d pairs of %d patients (%s, %s), %s",
            nrow(x$pairs), nrow(x$patients), x$sides[["first"]], x$sides[["second"]],
            describe_cutoff(x$cutoff)),
    "",
    sprintf("  both high %d, %s only %d, %s only %d, both low %d", x$cells[["both_high"]],
            x$sides[["first"]], x$cells[["first_only"]], x$sides[["second"]],
            x$cells[["second_only"]], x$cells[["both_low"]]),
    sprintf("  discordant pairs: %s", share(1)),
    sprintf("  patients with a discordant pair: %s", share(4)),
    sprintf("  by counting alone, %s: %s pairs expected (%s to %s)", x$chance$model,
            format_number(x$chance$expected), format_number(x$chance$lower),
            format_number(x$chance$upper)),
    "",
    format_columns(data.frame(test = x$tests$test, p = format_p_value(x$tests$p_value))),
    format_flags(x$flags)
  )
}

#' @rdname clustered_pairs-methods
#' @export
print.clustered_pairs <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname clustered_pairs-methods
#' @export
summary.clustered_pairs <- function(object, ...) {
  new_summary(
    object, format(object)[1:6], tests = object$tests, shares = object$discordant,
    ratios = object$ratios, chance = object$chance, flags = object$flags
  )
}

#' @rdname clustered_pairs-methods
#' @export
tidy.clustered_pairs <- function(x, ...) broom_names(x$tests, method = "test", old = FALSE)

#' @rdname clustered_pairs-methods
#' @export
glance.clustered_pairs <- function(x, ...) {
  broom_names(data.frame(
    patients = nrow(x$patients), pairs = nrow(x$pairs), cutoff = x$cutoff,
    discordant = x$discordant$numerator[1], x$discordant[1, c("estimate", "lower", "upper")],
    expected_independent = x$chance$expected[1], p_value = x$tests$p_value[1],
    method = x$tests$test[1]
  ), old = FALSE)
}

#' @rdname clustered_pairs-methods
#' @export
augment.clustered_pairs <- function(x, ...) x$pairs
