#!/usr/bin/env bash
# Renews requirements.lock: every Python package at the newest version pyproject.toml allows,
# without hashes and addresses, so that the same file serves behind any mirror.
#
#   setup/renew-lock.sh              all packages
#   setup/renew-lock.sh numpy scipy  only these
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf 'setup: %s\n' "$*" >&2; }

uv=$(setup/find-uv.sh)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# uv.lock notes where packages came from; it stays in the throwaway copy.
setup/source-copy.sh "$work"
upgrade=(--upgrade)
if [ $# -gt 0 ]; then
  say "a lock of the versions of today, but for: $*"
  upgrade=()
  for package in "$@"; do upgrade+=(--upgrade-package "$package"); done
  # Without a uv.lock there is nothing to keep: today's pins are given as constraints.
  pattern=$(printf '|%s' "$@")
  grep -viE "^(${pattern#|})==" requirements.lock >"$work/constraints.txt"
  printf '\n[tool.uv]\nconstraint-dependencies = [\n' >"$work/pins.toml"
  sed 's/"/\\"/g; s/.*/  "&",/' "$work/constraints.txt" >>"$work/pins.toml"
  printf ']\n' >>"$work/pins.toml"
  cat "$work/pins.toml" >>"$work/pyproject.toml"
fi
"$uv" lock --quiet --project "$work" "${upgrade[@]}"
"$uv" export --quiet --project "$work" --all-extras --no-hashes --no-emit-project --no-annotate \
  --no-header >"$work/requirements.new"
if cmp -s "$work/requirements.new" requirements.lock; then
  say "requirements.lock is as new as it can be"
else
  diff -U0 requirements.lock "$work/requirements.new" | grep '^[-+][^-+]' >&2 || true
  cp "$work/requirements.new" requirements.lock
  say "requirements.lock is renewed; run make test before it is committed"
fi
