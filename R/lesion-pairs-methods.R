#' Methods for comparisons of lesions
#'
#' @param x,object A `lesion_pairs` object.
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @param ... Not used.
#' @return `format()` gives the printed lines, `print()` its argument invisibly. `summary()` gives
#'   the tables `cells`, `discordant`, `chance`, `tests` and `ratios` (see
#'   [result_summary-methods]), `tidy()` the tests, `glance()` one row with the discordance seen and
#'   expected, `augment()` the patients. `autoplot()` gives a ggplot of the paired burdens on a
#'   square-root scale with their exact limits, and `plot()` draws it.
#' @name lesion_pairs-methods
#' @examples
#' burden <- data.frame(
#'   patient_id = rep(c("a", "b", "c"), each = 2), lesion = c("primary", "metastasis"),
#'   mutations = c(30, 9, 5, 6, 14, 15), megabases = 1.2
#' )
#' pairs <- compare_lesions(burden)
#' summary(pairs)
#' glance(pairs)
#' augment(pairs)
#' plot(pairs)
NULL

#' @rdname lesion_pairs-methods
#' @export
format.lesion_pairs <- function(x, ...) {
  share <- x$discordant[1, ]
  c(
    sprintf("<lesion_pairs> %d patients, %s", nrow(x$pairs), describe_cutoff(x$cutoff)),
    "",
    sprintf("  both high %d, primary only %d, metastasis only %d, both low %d",
            x$cells[["both_high"]], x$cells[["primary_only"]], x$cells[["metastasis_only"]],
            x$cells[["both_low"]]),
    sprintf("  discordant: %d of %d (%s%%; %s)", share$numerator, share$denominator,
            format_number(100 * share$estimate), format_limits(100 * share$lower, 100 * share$upper,
                                                               x$conf_level)),
    sprintf("  discordant with unequal rates at 0.05 (exact conditional test): %d",
            sum(x$pairs$p_equal < 0.05 & x$pairs$discordant)),
    sprintf("  by counting alone, %s: %s pairs expected (%d to %d)", x$chance$model,
            format_number(x$chance$expected), x$chance$lower, x$chance$upper),
    "",
    format_columns(data.frame(
      test = x$tests$test, p = format_p_value(x$tests$p_value)
    )[x$tests$test %in% c("McNemar", "Wilcoxon signed rank", "Mann-Whitney",
                          "Spearman correlation"), ]),
    format_flags(x$flags)
  )
}

#' @rdname lesion_pairs-methods
#' @export
print.lesion_pairs <- function(x, ...) {
  cat(format(x), sep = "\n")
  invisible(x)
}

#' @rdname lesion_pairs-methods
#' @export
summary.lesion_pairs <- function(object, ...) {
  new_summary(
    object,
    c(
      format(object)[1],
      sprintf("  patients with unequal rates at 0.05 (exact conditional test): %d of %d",
              sum(object$pairs$p_equal < 0.05), nrow(object$pairs))
    ),
    cells = data.frame(as.list(object$cells)), discordant = object$discordant,
    chance = object$chance, tests = object$tests, ratios = object$ratios, flags = object$flags
  )
}

#' @rdname lesion_pairs-methods
#' @export
tidy.lesion_pairs <- function(x, ...) broom_names(x$tests, method = "test")

#' @rdname lesion_pairs-methods
#' @export
glance.lesion_pairs <- function(x, ...) {
  broom_names(data.frame(
    patients = nrow(x$pairs), cutoff = x$cutoff, discordant = x$discordant$numerator[1],
    x$discordant[1, c("estimate", "lower", "upper")],
    expected_independent = x$chance$expected[1], expected_shared = x$chance$expected[2],
    mcnemar_p = x$tests$p_value[x$tests$test == "McNemar"],
    signed_rank_p = x$tests$p_value[x$tests$test == "Wilcoxon signed rank"], method = "McNemar"
  ), p.value = "mcnemar_p")
}

#' @rdname lesion_pairs-methods
#' @export
augment.lesion_pairs <- function(x, ...) x$pairs
