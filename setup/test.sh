#!/usr/bin/env bash
# The tests of Python and those of R side by side. Python's lines come as they are printed, R's after
# them, then one line for each; the exit status is 0 only where both passed.
set -euo pipefail
cd "$(dirname "$0")/.."
make=${MAKE:-make}
mkdir -p .setup

"$make" --no-print-directory test-r >.setup/test-r.log 2>&1 </dev/null &
r=$!
trap 'kill "$r" 2>/dev/null || true' EXIT

python_status=0
"$make" --no-print-directory test-python 2>&1 | tee .setup/test-python.log || python_status=$?
r_status=0
wait "$r" || r_status=$?

printf '\nThe tests of R, which ran meanwhile:\n\n'
cat .setup/test-r.log
word() { if [ "$1" = 0 ]; then printf passed; else printf FAILED; fi; }
printf '\nR: %s\nPython: %s\n' "$(word "$r_status")" "$(word "$python_status")"
grep -E '^=+ .* in [0-9.]+s.* =+$' .setup/test-python.log | tail -n 1 || true
[ "$python_status" = 0 ] && [ "$r_status" = 0 ]
