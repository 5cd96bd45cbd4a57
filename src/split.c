/* The best split of one node: among columns drawn without replacement, the place with the largest
   sum over both sides of (squared class weights / weight), which is the smallest Gini impurity. */
#include "forest.h"
#include <R_ext/Random.h>
#include <stdint.h>

/* The places of the node's rows in one column's order, ascending: few by insertion, more by marking
   them in a bitmap and reading it off. Only the columns a node tries are ever sorted; keeping every
   column sorted in every node is what takes the time otherwise. */
static void sort_places(const int *place, const int *members, int size, int rows,
                        unsigned long long *marks, int *sorted) {
  if (size <= 3 + rows / 128) {
    for (int i = 0; i < size; i++) {
      int here = place[members[i]];
      int j = i;
      for (; j > 0 && sorted[j - 1] > here; j--) sorted[j] = sorted[j - 1];
      sorted[j] = here;
    }
    return;
  }
  for (int i = 0; i < size; i++) {
    int here = place[members[i]];
    marks[here >> 6] |= 1ULL << (here & 63);
  }
  int filled = 0;
  for (int word = 0; filled < size; word++) {
    unsigned long long left = marks[word];
    marks[word] = 0;
    for (; left != 0; left &= left - 1) sorted[filled++] = (word << 6) + __builtin_ctzll(left);
  }
}

/* Whether a value takes the place of the best so far. A larger one always does, though it uses up a
   draw; an equal one does with a chance of one in (number of equals + 1), in single precision.
   Odd, but so does the forest that is mirrored. `ties` starts at 1 for every column of a node. */
int takes_over(double value, double *best, int *ties) {
  int larger = value > *best;
  if (larger) {
    *best = value;
    *ties = 1;
  } else if (value != *best) {
    return 0;
  }
  ++*ties;
  return unif_rand() < (double) (1.0f / (float) *ties) || larger;
}

/* With rows that weigh one every sum is a whole number, exact in any order. */
static int scan_counts(const table *data, const bootstrap *sample, const group *here, int column,
                       const int *sorted, split *best) {
  const int *order = data->order + (size_t) column * data->rows;
  const int *run = data->run + (size_t) column * data->rows;
  const int64_t both = (int64_t) (here->population[0] + here->population[1]);
  const int64_t second = (int64_t) here->population[1];
  int64_t left_both = 0, left_second = 0;
  int ties = 1, found = 0;
  for (int i = 0; i < here->size - 1; i++) {
    int row = order[sorted[i]];
    left_both += sample->times[row];
    left_second += sample->times_second[row];
    if (run[sorted[i]] == run[sorted[i + 1]]) continue;
    int64_t left_first = left_both - left_second;
    int64_t right_both = both - left_both, right_second = second - left_second;
    int64_t right_first = right_both - right_second;
    double criterion =
      (double) (left_first * left_first + left_second * left_second) / (double) left_both +
      (double) (right_first * right_first + right_second * right_second) / (double) right_both;
    if (criterion < best->criterion) continue;
    if (takes_over(criterion, &best->criterion, &ties)) {
      best->column = column;
      best->left = i + 1;
      found = 1;
    }
  }
  return found;
}

/* With other weights the sums are updated row by row, in the one order that rounds alike. */
static int scan_weights(const table *data, const bootstrap *sample, const group *here, int column,
                        const int *sorted, split *best) {
  const int *order = data->order + (size_t) column * data->rows;
  const int *run = data->run + (size_t) column * data->rows;
  const double *population = here->population;
  double left[2] = {0, 0}, right[2] = {population[0], population[1]};
  double left_sum = 0, right_sum = population[0] + population[1];
  double left_square = 0;
  double right_square = population[0] * population[0] + population[1] * population[1];
  const double nothing = (double) 1.0e-5f;
  int ties = 1, found = 0;
  for (int i = 0; i < here->size - 1; i++) {
    int row = order[sorted[i]];
    int label = data->label[row];
    double weight = sample->weight[row];
    left_square += weight * (2 * left[label] + weight);
    right_square += weight * (-2 * right[label] + weight);
    left_sum += weight;
    right_sum -= weight;
    left[label] += weight;
    right[label] -= weight;
    if (run[sorted[i]] == run[sorted[i + 1]]) continue;
    if (left_sum <= nothing || right_sum <= nothing) continue;
    double criterion = left_square / left_sum + right_square / right_sum;
    if (takes_over(criterion, &best->criterion, &ties)) {
      best->column = column;
      best->left = i + 1;
      found = 1;
    }
  }
  return found;
}

int find_split(const table *data, const bootstrap *sample, const group *here, int tried,
               tree *grown, split *best) {
  const int *members = grown->members + here->start;
  int *candidates = grown->candidates;
  best->criterion = -1;
  best->column = LEAF;
  for (int k = 0; k < tried; k++) {
    int last = data->columns - 1 - k;
    int drawn = (int) ((last + 1) * unif_rand());
    int column = candidates[drawn];
    candidates[drawn] = candidates[last];
    candidates[last] = column;
    grown->swapped[k] = drawn;
    int *sorted = grown->sorted[0];
    sort_places(
      data->place + (size_t) column * data->rows, members, here->size, data->rows, grown->marks,
      sorted
    );
    int found = data->counts_rows ? scan_counts(data, sample, here, column, sorted, best)
                                  : scan_weights(data, sample, here, column, sorted, best);
    if (found) {
      grown->sorted[0] = grown->sorted[1];
      grown->sorted[1] = best->sorted = sorted;
    }
  }
  /* Every node draws from the columns in their own order. */
  for (int k = tried - 1; k >= 0; k--) {
    int last = data->columns - 1 - k;
    int column = candidates[last];
    candidates[last] = candidates[grown->swapped[k]];
    candidates[grown->swapped[k]] = column;
  }
  return best->column != LEAF;
}
