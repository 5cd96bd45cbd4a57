#!/usr/bin/env bash
# Prints the uv that the scripts here use: the one on the PATH, else one in .setup/uv, which is
# installed there where it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

if command -v uv; then
  exit 0
fi
uv=$PWD/.setup/uv/bin/uv
if ! "$uv" --version >/dev/null 2>&1; then
  echo "setup: uv, which installs the Python packages" >&2
  rm -rf .setup/uv
  "$(setup/find-python.sh)" -m venv .setup/uv
  .setup/uv/bin/pip install --quiet --disable-pip-version-check uv >&2
fi
echo "$uv"
