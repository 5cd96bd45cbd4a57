#!/usr/bin/env bash
# Copies the project without what make puts beside it (environments, results) into an empty folder:
# R CMD build would first copy all of that, gigabytes, and leave it out afterwards.
#
# usage: source-copy.sh FOLDER
set -euo pipefail
folder=${1:?usage: source-copy.sh FOLDER}
cd "$(dirname "$0")/.."
mkdir -p "$folder"
# Status 1 of tar: a file changed or went while it was read, as caches do where tests run meanwhile.
{ tar cf - --warning=no-file-changed --warning=no-file-removed --exclude=./.git --exclude=./.venv \
  --exclude=./.rlib --exclude=./.setup --exclude=./demo --exclude=./dist --exclude=./site --exclude='./.*_cache' \
  --exclude=./.hypothesis . || [ $? = 1 ]; } | tar xf - -C "$folder"
