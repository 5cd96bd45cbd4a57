/* What trees say of rows, and how ties are broken. */
#include "forest.h"
#include <R_ext/Random.h>

int class_of_row(const node *nodes, const double *value, int rows, int row) {
  const node *at = nodes;
  while (at->column != LEAF) {
    double here = value[(size_t) at->column * rows + row];
    at = nodes + at->next + !(here <= at->threshold);
  }
  return at->next;
}

/* The first class draws once, to no effect; the second draws where it has at least as many votes,
   and wins a tie with a chance of one third: so does the forest that is mirrored. */
int class_by_votes(const int *votes) {
  unif_rand();
  if (votes[1] < votes[0]) return 0;
  double draw = unif_rand();
  return votes[1] > votes[0] || draw < 1.0 / 3;
}
