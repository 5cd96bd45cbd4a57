#!/usr/bin/env bash
# Prints the uv that the scripts here use: the one on the PATH, else the one `make setup` installed.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=$(command -v uv || echo .setup/uv/bin/uv)
if ! command -v "$uv" >/dev/null; then
  echo "setup: uv is missing: run make setup first, or install uv" >&2
  exit 1
fi
echo "$uv"
