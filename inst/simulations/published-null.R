# What the published modelling chain gives where the images know nothing: simulated radiomics
# tables of the published sizes, labels permuted, selection inside the folds (nested) and outside
# them (leaky). Writes inst/extdata/published-null.csv.
#
#   Rscript inst/simulations/published-null.R OUT.csv [PERMUTATIONS] [TREES]
#
# PERMUTATIONS and TREES are 100 where they are left out. It took 55 minutes on one busy core.
# Running it again goes on where it stopped.

library(radiotmb)

arguments <- commandArgs(trailingOnly = TRUE)
out <- arguments[1]
permutations <- if (length(arguments) > 1) as.integer(arguments[2]) else 100L
trees <- if (length(arguments) > 2) as.integer(arguments[3]) else 100L

# The class sizes that the published AUCs allow (see auc_grid()).
tables <- data.frame(
  table = c("colonography", "plain", "enhanced"), n = c(22L, 24L, 22L), positive = c(8L, 5L, 5L)
)

done <- if (file.exists(out)) read.csv(out)
for (block in seq(1L, permutations, by = 10L)) {
  for (selection in c("nested", "leaky")) {
    for (i in seq_len(nrow(tables))) {
      size <- tables[i, ]
      there <- done$table == size$table & done$selection == selection & done$permutation == block
      if (any(there)) next
      data <- simulated_radiomics(size$n, size$positive, seed = 2022)
      null <- permutation_null(
        data$features, data$labels, permutations = min(10L, permutations - block + 1L),
        first = block, selection = selection, trees = trees, seed = 2022, observed = 0.5
      )$null
      done <- rbind(done, data.frame(
        table = size$table, n = size$n, positive = size$positive, features = 1037L,
        trees = trees, selection = selection, permutation = null$permutation,
        auc = round(null$auc, 6)
      ))
      write.csv(done, out, row.names = FALSE, quote = FALSE)
      message(sprintf("%s, %s: %d permutations", size$table, selection, max(null$permutation)))
    }
  }
}
