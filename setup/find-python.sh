#!/usr/bin/env bash
# Prints the path of a Python that PyRadiomics 3.0.1 can be built for: 3.11 or 3.10.
# PYTHON in the environment is asked first.
set -euo pipefail
for candidate in ${PYTHON:-} python3.11 python3.10 python3 python; do
  path=$(command -v "$candidate") || continue
  if "$path" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 10), (3, 11)))' 2>/dev/null; then
    printf '%s\n' "$path"
    exit 0
  fi
done
exit 1
