/* Columns sorted once for all trees, and the weights of the classes. */
#include "forest.h"
#include <R_ext/Utils.h>

/* R's own sort, because tied rows have their weights added in the order it leaves them in. */
static int sort_column(const double *value, int rows, double *sorted, int *order, int *place,
                       int *run) {
  for (int i = 0; i < rows; i++) {
    sorted[i] = value[i];
    order[i] = i;
  }
  R_qsort_I(sorted, order, 1, rows);
  for (int i = 0; i < rows; i++) {
    place[order[i]] = i;
    run[i] = i == 0 ? 0 : run[i - 1] + (sorted[i - 1] < sorted[i]);
  }
  return run[rows - 1] > 0;
}

/* Given weights are made to sum to one and then shared out among the rows of their class; without
   any, a class weighs as much as it has rows. In doubles neither need give exactly one. */
static void weigh_classes(table *data, SEXP class_weights) {
  int members[2] = {0, 0};
  for (int i = 0; i < data->rows; i++) members[data->label[i]]++;
  double total = 1;
  if (!Rf_isNull(class_weights)) total = REAL(class_weights)[0] + REAL(class_weights)[1];
  for (int k = 0; k < 2; k++) {
    double share = Rf_isNull(class_weights) ? (double) members[k] / data->rows
                                         : REAL(class_weights)[k] / total;
    data->weight[k] = share * data->rows / members[k];
  }
  data->counts_rows = data->weight[0] == 1 && data->weight[1] == 1;
}

table prepare_table(SEXP x, SEXP label, SEXP class_weights) {
  table data;
  data.rows = Rf_nrows(x);
  data.columns = Rf_ncols(x);
  data.value = REAL(x);
  data.label = INTEGER(label);
  size_t cells = (size_t) data.rows * data.columns;
  data.order = (int *) R_alloc(cells, sizeof(int));
  data.place = (int *) R_alloc(cells, sizeof(int));
  data.run = (int *) R_alloc(cells, sizeof(int));
  data.can_be_split = 0;
  double *sorted = (double *) R_alloc(data.rows, sizeof(double));
  for (int j = 0; j < data.columns; j++) {
    size_t at = (size_t) j * data.rows;
    data.can_be_split |= sort_column(
      data.value + at, data.rows, sorted, data.order + at, data.place + at, data.run + at
    );
  }
  weigh_classes(&data, class_weights);
  return data;
}
