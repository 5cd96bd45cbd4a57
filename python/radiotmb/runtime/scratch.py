"""Temporary files of a run: kept in its own output folder, so that what a killed run left is found.

A run that is killed outright cannot tidy up. Its next start can, because half-written files bear a
mark and everything else temporary (R's session folder, a library's scratch) lies in one folder.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Stands in the name of every file that is being written, see radiotmb.runtime.files.whole_file.
MARK = ".writing-"

_PREFIX = ".scratch-"


def sweep(folder: str | Path) -> int:
    """Remove what killed runs left in an output folder; the caller holds its lock.

    Returns
    -------
    int
        How many files and folders were removed.
    """
    folder = Path(folder)
    left = [path for path in folder.rglob(f".*{MARK}*") if path.is_file()]
    left += [path for path in folder.glob(f"{_PREFIX}*") if not _alive(path)]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _alive(path: Path) -> bool:
    """Whether the process that named the folder still runs (its R may still use it)."""
    process = path.name.removeprefix(_PREFIX).partition("-")[0]
    return process.isdigit() and process != str(os.getpid()) and Path("/proc", process).exists()


@contextlib.contextmanager
def scratch_in(folder: str | Path) -> Iterator[None]:
    """Temporary files of this process and the ones it starts go into ``folder`` meanwhile.

    They are removed when the process ends, not when the block does: an R that was started inside
    keeps its session folder there.
    """
    # R refuses a temporary folder with a space in its name.
    if " " in str(Path(folder).resolve()):
        yield
        return
    own = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=Path(folder).resolve()))
    atexit.register(_remove, own, os.getpid())
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = tempfile.tempdir = str(own)
    try:
        yield
    finally:
        tempfile.tempdir = None
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        with contextlib.suppress(OSError):
            own.rmdir()


def _remove(folder: Path, owner: int) -> None:
    # A forked child inherits the exit handlers; the folder is not its to remove.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
