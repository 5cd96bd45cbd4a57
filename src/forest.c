/* The loop over trees. */
#include "forest.h"
#include <R_ext/Random.h>
#include <R_ext/Utils.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Votes of the rows a tree was not grown on. After every tree each row that has any votes draws for
   its class, though only the last answer is kept. */
static void vote_outside(const table *data, const bootstrap *sample, const tree *grown, int *said,
                         int *votes, int *winner) {
  for (int i = 0; i < sample->n_outside; i++) {
    int row = sample->outside[i];
    said[i] = class_of_row(grown->nodes, data->value, data->rows, row);
    votes[2 * row + said[i]]++;
  }
  for (int row = 0; row < data->rows; row++) {
    if (votes[2 * row] + votes[2 * row + 1] > 0) winner[row] = class_by_votes(votes + 2 * row);
  }
}

/* Sums over trees become means, and the standard errors of the means. */
static void finish_losses(int cells, int trees, double *sum, double *square) {
  for (int i = 0; i < cells; i++) {
    double mean = sum[i] / trees;
    square[i] = sqrt((square[i] / trees - mean * mean) / trees);
    sum[i] = mean;
  }
}

static SEXP zeros(SEXPTYPE type, int rows, int columns) {
  SEXP made = Rf_allocMatrix(type, rows, columns);
  if (type == INTSXP) {
    memset(INTEGER(made), 0, XLENGTH(made) * sizeof(int));
  } else {
    memset(REAL(made), 0, XLENGTH(made) * sizeof(double));
  }
  return made;
}

/* Whether no row's class can change, however the trees that are left vote: no tie can come about
   either, so that nothing is left to a draw. */
static int is_settled(const int *votes, int rows, int trees_left) {
  for (int row = 0; row < rows; row++) {
    if (abs(votes[2 * row] - votes[2 * row + 1]) <= trees_left) return 0;
  }
  return 1;
}

/* x and held_out: double matrices of the same columns; label: 0 or 1 for each row of x; tried:
   number of columns a node tries; class_weights: NULL or two numbers; class_only: whether nothing
   but the classes of held_out is asked for, so that growing may end once they are settled. */
SEXP grow_forest(SEXP x, SEXP label, SEXP held_out, SEXP trees, SEXP tried, SEXP class_weights,
                 SEXP importance, SEXP class_only) {
  const int n_trees = Rf_asInteger(trees), n_tried = Rf_asInteger(tried);
  const int reads = Rf_asLogical(importance), ends_early = Rf_asLogical(class_only);
  table data = prepare_table(x, label, class_weights);
  bootstrap sample = new_bootstrap(&data);
  tree grown = new_tree(&data);
  const int n_held = Rf_nrows(held_out);
  const char *names[] = {
    "votes", "winner", "held_out_votes", "held_out", "importance", "error", "purity", ""
  };
  SEXP answer = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(answer, 0, zeros(INTSXP, 2, data.rows));
  SET_VECTOR_ELT(answer, 1, Rf_allocVector(INTSXP, data.rows));
  SET_VECTOR_ELT(answer, 2, zeros(INTSXP, 2, n_held));
  SET_VECTOR_ELT(answer, 3, Rf_allocVector(INTSXP, n_held));
  SET_VECTOR_ELT(answer, 4, zeros(REALSXP, data.columns, 3));
  SET_VECTOR_ELT(answer, 5, zeros(REALSXP, data.columns, 3));
  SET_VECTOR_ELT(answer, 6, zeros(REALSXP, data.columns, 1));
  int *votes = INTEGER(VECTOR_ELT(answer, 0)), *winner = INTEGER(VECTOR_ELT(answer, 1));
  int *held_votes = INTEGER(VECTOR_ELT(answer, 2)), *held = INTEGER(VECTOR_ELT(answer, 3));
  double *sum = REAL(VECTOR_ELT(answer, 4)), *square = REAL(VECTOR_ELT(answer, 5));
  grown.purity = REAL(VECTOR_ELT(answer, 6));
  for (int row = 0; row < data.rows; row++) winner[row] = NA_INTEGER;
  int *said = (int *) R_alloc(data.rows, sizeof(int));
  losses lost;
  if (reads) lost = new_losses(&data, sum, square);

  GetRNGstate();
  for (int b = 0; b < n_trees; b++) {
    if (b % 16 == 0) R_CheckUserInterrupt();
    /* A tree without a split is grown again, unless there is nothing to split by. */
    do {
      draw_bootstrap(&data, &sample);
      grow_tree(&data, &sample, n_tried, &grown);
    } while (grown.n_nodes == 1 && data.can_be_split);
    vote_outside(&data, &sample, &grown, said, votes, winner);
    for (int row = 0; row < n_held; row++) {
      held_votes[2 * row + class_of_row(grown.nodes, REAL(held_out), n_held, row)]++;
    }
    if (ends_early && is_settled(held_votes, n_held, n_trees - b - 1)) break;
    if (reads) {
      add_losses(&data, &sample, &grown, said, &lost);
    } else {
      draw_permutations(&data, &sample, &grown);
    }
  }
  PutRNGstate();
  /* Held-out rows draw from the stream where the forest left it, but leave no trace in it. */
  for (int row = 0; row < n_held; row++) held[row] = class_by_votes(held_votes + 2 * row);
  for (int j = 0; j < data.columns; j++) grown.purity[j] /= n_trees;
  finish_losses(3 * data.columns, n_trees, sum, square);
  UNPROTECT(1);
  return answer;
}
