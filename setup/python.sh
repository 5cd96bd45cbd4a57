#!/usr/bin/env bash
# Makes the virtual environment .venv from requirements.lock, with radiotmb installed in place.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf 'setup: %s\n' "$*" >&2; }

python=$(setup/find-python.sh)
uv=$(setup/find-uv.sh)

# Another Python or another R (rpy2 is compiled against it) asks for a new environment.
made_for="$("$python" -c 'import sys; print(sys.executable, sys.version)') $(R --version | head -n 1)"
if [ "$(cat .venv/made-for 2>/dev/null)" != "$made_for" ]; then
  say "the virtual environment .venv"
  rm -rf .venv
  "$uv" venv --quiet --python "$python" .venv
fi
say "Python packages from requirements.lock"
# sync also takes out what the lock does not hold: two PyRadiomics would share one folder.
if ! "$uv" pip sync --quiet --compile-bytecode --python .venv/bin/python requirements.lock ||
  ! "$uv" pip install --quiet --python .venv/bin/python --no-deps --editable .; then
  say "the Python packages did not install; the lines above say why"
  say "behind a proxy or a mirror, set UV_DEFAULT_INDEX (or UV_INDEX) and run make again"
  exit 1
fi
printf '%s\n' "$made_for" >.venv/made-for
