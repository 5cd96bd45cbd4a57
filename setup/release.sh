#!/usr/bin/env bash
# Builds a release into dist/: Python wheels and source package, R source package, the site and a
# bill of materials, with checksums. Each wheel is installed into an empty environment and run there.
# The site is in site/ already (make docs).
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf 'release: %s\n' "$*" >&2; }

version=$(sed -n 's/^Version: *//p' DESCRIPTION)
uv=$(setup/find-uv.sh)
.venv/bin/python setup/publication.py --check
if ! grep -qx "# radiotmb $version" NEWS.md || [ "$(grep -m1 '^# ' NEWS.md)" != "# radiotmb $version" ]; then
  say "the first heading of NEWS.md is not radiotmb $version"
  exit 1
fi
if [ ! -f site/index.html ]; then
  say "the site is not built: make docs"
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf dist
mkdir dist

# From a copy without products: what lies in a folder is no part of a release. The build also
# replaces the compiled modules that stand beside their sources.
setup/source-copy.sh "$work/source"
rm -f "$work"/source/python/radiotmb/*/*.so "$work"/source/src/*.o "$work"/source/src/*.so

say "the Python source package"
"$uv" build --quiet --sdist --out-dir "$work/python" "$work/source"
cp "$work/python/radiotmb-$version.tar.gz" dist/

# The stable ABI begins with Python 3.11, so that 3.10 has a wheel of its own.
pythons=("$(setup/find-python.sh)")
for name in python3.10 python3.11; do
  if path=$(command -v "$name") && "$path" -c 'import sys' 2>/dev/null; then pythons+=("$path"); fi
done
declare -A built=()
for python in "${pythons[@]}"; do
  minor=$("$python" -c 'import sys; print(sys.version_info[1])')
  kind=$([ "$minor" = 10 ] && echo cp310 || echo abi3)
  [ -z "${built[$kind]:-}" ] || continue
  say "a wheel by $("$python" --version)"
  "$uv" build --quiet --wheel --python "$python" --out-dir "$work/wheels-$kind" \
    "dist/radiotmb-$version.tar.gz"
  wheel=$(echo "$work/wheels-$kind"/*.whl)
  "$uv" venv --quiet --python "$python" "$work/$kind"
  "$uv" pip install --quiet --python "$work/$kind/bin/python" --constraints requirements.lock "$wheel"
  said=$(cd "$work" && "$work/$kind/bin/radiotmb" --version)
  [ "$said" = "radiotmb $version" ] || { say "the wheel says '$said'"; exit 1; }
  (cd "$work" && "$work/$kind/bin/python" -c 'import radiotmb.tmb._blocks, radiotmb.radiomics._texture')
  say "$(basename "$wheel"): installed into an empty environment, says $said"
  cp "$wheel" dist/
  built[$kind]=yes
done

say "the R source package"
(cd "$work" && R CMD build source >"$work/r-build.log" 2>&1) || { tail -n 40 "$work/r-build.log" >&2; exit 1; }
cp "$work/radiotmb_$version.tar.gz" dist/

say "the site"
.venv/bin/python setup/site/dead_links.py site >&2
tar czf "dist/radiotmb-$version-site.tar.gz" --transform "s,^site,radiotmb-$version-site," site

say "the bill of materials"
materials=$([ -n "${built[abi3]:-}" ] && echo abi3 || echo cp310)
setup/bill-of-materials.sh "dist/radiotmb-$version-sbom.json" "$work/$materials/bin/python"

(cd dist && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
say "dist/ holds:"
ls -l dist >&2
