#!/usr/bin/env bash
# The modules in C under AddressSanitizer and UndefinedBehaviorSanitizer: they are compiled into a
# copy of the package, and the tests run on that. A fault stops the run with its place in the code.
#
#   setup/sanitize.sh                      the tests of the modules
#   setup/sanitize.sh tests/python/...     other tests, with whatever else pytest takes
set -euo pipefail
cd "$(dirname "$0")/.."
python=$PWD/.venv/bin/python
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r python "$scratch/python"
ln -s "$PWD/inst" "$scratch/inst"
suffix=$("$python" -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
headers=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
for module in tmb/blocks tmb/depth radiomics/texture radiomics/line_filters; do
  folder=$scratch/python/radiotmb/${module%/*} name=${module#*/}
  rm -f "$folder/_$name".*.so
  gcc -shared -fPIC -g -O1 -fno-omit-frame-pointer -ffp-contract=off \
    -fsanitize=address,undefined -fno-sanitize-recover=undefined \
    -I"$headers" "python/radiotmb/$module.c" -o "$folder/_$name$suffix"
done
if [ $# -eq 0 ]; then
  set -- tests/python/tmb/test_blocks.py tests/python/tmb/test_judge.py \
    tests/python/tmb/test_bam_depth.py \
    tests/python/radiomics/test_feature_classes.py \
    tests/python/radiomics/test_texture_matrices.py \
    tests/python/radiomics/test_line_filters.py \
    tests/python/radiomics/test_recursive_gaussian.py \
    tests/python/radiomics/test_wavelets.py
fi
export PYTHONPATH=$scratch/python
# Python keeps what it has allocated until it ends: leaks are not looked for.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
# What is tested is the copy.
"$python" -c 'import os, radiotmb; assert radiotmb.__file__.startswith(os.environ["PYTHONPATH"])'
LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so) $(gcc -print-file-name=libstdc++.so.6)" \
  PYTHONMALLOC=malloc "$python" -m pytest -q -p no:xdist -p no:cacheprovider "$@"
