#' @rdname evidence_published
#' @param theme A ggplot2 theme, complete or partial, laid over [theme_paper()].
#' @importFrom rlang .data
#' @export
autoplot.published_evidence <- function(object, ..., theme = NULL) {
  rlang::check_dots_empty()
  if (nrow(object$aucs) == 0) abort_data("There is no AUC to draw.")
  aucs <- object$aucs
  levels <- rev(unique(aucs$quantity))
  aucs$quantity <- factor(aucs$quantity, levels)
  # Of a factor and of text releases of ggplot2 make one axis in different orders.
  permuted <- transform(object$null, quantity = factor(object$null$quantity, levels))
  selections <- c(nested = "Selection inside the folds", leaky = "Selection on all patients")
  finish_figure(
    ggplot2::ggplot(aucs, ggplot2::aes(y = .data$quantity)) +
      ggplot2::geom_vline(xintercept = 0.5, linetype = "dashed", colour = grey) +
      ggplot2::geom_linerange(
        data = permuted, linewidth = 5, alpha = 0.45,
        ggplot2::aes(xmin = .data$low, xmax = .data$high, colour = .data$selection),
        position = ggplot2::position_dodge(width = 0.5)
      ) +
      ggplot2::geom_pointrange(
        ggplot2::aes(x = .data$auc, xmin = .data$lower, xmax = .data$upper), colour = ink
      ) +
      ggplot2::scale_colour_manual(
        values = c(nested = grey, leaky = green), labels = selections, breaks = names(selections)
      ) +
      ggplot2::guides(colour = ggplot2::guide_legend(title.position = "top")) +
      ggplot2::labs(
        x = "AUC", y = NULL, colour = "Labels permuted",
        caption = sprintf(paste0(
          "Points and lines: published AUC, Hanley-McNeil %s.\n",
          "Bars: 95%% of runs on simulated images with permuted labels."
        ), interval_words(object$conf_level))
      ),
    theme, height = rows_height(nrow(aucs), 12, 70)
  )
}

#' @rdname evidence_published
#' @export
plot.published_evidence <- function(x, ...) draw_figure(autoplot(x, ...))
