#' @rdname centre_validation-methods
#' @importFrom rlang .data
#' @export
autoplot.centre_validation <- function(object, ...) {
  centres <- object$centres[!is.na(object$centres$auc), ]
  summed <- object$measures[1:2, ]
  names <- c(
    sprintf("%s (%d, %d %s)", centres$centre, centres$n, centres$n_positive, object$positive),
    "mean of centres", "a new centre (prediction)"
  )
  rows <- data.frame(
    row = factor(names, rev(names)), estimate = c(centres$auc, summed$estimate),
    lower = c(centres$lower, summed$lower), upper = c(centres$upper, summed$upper),
    kind = c(rep("centre", nrow(centres)), "mean", "new centre")
  )
  ggplot2::ggplot(rows, ggplot2::aes(.data$estimate, .data$row, colour = .data$kind)) +
    ggplot2::geom_vline(xintercept = 0.5, linetype = "dashed", colour = "grey50") +
    ggplot2::geom_pointrange(
      ggplot2::aes(xmin = .data$lower, xmax = .data$upper), na.rm = TRUE, show.legend = FALSE
    ) +
    ggplot2::scale_colour_manual(
      values = c(centre = "grey20", mean = "#0072B2", "new centre" = "#D55E00")
    ) +
    ggplot2::xlim(0, 1) +
    ggplot2::labs(
      x = sprintf("area under the curve, %s%% interval", format(100 * object$conf_level)), y = NULL
    ) +
    ggplot2::theme_minimal()
}

#' @rdname centre_validation-methods
#' @export
plot.centre_validation <- function(x, ...) draw_figure(autoplot(x, ...))
