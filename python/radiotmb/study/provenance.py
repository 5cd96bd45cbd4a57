"""Provenance of a run: input hashes, versions, parameters, seed, time per stage."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from radiotmb import __version__
from radiotmb.inputs.paths import without_home
from radiotmb.inputs.tables import PATHS
from radiotmb.radiomics.volume_header import files_beside
from radiotmb.runtime.code_hash import code_hash
from radiotmb.runtime.files import fingerprint, fingerprint_data, read_json, write_json
from radiotmb.runtime.software import package_versions
from radiotmb.stats.library import r_versions
from radiotmb.stats.r_code_hash import r_code_hash
from radiotmb.study.study_file import Study

_FILES = {column for columns in PATHS.values() for column in columns}


class Stopwatch:
    """Wall time of named stages, in seconds.

    Examples
    --------
    >>> watch = Stopwatch()
    >>> with watch.stage("burden"):
    ...     pass
    >>> list(watch.seconds)
    ['burden']
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(time.perf_counter() - start, 3)


def input_hashes(study: Study, samples: pd.DataFrame, images: pd.DataFrame | None) -> dict:
    """SHA-256 of every input file, by its path relative to the study file's folder.

    The files that a scan's header names for its voxels are among them.
    A file that cannot be read is recorded as ``null``: its sample or scan fails later by name.
    """
    paths = {study.samples, study.images, study.patients, study.germline, study.targets}
    paths |= {study.external.features, study.external.labels, study.external.patients}
    for table, frame in ((study.samples, samples), (study.images, images)):
        if frame is not None and table is not None:
            for column in _FILES & set(frame):
                named = {table.parent / value for value in frame[column].dropna()}
                paths |= named
                if column in PATHS["images"]:
                    paths |= {file for one in named for file in files_beside(study.resolve(one))}
    hashes = {}
    for path in sorted(str(path) for path in paths if path is not None):
        file = study.resolve(Path(path))
        try:
            digest = fingerprint(file) if file.exists() else None
        except OSError:
            digest = None
        hashes[without_home(path, study.folder)] = digest
    return hashes


def run_key(study: Study, hashes: dict, r_unavailable: str | None = None) -> str:
    """One hash of everything the tables depend on; the same key means the same bytes."""
    presets = [fingerprint(study.assay_file()), fingerprint(study.extraction_file())]
    settings = study.model_dump(mode="json", exclude={"out"})
    parts = {
        "inputs": hashes,
        "presets": presets,
        "study": settings,
        "code": [code_hash(), r_code_hash()],
        "without R": r_unavailable,
    }
    return fingerprint_data(parts)


def versions() -> dict[str, str | dict[str, str]]:
    """Versions of Python, of the packages the numbers come from, and of R and its packages."""
    return {
        "radiotmb": __version__,
        "python": platform.python_version(),
        **package_versions(),
        "R": r_versions(),
    }


def write_provenance(
    out: Path,
    study: Study,
    hashes: dict,
    key: str,
    seconds: dict[str, float],
    *,
    workers: int,
    outputs: Sequence[str],
) -> Path:
    """Write ``provenance.json`` into the output folder.

    Parameters
    ----------
    out : Path
    study : Study
    hashes : dict
        Of :func:`input_hashes`.
    key : str
        Of :func:`run_key`.
    seconds : dict of str to float
        Wall time of each stage.
    workers : int
    outputs : sequence of str
        What the run has written, relative to ``out``.

    Returns
    -------
    Path
    """
    return write_json(
        out / "provenance.json",
        {
            "key": key,
            "inputs": hashes,
            "study": {
                name: without_home(value, study.folder) if isinstance(value, str) else value
                for name, value in study.model_dump(mode="json").items()
            },
            "versions": versions(),
            "platform": platform.platform(),
            "byteorder": sys.byteorder,
            "workers": workers,
            "seconds": seconds,
            "outputs": {name: fingerprint(out / name) for name in sorted(outputs)},
        },
    )


def _is_page(report: Path) -> bool:
    """Whether a report lies there. Its bytes are the user's to renew, so that no hash tells it."""
    return report.is_file() and not report.is_symlink() and report.stat().st_size > 0


def is_done(out: Path, key: str) -> bool:
    """Whether ``out`` already holds the whole result of ``key``, untouched since."""
    try:
        kept = read_json(out / "provenance.json")
        return (
            kept["key"] == key
            and _is_page(out / "report.html")
            and all(fingerprint(out / name) == digest for name, digest in kept["outputs"].items())
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False
