"""A hash of the package's code, for the keys of stored results.

A release is named by its version; a tree that is edited needs a hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from radiotmb.runtime.files import fingerprint, fingerprint_data

_PACKAGE = Path(__file__).resolve().parents[1]
# What every stage uses, whichever it is.
_SHARED = ("runtime", "inputs")


@dataclass(frozen=True)
class Code:
    """Which code a process runs: its version, and the hash of all its files."""

    version: str
    hash: str


def code_here() -> Code:
    """The code of this process, as it was when it was first asked.

    Examples
    --------
    >>> from radiotmb import __version__
    >>> code_here() == Code(__version__, code_hash())
    True
    """
    from radiotmb import __version__

    return Code(__version__, code_hash())


@cache
def code_hash(*rooms: str) -> str:
    """A hash of the version, the shared modules and those of some folders.

    Stored results bear it in their key, so that none outlives the code that made it.

    Parameters
    ----------
    rooms : str
        Folders of the package, such as ``tmb``; none stands for all of them.

    Examples
    --------
    >>> code_hash("tmb") == code_hash("tmb"), code_hash("tmb") == code_hash("radiomics")
    (True, False)
    """
    from radiotmb import __version__

    files = [*_PACKAGE.glob("*.py")]
    folders = [_PACKAGE / room for room in (*_SHARED, *rooms)] if rooms else [_PACKAGE]
    for folder in folders:
        files += (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return fingerprint_data([__version__, file_hashes(_PACKAGE, files)])


def file_hashes(root: Path, files: list[Path]) -> dict[str, str]:
    """The hash of each file under its path below ``root``."""
    return {path.relative_to(root).as_posix(): fingerprint(path) for path in sorted(set(files))}
