#!/usr/bin/env bash
# Puts the R package xgboost into the project's R library (first argument).
#
# CRAN is asked first. Where it does not answer, Debian's source package is built: its
# R-package folder compiles against Debian's dmlc headers. The build takes a few minutes, so
# its result is kept in the user's cache folder, keyed by the version of R.
set -euo pipefail
library=${1:?usage: r-xgboost.sh LIBRARY}
library=$(mkdir -p "$library" && cd "$library" && pwd)
say() { printf 'setup: %s\n' "$*" >&2; }

if R_LIBS=$library Rscript --vanilla -e 'quit(status = !requireNamespace("xgboost", quietly = TRUE))' >/dev/null 2>&1; then
  exit 0
fi

r_version=$(Rscript --vanilla -e 'cat(as.character(getRversion()), R.version$platform, sep = "-")')
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/radiotmb/r-xgboost-$r_version
if [ -f "$cache/xgboost/DESCRIPTION" ]; then
  say "xgboost for R: taken from $cache"
  cp -R "$cache/xgboost" "$library/"
  exit 0
fi

if Rscript --vanilla "$(dirname "$0")/cran.R" "$library" xgboost; then
  mkdir -p "$cache" && cp -R "$library/xgboost" "$cache/"
  exit 0
fi

command -v apt-get >/dev/null || {
  say "xgboost for R is missing, CRAN does not answer and this is not Debian."
  say "Install it, then run make again:  Rscript -e 'install.packages(\"xgboost\")'"
  exit 1
}
say "xgboost for R: building Debian's source package, about 5 minutes of one processor, once"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,cache/archives/partial,parts,source}
# The machine's own package sources, asked for source packages too: the addresses stay as they stand.
for list in /etc/apt/sources.list.d/*.sources; do
  [ -e "$list" ] && sed 's/^Types:.*/Types: deb-src/' "$list" >"$work/parts/$(basename "$list")"
done
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -e "$list" ] && sed -n 's/^deb /deb-src /p' "$list" >"$work/parts/$(basename "$list")"
done
apt_options=(-o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache"
  -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/parts" -o APT::Sandbox::User=root)
cd "$work/source"
apt-get "${apt_options[@]}" update >"$work/log" 2>&1 &&
  apt-get "${apt_options[@]}" source --download-only xgboost >>"$work/log" 2>&1 || {
  cat "$work/log" >&2
  say "Debian's source of xgboost could not be fetched; see the lines above"
  exit 1
}
dpkg-source --no-check -x ./*.dsc tree >>"$work/log" 2>&1
package=$work/source/tree/R-package
[ -d "$package" ] || { say "no R-package folder in Debian's xgboost source"; exit 1; }
cd "$package"
sed -i -e 's#[^ ]*dmlc-minimum0\.o##' -e 's#-I\$(PKGROOT)/dmlc-core/include##' \
  -e '/^PKG_LIBS/s/$/ -ldmlc/' src/Makevars.in
if ! MAKEFLAGS="-j$(nproc)" R CMD INSTALL --no-docs --library="$library" . >>"$work/log" 2>&1; then
  tail -n 40 "$work/log" >&2
  say "xgboost for R did not build; the last lines of its log stand above (is libdmlc-dev installed?)"
  exit 1
fi
mkdir -p "$cache" && cp -R "$library/xgboost" "$cache/"
say "xgboost for R: built and kept in $cache"
