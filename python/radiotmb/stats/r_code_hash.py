"""A hash of the installed R package's code, for the keys of stored results."""

from __future__ import annotations

import os
import socket
import subprocess
from functools import cache
from pathlib import Path

from radiotmb.errors import InputError
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


def check_r_code(expected: str) -> None:
    """Refuse a process whose R package is not the one that a task's results are kept for.

    A process without the R package is not refused here: the call of R says what is missing.

    Parameters
    ----------
    expected : str
        :func:`r_code_hash` of the process that made the task.

    Raises
    ------
    InputError

    Examples
    --------
    >>> check_r_code(r_code_hash())
    """
    found = r_code_hash()
    if found and found != expected:
        raise InputError(
            f"the R package radiotmb on {socket.gethostname()} has other code ({found[:8]})",
            expected=f"the one that is installed where the command was given ({expected[:8]})",
            hint="Give every worker the same R library (one folder or container for all), and "
            "start it again",
        )


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
