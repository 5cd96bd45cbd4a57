#!/usr/bin/env bash
# Copies the project without what make puts beside it (environments, results) into an empty folder:
# R CMD build would first copy all of that, gigabytes, and leave it out afterwards.
#
# usage: source-copy.sh FOLDER
set -euo pipefail
folder=${1:?usage: source-copy.sh FOLDER}
cd "$(dirname "$0")/.."
mkdir -p "$folder"
tar cf - --exclude=./.git --exclude=./.venv --exclude=./.rlib --exclude=./.setup --exclude=./demo . |
  tar xf - -C "$folder"
