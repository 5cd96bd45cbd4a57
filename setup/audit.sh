#!/usr/bin/env bash
# Looks for what is known against the code and against the packages it stands on: bandit over
# python/radiotmb, pip-audit over requirements.lock. pip-audit asks an advisory service (PyPI's, or
# OSV's); where neither answers, that is said, and the status is 3: nothing was found because
# nothing was looked at.
#
#   setup/audit.sh [FILE]     an audit of another list of pinned packages
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf 'setup: %s\n' "$*" >&2; }

list=${1:-requirements.lock}
uv=$(setup/find-uv.sh)
if [ ! -x .venv/bin/python ]; then
  say ".venv is missing: run make setup first"
  exit 1
fi
.venv/bin/python -m bandit --quiet --configfile pyproject.toml --recursive python/radiotmb
say "bandit: nothing that is not explained where it stands"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for service in pypi osv; do
  status=0
  timeout 300 "$uv" tool run --quiet pip-audit --requirement "$list" --no-deps --disable-pip \
    --vulnerability-service "$service" --progress-spinner off --format json \
    --output "$work/found.json" 2>"$work/said" || status=$?
  if [ -s "$work/found.json" ]; then
    status=0
    .venv/bin/python - "$work/found.json" <<'PYTHON' || status=$?
import json
import sys

packages = json.load(open(sys.argv[1], encoding="utf-8"))["dependencies"]
skipped = [one["name"] for one in packages if "skip_reason" in one]
known = [one for one in packages if one.get("vulns")]
if len(skipped) == len(packages):
    sys.exit(3)  # the service knows none of them, as behind a mirror that has no advisories
for one in known:
    for fault in one["vulns"]:
        mended = ", ".join(fault["fix_versions"]) or "nowhere yet"
        print(f"{one['name']} {one['version']}: {fault['id']}, mended in {mended}")
print(f"setup: {len(packages) - len(skipped)} packages looked up, {len(known)} with advisories",
      file=sys.stderr)
if skipped:
    print(f"setup: not looked up: {', '.join(skipped)}", file=sys.stderr)
sys.exit(1 if known else 0)
PYTHON
    [ $status = 3 ] || exit $status
  fi
  say "$service's advisories: no answer"
done
say "no advisory service answers here: the packages are NOT audited"
exit 3
