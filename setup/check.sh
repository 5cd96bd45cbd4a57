#!/usr/bin/env bash
# R CMD build and R CMD check of the R package, its tests included. Any error, warning or note
# that the project can avoid fails.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf .setup/check && mkdir -p .setup/check
setup/source-copy.sh .setup/check/source
cd .setup/check
echo "R CMD build" >&2
R CMD build source >build.log 2>&1 || { tail -n 40 build.log >&2; exit 1; }
# What needs the network is left out; the rest is as strict as CRAN's own.
export _R_CHECK_CRAN_INCOMING_=false _R_CHECK_SYSTEM_CLOCK_=0 _R_CHECK_FORCE_SUGGESTS_=false
export _R_CHECK_FUTURE_FILE_TIMESTAMPS_=false
# The examples that start the command run here, where it is; a busy machine takes its time for them.
export _R_CHECK_EXAMPLE_TIMING_THRESHOLD_=120
echo "R CMD check --as-cran --no-manual" >&2
export TZ=${TZ:-UTC}
status=0
R CMD check --as-cran --no-manual radiotmb_*.tar.gz || status=$?
if [ -f radiotmb.Rcheck/tests/testthat.Rout.fail ]; then
  tail -n 60 radiotmb.Rcheck/tests/testthat.Rout.fail
  exit 1
fi
if [ -f radiotmb.Rcheck/tests/testthat.Rout ]; then
  grep -E '^\[ FAIL' radiotmb.Rcheck/tests/testthat.Rout | tail -n 1 || true
fi
if [ "$status" != 0 ] || grep -qE '^Status:.*(ERROR|WARNING|NOTE)' radiotmb.Rcheck/00check.log; then
  echo "R CMD check: not clean" >&2
  exit 1
fi
