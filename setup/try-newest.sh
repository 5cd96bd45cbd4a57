#!/usr/bin/env bash
# Tries the newest Python packages that pyproject.toml allows, in an environment that is thrown
# away; meant to be run once a week. The project's own environment and lock stay as they are.
#
#   setup/try-newest.sh                 all Python tests
#   setup/try-newest.sh -m "not slow"   arguments for pytest
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf 'setup: %s\n' "$*" >&2; }

uv=$(setup/find-uv.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$uv" venv --quiet --python "$(setup/find-python.sh)" "$work/venv"
say "the newest versions into a throwaway environment"
"$uv" pip install --quiet --upgrade --python "$work/venv/bin/python" --editable '.[r,dask,dicom,test]'
"$uv" pip freeze --quiet --python "$work/venv/bin/python" --exclude-editable >"$work/newest.txt"
say "newer than requirements.lock:"
sed 's/ *;.*//' requirements.lock | sort -u >"$work/locked.txt"
sort -u "$work/newest.txt" | comm -13 "$work/locked.txt" - >&2
export R_LIBS="$PWD/.rlib"
if "$work/venv/bin/python" -m pytest -q -p no:cacheprovider "$@"; then
  say "the newest versions pass: setup/renew-lock.sh takes them over"
else
  say "the newest versions do not pass; the lock keeps the old ones"
  exit 1
fi
