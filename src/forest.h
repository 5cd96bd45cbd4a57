/* A random forest of two classes and numeric columns that gives, draw for draw, what the package
   randomForest 4.7 gives: the same trees, votes, importances and random stream. Written from the
   published algorithm (Breiman 2001, doi:10.1023/A:1010933404324) and from the order in which that
   package draws; tests/testthat/test-forest.R holds the two together bit for bit.

   table.c       what is known before the first tree: sorted columns, weights of the classes
   bootstrap.c   the rows a tree is grown on, and those it is not
   split.c       the best split of one node
   tree.c        one tree
   vote.c        what trees say of rows, and how ties are broken
   importance.c  what a tree loses when a column is permuted
   forest.c      the loop over trees, called from R/model-forest.R */
#ifndef RADIOTMB_FOREST_H
#define RADIOTMB_FOREST_H

#define R_NO_REMAP
#include <R.h>
#include <Rinternals.h>

/* Training rows. Matrices go column after column. */
typedef struct {
  int rows, columns;
  const double *value;
  const int *label;  /* 0 or 1 */
  int *order;        /* the row at each place of a column's ascending order */
  int *place;        /* the place of each row */
  int *run;          /* by place, the number of smaller distinct values */
  double weight[2];  /* of one row of each class */
  int counts_rows;   /* whether both weights are exactly one */
  int can_be_split;  /* whether any column has two values */
} table;

typedef struct {
  int *times;        /* how often each row was drawn */
  int *times_second; /* the same, and nothing for rows of the first class */
  double *weight;    /* and what it weighs in all */
  int *inside, n_inside;
  int *outside, n_outside;
  double population[2];
} bootstrap;

/* Rows with a value of at most `threshold` go to node `next`, others to the one after it; in a leaf
   `column` is LEAF and `next` is the class. */
typedef struct {
  double threshold;
  int column, next;
} node;

#define LEAF (-1)

/* A node while the tree grows: its stretch of `members`, and the weight of its classes. */
typedef struct {
  int start, size;
  double population[2];
} group;

typedef struct {
  double criterion;
  int column;
  int left;          /* number of rows going left */
  int *sorted;       /* places of the node's rows in that column, ascending */
} split;

typedef struct {
  node *nodes;
  int n_nodes;
  int *uses_column;
  group *groups;
  int *members;
  int *candidates;   /* columns in the order in which a node tries them */
  int *swapped;
  int *sorted[2];    /* places being looked at, and those of the best split */
  unsigned long long *marks;
  double *purity;    /* decrease of impurity by column, over all trees */
} tree;

table prepare_table(SEXP x, SEXP label, SEXP class_weights);

bootstrap new_bootstrap(const table *data);
void draw_bootstrap(const table *data, bootstrap *sample);

tree new_tree(const table *data);
void grow_tree(const table *data, const bootstrap *sample, int tried, tree *grown);

int find_split(const table *data, const bootstrap *sample, const group *here, int tried,
               tree *grown, split *best);
int takes_over(double value, double *best, int *ties);

int class_of_row(const node *nodes, const double *value, int rows, int row);
int class_by_votes(const int *votes);

typedef struct {
  double *sum, *square;  /* columns x (each class, both) */
  int *touched, *n_touched, *last;
  int *exchanged;
} losses;

losses new_losses(const table *data, double *sum, double *square);
void add_losses(const table *data, const bootstrap *sample, const tree *grown, const int *predicted,
                losses *lost);
void draw_permutations(const table *data, const bootstrap *sample, const tree *grown);

SEXP grow_forest(SEXP x, SEXP label, SEXP held_out, SEXP trees, SEXP tried, SEXP class_weights,
                 SEXP importance, SEXP class_only);

#endif
