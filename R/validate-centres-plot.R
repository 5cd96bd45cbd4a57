#' @rdname centre_validation-methods
#' @importFrom rlang .data
#' @export
autoplot.centre_validation <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  centres <- object$centres[!is.na(object$centres$auc), ]
  summed <- object$measures[1:2, ]
  names <- c(
    sprintf("%s (%d, %d %s)", centres$centre, centres$n, centres$n_positive, object$positive),
    "Mean of centres", "A new centre (prediction)"
  )
  rows <- data.frame(
    row = factor(names, rev(names)), estimate = c(centres$auc, summed$estimate),
    lower = c(centres$lower, summed$lower), upper = c(centres$upper, summed$upper),
    kind = c(rep("centre", nrow(centres)), "mean", "new centre")
  )
  finish_figure(
    ggplot2::ggplot(rows, ggplot2::aes(.data$estimate, .data$row, colour = .data$kind)) +
      ggplot2::geom_vline(xintercept = 0.5, linetype = "dashed", colour = grey) +
      ggplot2::geom_pointrange(
        ggplot2::aes(xmin = .data$lower, xmax = .data$upper), na.rm = TRUE, show.legend = FALSE
      ) +
      ggplot2::scale_colour_manual(
        values = c(centre = ink, mean = green, "new centre" = crimson)
      ) +
      ggplot2::scale_x_continuous(limits = c(0, 1)) +
      ggplot2::labs(
        x = sprintf("AUC (%s)", interval_words(object$conf_level)), y = NULL
      ),
    theme, height = rows_height(nrow(rows))
  )
}

#' @rdname centre_validation-methods
#' @export
plot.centre_validation <- function(x, ...) draw_figure(autoplot(x, ...))
