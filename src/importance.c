/* What a tree loses on the rows it was not grown on when one column is permuted among them. */
#include "forest.h"
#include <R_ext/Random.h>
#include <string.h>

losses new_losses(const table *data, double *sum, double *square) {
  losses lost;
  lost.sum = sum;
  lost.square = square;
  lost.touched = (int *) R_alloc((size_t) data->rows * data->columns, sizeof(int));
  lost.n_touched = (int *) R_alloc(data->columns, sizeof(int));
  lost.last = (int *) R_alloc(data->columns, sizeof(int));
  lost.exchanged = (int *) R_alloc(data->rows, sizeof(int));
  return lost;
}

/* Where the importance is not read, its draws are still made: the next tree follows them. */
void draw_permutations(const table *data, const bootstrap *sample, const tree *grown) {
  for (int j = 0; j < data->columns; j++) {
    if (!grown->uses_column[j]) continue;
    for (int i = 0; i < sample->n_outside; i++) unif_rand();
  }
}

static void permute(const bootstrap *sample, int *exchanged) {
  memcpy(exchanged, sample->outside, sample->n_outside * sizeof(int));
  for (int last = sample->n_outside; last > 0; last--) {
    int drawn = (int) (last * unif_rand());
    int row = exchanged[last - 1];
    exchanged[last - 1] = exchanged[drawn];
    exchanged[drawn] = row;
  }
}

/* A row's class can change only with a column its path through the tree asks for. */
static void follow_paths(const table *data, const bootstrap *sample, const tree *grown,
                         losses *lost) {
  for (int j = 0; j < data->columns; j++) {
    lost->n_touched[j] = 0;
    lost->last[j] = -1;
  }
  for (int i = 0; i < sample->n_outside; i++) {
    const node *at = grown->nodes;
    while (at->column != LEAF) {
      int j = at->column;
      size_t column = (size_t) j * data->rows;
      if (lost->last[j] != i) {
        lost->touched[column + lost->n_touched[j]++] = i;
        lost->last[j] = i;
      }
      double here = data->value[column + sample->outside[i]];
      at = grown->nodes + at->next + !(here <= at->threshold);
    }
  }
}

static int class_with(const table *data, const node *nodes, int row, int column, double value) {
  const node *at = nodes;
  while (at->column != LEAF) {
    double here = at->column == column ? value
                                       : data->value[(size_t) at->column * data->rows + row];
    at = nodes + at->next + !(here <= at->threshold);
  }
  return at->next;
}

static void add_loss(losses *lost, size_t at, int fewer, int of) {
  if (of == 0) return;
  double loss = (double) fewer / of;
  lost->sum[at] += loss;
  lost->square[at] += loss * loss;
}

void add_losses(const table *data, const bootstrap *sample, const tree *grown, const int *predicted,
                losses *lost) {
  int members[2] = {0, 0};
  for (int i = 0; i < sample->n_outside; i++) members[data->label[sample->outside[i]]]++;
  follow_paths(data, sample, grown, lost);
  for (int j = 0; j < data->columns; j++) {
    if (!grown->uses_column[j]) continue;
    permute(sample, lost->exchanged);
    const size_t column = (size_t) j * data->rows;
    int fewer[2] = {0, 0};
    for (int k = 0; k < lost->n_touched[j]; k++) {
      int i = lost->touched[column + k];
      int row = sample->outside[i], label = data->label[row];
      int now = class_with(data, grown->nodes, row, j, data->value[column + lost->exchanged[i]]);
      fewer[label] += (predicted[i] == label) - (now == label);
    }
    for (int k = 0; k < 2; k++) {
      add_loss(lost, (size_t) k * data->columns + j, fewer[k], members[k]);
    }
    add_loss(lost, (size_t) 2 * data->columns + j, fewer[0] + fewer[1], sample->n_outside);
  }
}
