#ifndef RADIOTMB_CORRELATION_H
#define RADIOTMB_CORRELATION_H

#define R_NO_REMAP
#include <R.h>
#include <Rinternals.h>

SEXP strong_correlations(SEXP unit, SEXP cutoff);

#endif
