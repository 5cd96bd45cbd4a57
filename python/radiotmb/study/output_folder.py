"""Whose files lie in a study's output folder: radiotmb's own, which a run replaces, or others."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from radiotmb.runtime.files import read_json, write_json

# What a run writes into its folder.
_RESULTS = (
    "tables", "models", "figures", "patients", "report.html", "results.json", "failures.csv",
)  # fmt: skip
# The outputs of runs by name: unlike provenance.json it is there while a run is at work.
_RECORD = ".outputs.json"
_PATTERNS = ("tables/*.csv", "tables/*.parquet", "models/*/model.json")


def foreign_results(folder: Path) -> list[str]:
    """Names that a run would write over in a folder that no run of radiotmb has written.

    Parameters
    ----------
    folder : Path
        The output folder; it may be absent.

    Returns
    -------
    list of str
        Empty where the folder is free or of radiotmb's own: it holds the provenance of a run, or
        what one that was stopped has finished.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "report.html").write_text("mine")
    >>> foreign_results(folder)
    ['report.html']
    >>> (folder / ".finished").mkdir()
    >>> foreign_results(folder)
    []
    """
    if (folder / ".finished").is_dir() or _provenance(folder) or (folder / _RECORD).is_file():
        return []
    return [name for name in _RESULTS if _holds_something(folder / name)]


def why_not_writable(folder: Path) -> str | None:
    """Why a folder can be neither written nor made, by trying; None where it can.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    str or None
        Nothing is left behind: the file that is tried is of no name, and no folder is made.

    Examples
    --------
    >>> import tempfile
    >>> why_not_writable(Path(tempfile.mkdtemp()) / "a" / "b") is None
    True
    >>> why_not_writable(Path(__file__) / "results")
    'output_folder.py is a file'
    """
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir():
        return f"{there.name} is a file"
    try:
        with tempfile.TemporaryFile(dir=there):
            return None
    except OSError as error:
        return f"{there.name or there}: {error.strerror}"


def unrecorded_files(folder: Path) -> list[str]:
    """Tables and models in a folder of radiotmb's own that no run has recorded as its output.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of str
        Paths relative to the folder.
    """
    recorded = set(recorded_outputs(folder))
    return [name for name in _present(folder) if name not in recorded]


def recorded_outputs(folder: Path) -> list[str]:
    """What earlier runs have written into a folder, as they have recorded it.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of str
        Paths relative to the folder; empty where there is no readable record.
    """
    try:
        begun = read_json(folder / _RECORD)
    except (OSError, ValueError):
        begun = []
    names = [*_provenance(folder), *(begun if isinstance(begun, list) else [])]
    return sorted({name for name in names if isinstance(name, str)})


def record_outputs(folder: Path, names: Iterable[str]) -> None:
    """Record what lies in a folder by a run's hand, or is about to.

    A run that begins adds to what earlier runs have recorded, so that one that is stopped leaves
    nothing unrecorded; one that has ended records its own outputs alone.

    Parameters
    ----------
    folder : Path
    names : iterable of str
        Paths relative to the folder.
    """
    write_json(folder / _RECORD, sorted(set(names)))


def remove_earlier(folder: Path, kept: Iterable[str]) -> None:
    """Remove tables and models that an earlier run recorded and this one does not have.

    Parameters
    ----------
    folder : Path
    kept : iterable of str
        What this run writes, relative to the folder.
    """
    earlier = set(recorded_outputs(folder)) - set(kept)
    # Only what is found under these patterns goes: a record may name anything.
    for name in _present(folder):
        if name in earlier:
            path = folder / name
            path.unlink()
            if name.startswith("models/") and not any(path.parent.iterdir()):
                path.parent.rmdir()


def _present(folder: Path) -> Iterator[str]:
    for pattern in _PATTERNS:
        for path in sorted(folder.glob(pattern)):
            # A name that begins with a dot is a file still being written.
            if not path.name.startswith("."):
                yield path.relative_to(folder).as_posix()


def _holds_something(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists() or path.is_symlink()


def _provenance(folder: Path) -> list[str]:
    """The outputs in the provenance of a run; none where the file is of something else."""
    try:
        kept = read_json(folder / "provenance.json")
        return list(kept["outputs"]) if "key" in kept else []
    except (OSError, ValueError, KeyError, TypeError):
        return []
