#!/usr/bin/env bash
# Installs radiotmb for the user who calls it: the command by uv, in an environment of its own with
# the versions of requirements.lock, and the R package with its vignettes into the user's R library.
# It says where both went, and what is missing from PATH. The clone is not needed afterwards.
#
# Other places: UV_TOOL_DIR, UV_TOOL_BIN_DIR and R_LIBS_USER in the environment.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf 'install: %s\n' "$*" >&2; }

python=$(setup/find-python.sh)
uv=$(setup/find-uv.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "the command radiotmb"
"$uv" tool install --quiet --force --reinstall-package radiotmb --compile-bytecode \
  --python "$python" --constraints requirements.lock '.[r,dask,dicom]'
bin=$("$uv" tool dir --bin)

say "the R package"
# shellcheck disable=SC2016 # the language is R
library=$(Rscript --no-echo -e 'path <- strsplit(Sys.getenv("R_LIBS_USER"), .Platform$path.sep)[[1]][1]
cat(path.expand(if (is.na(path) || path == "NULL") "~/R/library" else path))')
mkdir -p "$library"
# What `make setup` had to put into the project's own R library goes along, unless R finds another.
for package in .rlib/*/; do
  name=$(basename "$package")
  if [ "$name" != radiotmb ] && [ "$name" != '*' ] &&
    ! R_LIBS='' Rscript --vanilla -e "quit(status = !requireNamespace('$name', quietly = TRUE))" >/dev/null 2>&1; then
    cp -R "$package" "$library/"
  fi
done
vignettes=()
if ! Rscript --vanilla -e 'quit(status = !(requireNamespace("knitr", quietly = TRUE) &&
  requireNamespace("rmarkdown", quietly = TRUE) && rmarkdown::pandoc_available()))' >/dev/null 2>&1; then
  say "without its vignettes: knitr, rmarkdown or pandoc is missing"
  vignettes=(--no-build-vignettes)
fi
setup/source-copy.sh "$work/source"
(cd "$work" && R CMD build "${vignettes[@]}" source && R_LIBS=$library:${R_LIBS:-} \
  R CMD INSTALL --no-multiarch --no-test-load --library="$library" radiotmb_*.tar.gz) >"$work/log" 2>&1 ||
  { tail -n 30 "$work/log" >&2; exit 1; }

say "the command is $bin/radiotmb (gone again with: $uv tool uninstall radiotmb)"
say "the R package is in $library (gone again with: R CMD REMOVE --library='$library' radiotmb)"
case ":$PATH:" in
*":$bin:"*) ;;
*)
  say "$bin is not on your PATH. This line adds it, here and, in your shell's start-up file, always:"
  # shellcheck disable=SC2016 # PATH is the reader's
  printf '  export PATH="%s:$PATH"\n' "$bin" >&2
  ;;
esac
if ! R_LIBS='' Rscript --no-echo -e "quit(status = !nzchar(system.file(package = 'radiotmb')))"; then
  say "R does not look into $library by itself. This line in ~/.Renviron makes it:"
  printf '  R_LIBS_USER="%s"\n' "$library" >&2
fi
