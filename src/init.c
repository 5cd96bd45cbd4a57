/* The routines R may call. */
#include "correlation.h"
#include "forest.h"
#include <R_ext/Rdynload.h>

static const R_CallMethodDef routines[] = {
  {"grow_forest", (DL_FUNC) &grow_forest, 8},
  {"strong_correlations", (DL_FUNC) &strong_correlations, 2},
  {NULL, NULL, 0}
};

void R_init_radiotmb(DllInfo *library) {
  R_registerRoutines(library, NULL, routines, NULL, NULL);
  R_useDynamicSymbols(library, FALSE);
  R_forceSymbols(library, TRUE);
}
