#!/usr/bin/env bash
# Prints the path of the Python that the environment is made from.
#
# PYTHON in the environment decides where it is set (3.10 or later); else the machine's own python3
# where it is one of 3.10 to 3.14, which radiotmb is tried with, else the newest of those on the PATH.
set -euo pipefail

fits() { "$1" -c "import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, ${2}))" 2>/dev/null; }

if [ -n "${PYTHON:-}" ]; then
  if path=$(command -v "$PYTHON") && fits "$path" 99; then
    printf '%s\n' "$path"
    exit 0
  fi
  echo "setup: PYTHON=$PYTHON is no Python of version 3.10 or later" >&2
  exit 1
fi
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do
  if path=$(command -v "$candidate") && fits "$path" 14; then
    printf '%s\n' "$path"
    exit 0
  fi
done
exit 1
