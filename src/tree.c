/* One tree, grown node by node in the order in which nodes are made. */
#include "forest.h"
#include <string.h>

tree new_tree(const table *data) {
  tree grown;
  int most = 2 * data->rows + 1;
  grown.nodes = (node *) R_alloc(most, sizeof(node));
  grown.groups = (group *) R_alloc(most, sizeof(group));
  grown.uses_column = (int *) R_alloc(data->columns, sizeof(int));
  grown.members = (int *) R_alloc(data->rows, sizeof(int));
  grown.candidates = (int *) R_alloc(data->columns, sizeof(int));
  grown.swapped = (int *) R_alloc(data->columns, sizeof(int));
  grown.sorted[0] = (int *) R_alloc(data->rows, sizeof(int));
  grown.sorted[1] = (int *) R_alloc(data->rows, sizeof(int));
  int words = data->rows / 64 + 1;
  grown.marks = (unsigned long long *) R_alloc(words, sizeof(unsigned long long));
  memset(grown.marks, 0, words * sizeof(unsigned long long));
  for (int j = 0; j < data->columns; j++) grown.candidates[j] = j;
  return grown;
}

/* A child's rows stand in the order of the column that made it, and are weighed in that order. */
static group settle(const table *data, const bootstrap *sample, const int *members, int start,
                    int size) {
  group child = {start, size, {0, 0}};
  for (int i = start; i < start + size; i++) {
    child.population[data->label[members[i]]] += sample->weight[members[i]];
  }
  return child;
}

static int is_pure(const group *here) {
  double both = here->population[0] + here->population[1];
  return here->population[0] == both || here->population[1] == both;
}

static void divide(const table *data, const bootstrap *sample, int at, const split *best,
                   tree *grown) {
  const group here = grown->groups[at];
  const size_t column = (size_t) best->column * data->rows;
  int *members = grown->members + here.start;
  for (int i = 0; i < here.size; i++) members[i] = data->order[column + best->sorted[i]];
  node *made = grown->nodes + at;
  made->column = best->column;
  made->next = grown->n_nodes;
  made->threshold = 0.5 * (data->value[column + members[best->left - 1]] +
                           data->value[column + members[best->left]]);
  group *child = grown->groups + grown->n_nodes;
  child[0] = settle(data, sample, grown->members, here.start, best->left);
  child[1] = settle(
    data, sample, grown->members, here.start + best->left, here.size - best->left
  );
  grown->n_nodes += 2;
}

/* The class that weighs most, equals by chance; draws are made even where one class is alone. */
static int class_of_leaf(const group *here) {
  double heaviest = 0;
  int ties = 1, label = 0;
  for (int k = 0; k < 2; k++) {
    if (takes_over(here->population[k], &heaviest, &ties)) label = k;
  }
  return label;
}

void grow_tree(const table *data, const bootstrap *sample, int tried, tree *grown) {
  memset(grown->uses_column, 0, data->columns * sizeof(int));
  memcpy(grown->members, sample->inside, sample->n_inside * sizeof(int));
  group root = {0, sample->n_inside, {sample->population[0], sample->population[1]}};
  grown->groups[0] = root;
  grown->n_nodes = 1;
  for (int at = 0; at < grown->n_nodes; at++) {
    const group *here = grown->groups + at;
    split best;
    grown->nodes[at].column = LEAF;
    if (at > 0 && (here->size == 1 || is_pure(here))) continue;
    if (!find_split(data, sample, here, tried, grown, &best)) continue;
    const double *population = here->population;
    double before = (population[0] * population[0] + population[1] * population[1]) /
                    (population[0] + population[1]);
    if (best.criterion > before) grown->purity[best.column] += best.criterion - before;
    grown->uses_column[best.column] = 1;
    divide(data, sample, at, &best, grown);
  }
  /* Leaves draw for their class after the last split, not as they are made. */
  for (int at = 0; at < grown->n_nodes; at++) {
    if (grown->nodes[at].column == LEAF) grown->nodes[at].next = class_of_leaf(grown->groups + at);
  }
}
