# The random forest of elimination: two classes, numeric columns, grown by the compiled code in
# src/. Draw for draw it is that of randomForest(importance = TRUE) and of its predict(), several
# times as fast: no tree is kept, no column is sorted in a node that does not try it, and where
# `importance` is not asked for its draws are made but nothing is predicted from them. Where nothing
# but the classes of the held-out rows is asked for (`class_only`), it ends once no tree left could
# change them, and the other answers are those of the trees grown.
#' @useDynLib radiotmb, .registration = TRUE, .fixes = "C_"
grow_forest <- function(x, y, held_out, trees, importance = TRUE, class_weights = NULL,
                        class_only = FALSE) {
  if (!is.null(class_weights)) class_weights <- as.double(class_weights[levels(y)])
  tried <- max(floor(sqrt(ncol(x))), 1)
  grown <- .Call(
    C_grow_forest, x, as.integer(y) - 1L, held_out, as.integer(trees), as.integer(tried),
    class_weights, importance, class_only
  )
  grown$held_out <- factor(levels(y)[grown$held_out + 1L], levels = levels(y))
  grown$importance <- if (importance) scaled_importance(grown$importance, grown$error)
  grown
}

# The mean loss over its standard error, or the mean itself where no tree differs. Columns are the
# two classes, then both together.
scaled_importance <- function(mean, error) mean / ifelse(error < .Machine$double.eps, 1, error)
