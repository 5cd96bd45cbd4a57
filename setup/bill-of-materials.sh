#!/usr/bin/env bash
# Writes a software bill of materials (CycloneDX JSON) into a file: the Python packages of an
# environment and the R packages that the R package imports, with versions and licences. The tools
# that write and check it run in an environment that is thrown away.
#
#   setup/bill-of-materials.sh [FILE [PYTHON]]   (default: sbom.json, .venv/bin/python)
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf 'setup: %s\n' "$*" >&2; }

out=${1:-sbom.json}
python=${2:-.venv/bin/python}
uv=$(setup/find-uv.sh)
if [ ! -x "$python" ]; then
  say "$python is missing: run make setup first"
  exit 1
fi
"$uv" tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py environment \
  --output-reproducible --pyproject pyproject.toml --mc-type library \
  --output-format JSON --output-file "$out.new" "$python"
R_LIBS=.rlib Rscript --vanilla setup/r-components.R >"$out.r"
"$uv" tool run --quiet --with 'cyclonedx-python-lib[json-validation]' --from cyclonedx-bom==7.5.0 \
  python setup/join-materials.py "$out.new" "$out.r" >&2
rm "$out.r"
mv "$out.new" "$out"
say "$out"
