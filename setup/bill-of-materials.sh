#!/usr/bin/env bash
# Writes a software bill of materials (CycloneDX JSON) of the environment .venv into sbom.json,
# which git ignores. The tool that writes it runs in an environment that is thrown away.
#
#   setup/bill-of-materials.sh [FILE]
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf 'setup: %s\n' "$*" >&2; }

out=${1:-sbom.json}
uv=$(setup/find-uv.sh)
if [ ! -x .venv/bin/python ]; then
  say ".venv is missing: run make setup first"
  exit 1
fi
"$uv" tool run --quiet --from cyclonedx-bom cyclonedx-py environment \
  --output-reproducible --pyproject pyproject.toml --mc-type library \
  --output-format JSON --output-file "$out.new" .venv/bin/python
# Folders of this machine are nobody's material.
.venv/bin/python - "$out.new" "$PWD" <<'PYTHON'
import json
import sys

file, here = sys.argv[1:]
content = json.loads(open(file, encoding="utf-8").read())
for component in content.get("components", []):
    component["externalReferences"] = [
        reference
        for reference in component.get("externalReferences", [])
        if here not in reference["url"] and not reference["url"].startswith("file:")
    ]
with open(file, "w", encoding="utf-8") as stream:
    json.dump(content, stream, indent=2, ensure_ascii=False)
    stream.write("\n")
print(f"setup: {len(content['components'])} components", file=sys.stderr)
PYTHON
mv "$out.new" "$out"
say "$out"
