/* Strong correlations among many columns, without the square matrix. */
#include "correlation.h"
#include <R_ext/Utils.h>
#include <math.h>
#include <string.h>

/* Columns are correlated with this many others at a time: independent sums keep the adders busy. */
#define TOGETHER 8

/* Pairs in the order in which they are found, in memory that doubles. */
typedef struct {
  int *row, *column;
  size_t n, room;
} pairs;

static void add_pair(pairs *found, int row, int column) {
  if (found->n == found->room) {
    size_t room = 2 * found->room;
    int *rows = (int *) R_alloc(room, sizeof(int)), *columns = (int *) R_alloc(room, sizeof(int));
    memcpy(rows, found->row, found->n * sizeof(int));
    memcpy(columns, found->column, found->n * sizeof(int));
    found->row = rows;
    found->column = columns;
    found->room = room;
  }
  found->row[found->n] = row + 1;
  found->column[found->n++] = column + 1;
}

/* Groups of columns side by side, row after row; what is missing from the last group is zero. */
static double *interleave(const double *unit, int rows, int columns, int groups) {
  size_t cells = (size_t) groups * rows * TOGETHER;
  double *packed = (double *) R_alloc(cells, sizeof(double));
  memset(packed, 0, cells * sizeof(double));
  for (int j = 0; j < columns; j++) {
    double *at = packed + (size_t) (j / TOGETHER) * rows * TOGETHER + j % TOGETHER;
    for (int i = 0; i < rows; i++) at[(size_t) i * TOGETHER] = unit[(size_t) j * rows + i];
  }
  return packed;
}

static SEXP as_integers(const int *from, size_t n) {
  SEXP made = Rf_allocVector(INTSXP, (R_xlen_t) n);
  if (n > 0) memcpy(INTEGER(made), from, n * sizeof(int));
  return made;
}

/* unit: a double matrix whose columns have mean 0 and length 1. Gives the pairs with |r| above the
   cutoff, columns ascending and rows (the smaller number) within them; the mean |r| of every
   column, itself included; and how near any |r| comes to the cutoff. */
SEXP strong_correlations(SEXP unit, SEXP cutoff) {
  const int rows = Rf_nrows(unit), columns = Rf_ncols(unit);
  const int groups = (columns + TOGETHER - 1) / TOGETHER;
  const double limit = Rf_asReal(cutoff);
  const double *packed = interleave(REAL(unit), rows, columns, groups);
  pairs found = {(int *) R_alloc(1024, sizeof(int)), (int *) R_alloc(1024, sizeof(int)), 0, 1024};
  const char *names[] = {"row", "column", "mean", "margin", ""};
  SEXP answer = PROTECT(Rf_mkNamed(VECSXP, names));
  SET_VECTOR_ELT(answer, 2, Rf_allocVector(REALSXP, columns));
  double *mean = REAL(VECTOR_ELT(answer, 2)), margin = 1;
  for (int j = 0; j < columns; j++) mean[j] = 1;
  for (int j = 1; j < columns; j++) {
    if (j % 64 == 0) R_CheckUserInterrupt();
    const double *here = REAL(unit) + (size_t) j * rows;
    for (int group = 0; group <= (j - 1) / TOGETHER; group++) {
      const double *others = packed + (size_t) group * rows * TOGETHER;
      double r[TOGETHER] = {0};
      for (int i = 0; i < rows; i++, others += TOGETHER) {
        for (int q = 0; q < TOGETHER; q++) r[q] += others[q] * here[i];
      }
      for (int q = 0, other = group * TOGETHER; q < TOGETHER && other < j; q++, other++) {
        double size = fabs(r[q]);
        mean[other] += size;
        mean[j] += size;
        double beyond = size - limit;
        if (fabs(beyond) < margin) margin = fabs(beyond);
        if (beyond > 0) add_pair(&found, other, j);
      }
    }
  }
  for (int j = 0; j < columns; j++) mean[j] /= columns;
  SET_VECTOR_ELT(answer, 0, as_integers(found.row, found.n));
  SET_VECTOR_ELT(answer, 1, as_integers(found.column, found.n));
  SET_VECTOR_ELT(answer, 3, Rf_ScalarReal(margin));
  UNPROTECT(1);
  return answer;
}
