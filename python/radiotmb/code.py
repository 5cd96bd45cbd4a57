"""What code a result came from: a release's version says so, a tree that is edited needs a hash."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

from radiotmb import __version__
from radiotmb.files import fingerprint, fingerprint_data

_PACKAGE = Path(__file__).parent
# Of an installed R package: its functions, its compiled code, its data. Its other files bear the
# time of their making.
_R_PARTS = ("R", "libs", "extdata")


@cache
def code_of(*rooms: str) -> str:
    """A hash of the version, the shared modules and those of some rooms.

    Stored results bear it in their key, so that none outlives the code that made it.

    Parameters
    ----------
    rooms : str
        Folders of the package, such as ``tmb``; none stands for all of them.

    Examples
    --------
    >>> code_of("tmb") == code_of("tmb"), code_of("tmb") == code_of("radiomics")
    (True, False)
    """
    files = [*_PACKAGE.glob("*.py")]
    for folder in [_PACKAGE / room for room in rooms] or [_PACKAGE]:
        files += (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return fingerprint_data([__version__, _prints(_PACKAGE, files)])


@cache
def r_code() -> str:
    """The same for the R package radiotmb as it is installed; empty where it is not.

    The same sources installed anew give another hash: too many results are done again, none too
    few.
    """
    place = _r_package()
    if place is None:
        return ""
    files = [path for part in _R_PARTS for path in (place / part).rglob("*") if path.is_file()]
    return fingerprint_data(_prints(place, files))


def _prints(root: Path, files: list[Path]) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): fingerprint(path) for path in sorted(set(files))}


def _r_package() -> Path | None:
    from radiotmb.stats.library import r_environment, rscript

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
