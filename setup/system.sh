#!/usr/bin/env bash
# Makes sure that R, its packages and a Python with headers are there; installs what is missing.
#
# usage: system.sh LIBRARY [install | test]
#   LIBRARY  the project's own R library, where CRAN packages go
#   install  also what the vignettes need
#   test     also what the vignettes and the tests need
#
# Where R is already there and CRAN answers, missing R packages come from CRAN; otherwise, on
# Debian and Ubuntu, from the release; a package that the release lacks is left out by name.
# Nothing is asked of the network when nothing is missing.
set -euo pipefail
library=${1:?usage: system.sh LIBRARY [install | test]}
part=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
say() { printf 'setup: %s\n' "$*" >&2; }

wanted() {
  local last
  case $part in
  test) last=none ;;
  install) last="test" ;;
  *) last=install ;;
  esac
  sed -e "/^\\[$last\\]/,\$d" -e 's/#.*//' -e '/^\[/d' -e '/^ *$/d' "$here/debian-packages.txt"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    return 1
  fi
}

# R package names as CRAN spells them, for the Debian names in the list.
cran_names=(caret future.apply generics ggplot2 jsonlite pROC processx progressr randomForest
  rlang survival future glmnet ranger tibble withr)
case $part in
install) cran_names+=(knitr rmarkdown) ;;
test) cran_names+=(knitr rmarkdown testthat lintr covr) ;;
esac

missing_r() {
  R_LIBS=$library Rscript --vanilla "$here/missing.R" "${cran_names[@]}"
}

# Which Debian packages of the list are not installed.
missing_debian() {
  local package
  while read -r package; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
      printf '%s\n' "$package"
  done < <(wanted)
}

install_debian() {
  [ $# -gt 0 ] || return 0
  command -v apt-get >/dev/null || return 1
  local log package offered=()
  log=$(mktemp)
  if ! as_root apt-get update >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
  fi
  # A release need not have every package: mosdepth is not in Debian 13, chromium not in Ubuntu.
  for package in "$@"; do
    if [[ $(apt-cache policy "$package") =~ Candidate:\ [^\(] ]]; then
      offered+=("$package")
    else
      # shellcheck source=/dev/null
      say "$(. /etc/os-release && printf '%s' "${PRETTY_NAME:-this release}") has no package $package:" \
        "left out; what needs it says so"
    fi
  done
  if [ ${#offered[@]} -gt 0 ]; then
    say "from the release's packages: ${offered[*]}"
    if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      "${offered[@]}" >"$log" 2>&1 </dev/null; then
      tail -n 15 "$log" >&2
      rm -f "$log"
      return 1
    fi
  fi
  rm -f "$log"
}

give_up() {
  say "$1"
  say "mend it with:  $2"
  exit 1
}

python=$("$here/find-python.sh") ||
  give_up "no Python of version 3.10 to 3.14 was found" "apt-get install python3 python3-venv python3-dev"

# A Debian Python comes without venv and headers; a pyenv one has both.
if ! "$python" -c 'import ensurepip, os, sysconfig, sys
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' 2>/dev/null; then
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  install_debian "python$version-venv" "python$version-dev" ||
    give_up "Python $version lacks its venv module or its headers" \
      "apt-get install python$version-venv python$version-dev"
fi
command -v cc >/dev/null || install_debian build-essential ||
  give_up "no C compiler" "apt-get install build-essential"

if command -v Rscript >/dev/null; then
  mapfile -t packages < <(missing_r)
  if [ ${#packages[@]} -gt 0 ] && mkdir -p "$library" &&
    Rscript --vanilla "$here/cran.R" "$library" "${packages[@]}"; then
    packages=()
  fi
  [ ${#packages[@]} -eq 0 ] && have_r_packages=yes
fi

if command -v dpkg-query >/dev/null; then
  mapfile -t debian < <(missing_debian)
  if [ "${have_r_packages:-no}" = yes ]; then
    # R and its packages are there, from wherever: Debian's copies are not wanted beside them.
    mapfile -t debian < <(printf '%s\n' "${debian[@]}" | grep -v -E '^r-(cran|base-core)' | sed '/^$/d')
  fi
  if [ ${#debian[@]} -gt 0 ]; then
    install_debian "${debian[@]}" ||
      give_up "could not install: ${debian[*]}" "apt-get update && apt-get install ${debian[*]}"
  fi
fi

command -v Rscript >/dev/null || give_up "R is not installed" "see your system's way to install R >= 4.1"
mapfile -t packages < <(missing_r)
[ ${#packages[@]} -eq 0 ] ||
  give_up "R packages missing: ${packages[*]}" \
    "Rscript -e 'install.packages(c($(printf '"%s",' "${packages[@]}" | sed 's/,$//')))'"
