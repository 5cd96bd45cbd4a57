#!/usr/bin/env bash
# Puts the R package xgboost into the project's R library (first argument).
#
# CRAN is asked first. Where it does not answer, Debian 12's source package is built, on later
# releases too, so that every machine without CRAN has the same version: its R-package folder
# compiles against the headers and the library of Debian 12's dmlc (a later dmlc has another
# interface), which are unpacked beside it and travel inside the installed package. The build takes
# a few minutes, so its result is kept in the user's cache folder, keyed by the version of R.
set -euo pipefail
library=${1:?usage: r-xgboost.sh LIBRARY}
here=$(cd "$(dirname "$0")" && pwd)
library=$(mkdir -p "$library" && cd "$library" && pwd)
say() { printf 'setup: %s\n' "$*" >&2; }

loads() {
  R_LIBS=$library Rscript --vanilla -e 'quit(status = !requireNamespace("xgboost", quietly = TRUE))' >/dev/null 2>&1
}

if loads; then
  exit 0
fi

# shellcheck disable=SC2016 # the language is R
r_version=$(Rscript --vanilla -e 'cat(as.character(getRversion()), R.version$platform, sep = "-")')
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/radiotmb/r-xgboost-$r_version
keep() {
  rm -rf "$cache" && mkdir -p "$cache" && cp -R "$library/xgboost" "$cache/"
}

if [ -f "$cache/xgboost/DESCRIPTION" ]; then
  cp -R "$cache/xgboost" "$library/"
  if loads; then
    say "xgboost for R: taken from $cache"
    exit 0
  fi
  # A machine may have changed below the cache, for instance its C++ library.
  say "xgboost for R: the copy in $cache does not load and is made anew"
  rm -rf "${library:?}/xgboost"
fi

if Rscript --vanilla "$here/cran.R" "$library" xgboost; then
  keep
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
log=$work/log

# Fetches xgboost's source and dmlc's packages of a release into $work/fetched.
fetch() {
  local options
  mkdir -p "$work/apt"/{lists/partial,cache/archives/partial,parts}
  rm -rf "$work/fetched" && mkdir "$work/fetched"
  "$here/apt-sources.sh" "$1" source >"$work/apt/parts/release.list" || return 1
  options=(-o Dir::State::Lists="$work/apt/lists" -o Dir::Cache="$work/apt/cache"
    -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/apt/parts"
    -o APT::Sandbox::User="$(id -un)")
  cd "$work/fetched"
  apt-get "${options[@]}" update && apt-get "${options[@]}" source --download-only xgboost &&
    apt-get "${options[@]}" download libdmlc-dev libdmlc0
}

own=$("$here/apt-sources.sh" --release)
fetched=no
for release in bookworm "$own"; do
  if (fetch "$release") >>"$log" 2>&1; then
    fetched=$release
    break
  fi
done
if [ "$fetched" = no ]; then
  tail -n 20 "$log" >&2
  say "Debian's source of xgboost could not be fetched; see the lines above"
  exit 1
fi

cd "$work/fetched"
for package in ./*.deb; do dpkg-deb -x "$package" "$work/dmlc"; done
dpkg-source --no-check -x ./*.dsc tree >>"$log" 2>&1
package=$work/fetched/tree/R-package
[ -d "$package" ] || { say "no R-package folder in the xgboost source of $fetched"; exit 1; }
libraries=$(dirname "$(find "$work/dmlc/usr/lib" -name 'libdmlc.so.0' | head -n 1)")
cd "$package"
# The library is found beside the package's own, wherever the package is copied to.
# shellcheck disable=SC2016 # the variables are those of make
sed -i -e 's#[^ ]*dmlc-minimum0\.o##' -e 's#-I\$(PKGROOT)/dmlc-core/include##' \
  -e "/^PKG_CPPFLAGS/s#\$# -I$work/dmlc/usr/include#" \
  -e "/^PKG_LIBS/s#\$# -L$libraries -l:libdmlc.so.0 -Wl,-rpath,'\$\$ORIGIN'#" src/Makevars.in
# Its messages have no format: an error by the compiler flags of Debian 13's R. What a debugger
# would read costs time and most of the size.
printf '%s += -Wno-error=format-security -g0\n' CXXFLAGS CXX14FLAGS CXX17FLAGS >"$work/makevars"
if ! R_MAKEVARS_USER=$work/makevars MAKEFLAGS="-j$(nproc)" R CMD INSTALL --no-docs --no-test-load \
  --library="$library" . >>"$log" 2>&1; then
  tail -n 40 "$log" >&2
  say "xgboost for R did not build; the last lines of its log stand above"
  exit 1
fi
cp -L "$libraries/libdmlc.so.0" "$library/xgboost/libs/"
if ! loads; then
  R_LIBS=$library Rscript --vanilla -e 'loadNamespace("xgboost")' >&2 || true
  say "xgboost for R was built and does not load; the lines above say why"
  exit 1
fi
keep
say "xgboost for R: built from the source of $fetched and kept in $cache"
