"""A hash of the installed R package's code, for the keys of stored results."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

from radiotmb.runtime.code_hash import file_hashes
from radiotmb.runtime.files import fingerprint_data
from radiotmb.stats.library import r_environment, rscript

# Functions, compiled code and data. The other files of an installed package hold the time of
# their making.
_R_PARTS = ("R", "libs", "extdata")


@cache
def r_code_hash() -> str:
    """A hash of the R package radiotmb as it is installed; empty where it is not.

    The same sources installed anew give another hash: too many results are done again, none too
    few.
    """
    place = _r_package()
    if place is None:
        return ""
    files = [path for part in _R_PARTS for path in (place / part).rglob("*") if path.is_file()]
    return fingerprint_data(file_hashes(place, files))


def _r_package() -> Path | None:
    environment = r_environment()
    for library in environment.get("R_LIBS", "").split(os.pathsep):
        if library and (Path(library) / "radiotmb" / "DESCRIPTION").is_file():
            return Path(library) / "radiotmb"
    command = rscript()
    if command is None:
        return None
    asked = [command, "--vanilla", "-e", "cat(system.file(package = 'radiotmb'))"]
    place = subprocess.run(asked, capture_output=True, text=True, env=environment).stdout.strip()
    return Path(place) if place else None
