/* The rows a tree is grown on, and those it is not. */
#include "forest.h"
#include <R_ext/Random.h>
#include <string.h>

bootstrap new_bootstrap(const table *data) {
  bootstrap sample;
  sample.times = (int *) R_alloc(data->rows, sizeof(int));
  sample.times_second = (int *) R_alloc(data->rows, sizeof(int));
  sample.weight = (double *) R_alloc(data->rows, sizeof(double));
  sample.inside = (int *) R_alloc(data->rows, sizeof(int));
  sample.outside = (int *) R_alloc(data->rows, sizeof(int));
  return sample;
}

/* As many rows as there are, with replacement; again, up to 30 times, while a class is missing.
   Weights are added one by one: their rounding is part of the answer. */
void draw_bootstrap(const table *data, bootstrap *sample) {
  int missing = 1;
  for (int attempt = 0; missing && attempt < 31; attempt++) {
    memset(sample->times, 0, data->rows * sizeof(int));
    memset(sample->weight, 0, data->rows * sizeof(double));
    sample->population[0] = sample->population[1] = 0;
    for (int i = 0; i < data->rows; i++) {
      int row = (int) (unif_rand() * data->rows);
      int label = data->label[row];
      sample->times[row]++;
      sample->weight[row] += data->weight[label];
      sample->population[label] += data->weight[label];
    }
    missing = sample->population[0] == 0 || sample->population[1] == 0;
  }
  if (missing) Rf_error("in 31 attempts no bootstrap sample had both classes");
  sample->n_inside = sample->n_outside = 0;
  for (int i = 0; i < data->rows; i++) {
    sample->times_second[i] = data->label[i] * sample->times[i];
    if (sample->times[i] > 0) {
      sample->inside[sample->n_inside++] = i;
    } else {
      sample->outside[sample->n_outside++] = i;
    }
  }
}
