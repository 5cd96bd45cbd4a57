"""A table of scans as tasks: one a row, run side by side, each with an outcome of its own."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import radiomics
import SimpleITK as sitk

from radiotmb.errors import InputError, RadiotmbError
from radiotmb.inputs.column_names import did_you_mean
from radiotmb.radiomics.masks import mask_file, regions_of
from radiotmb.radiomics.preset import ExtractionPreset
from radiotmb.radiomics.regions import labels_of
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.radiomics.volume_header import files_beside
from radiotmb.runtime.code_hash import code_hash
from radiotmb.runtime.execution import Outcome, Task, run_tasks
from radiotmb.runtime.files import fingerprint, fingerprint_data, state_of
from radiotmb.runtime.name_some import name_some
from radiotmb.runtime.workers import Workers

_NAME_BYTES = 120

KEYS = ("patient_id", "lesion", "phase", "label")
FAILURE_COLUMNS = ["patient_id", "lesion", "phase", "file", "problem", "message"]


@dataclass(frozen=True)
class ScanTable:
    """The scans of a table and how each is read.

    Attributes
    ----------
    rows : list of dict
        patient_id, lesion, phase (where given), image, mask, label, series.
    preset : ExtractionPreset
    folder : path
        Where relative paths start.
    options : ScanOptions
    several : bool
        Whether rows stand for one region of several each, so that results name the label.
    """

    rows: list[dict[str, Any]]
    preset: ExtractionPreset
    folder: Path = Path()
    options: ScanOptions = field(default_factory=ScanOptions)
    several: bool = False

    @classmethod
    def of(
        cls,
        images: pd.DataFrame,
        preset: ExtractionPreset,
        folder: str | Path,
        options: ScanOptions,
    ) -> ScanTable:
        """The rows of a table; one whose label names several regions becomes one a region.

        Raises
        ------
        InputError
            Where the table, which no reader of files has looked at, has no scans or no masks.
        """
        names = list(map(str, images.columns))
        for name in ("image", "mask"):
            if name not in names:
                raise InputError(
                    f"no column '{name}' among {name_some(names) or 'none'}",
                    expected="a table of scans with patient_id, lesion, phase, image, mask",
                    hint=did_you_mean(name, names).strip() or None,
                )
        rows: list[dict[str, Any]] = []
        several = False
        for row in records(images):
            labels = _labels(row, Path(folder), options)
            several |= len(labels) > 1
            rows += [{**row, "label": label} for label in labels]
        return cls(rows, preset, Path(folder), options, several)

    def keys(self, row: dict[str, Any]) -> dict[str, Any]:
        """What identifies a row in results."""
        names = KEYS if self.several else KEYS[:-1]
        return {key: row[key] for key in names if key in row}

    def name(self, row: dict[str, Any]) -> str:
        """What people call a scan."""
        return " ".join(str(value) for value in self.keys(row).values())

    def arguments(self, row: dict[str, Any]) -> dict[str, Any]:
        """Files, preset, label and options of a row."""
        series = _given(row.get("series"))
        options = self.options.as_dict()
        if series is not None:
            options["series"] = int(series)
        return {
            "image_path": self.folder / str(row["image"]),
            "mask_path": self.folder / str(row["mask"]),
            "preset": self.preset,
            "label": row.get("label"),
            "options": ScanOptions(**options),
        }

    def run(
        self,
        function: Callable[..., Any],
        more: Callable[[dict[str, Any]], tuple[dict[str, Any], Any]],
        *,
        workers: Workers | int = 1,
        description: str,
        progress: bool | None = None,
        accepts: Callable[[Any], object] | None = None,
    ) -> list[Outcome]:
        """Apply a function to every row.

        Parameters
        ----------
        function : callable
            Takes :meth:`arguments` and what ``more`` adds.
        more : callable
            Arguments of its own for a row, and what of them its result depends on; None keeps the
            result out of the store.
        workers : Workers or int
        description : str
            What the progress bar says.
        progress : bool, optional
        accepts : callable, optional
            Reads a stored result and raises where it is none.

        Returns
        -------
        list of Outcome
            In the order of ``rows``.
        """
        digest, state, beside = cache(fingerprint), cache(state_of), cache(files_beside)
        tasks = []
        for row in self.rows:
            arguments = self.arguments(row)
            own, depends = more(row)
            named = [arguments["image_path"], arguments["mask_path"]]
            # Before they are hashed.
            files = [*named, *(voxels for file in named for voxels in beside(file))]
            states = () if depends is None else tuple((file, state(file)) for file in files)
            key = "" if depends is None else _key(arguments, digest, depends)
            task = Task(self.name(row), {**arguments, **own}, key, accepts=accepts, states=states)
            tasks.append(task)
        return run_tasks(
            function, tasks, workers=workers, description=description, progress=progress
        )

    @property
    def file_names(self) -> list[str]:
        """One for each row, without an ending."""
        return [file_name(i, self.name(row)) for i, row in enumerate(self.rows, start=1)]

    def written(self, outcomes: list[Outcome], endings: dict[str, str]) -> pd.DataFrame:
        """What was written for each row.

        Parameters
        ----------
        outcomes : list of Outcome
            In the order of ``rows``.
        endings : dict of str to str
            Column and ending of each file a row has.

        Returns
        -------
        pandas.DataFrame
            Keys, a column of file names for each ending (missing where the row failed), message.
        """
        table = []
        for row, name, outcome in zip(self.rows, self.file_names, outcomes, strict=True):
            good = outcome.error is None
            files = {key: f"{name}{end}" if good else None for key, end in endings.items()}
            message = "" if good else str(outcome.error)
            table.append({**self.keys(row), **files, "message": message})
        return pd.DataFrame(table)

    def failures(self, outcomes: list[Outcome]) -> pd.DataFrame:
        """The rows that failed: their keys, file, problem and message."""
        failed = [
            {**self.keys(row), **_failure(outcome.error)}
            for row, outcome in zip(self.rows, outcomes, strict=True)
            if outcome.error is not None
        ]
        return pd.DataFrame(failed) if failed else pd.DataFrame(columns=FAILURE_COLUMNS)


def file_name(index: int, scan: str) -> str:
    """A file name for a scan; identifiers are the user's own and may hold anything.

    Examples
    --------
    >>> file_name(1, "P 1/2 primary")
    '001_P_1_2_primary'
    """
    name = re.sub(r"[^\w.-]+", "_", f"{index:03d}_{scan}")
    # File systems count bytes, 255 of them, and a suffix is to come.
    return name.encode()[:_NAME_BYTES].decode(errors="ignore")


def records(images: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as dictionaries."""
    return [{str(k): v for k, v in row.items()} for row in images.to_dict("records")]


def _labels(row: dict[str, Any], folder: Path, options: ScanOptions) -> list[Any]:
    label = _given(row.get("label"))
    if label is None:
        return [None]
    text = str(label).strip()
    if text.casefold() != "all" and "," not in text:
        return [text]
    try:
        regions = regions_of(mask_file(folder / str(row["mask"])), options)
    except RadiotmbError:
        # Reading it again in its task says what is wrong.
        return [text]
    return labels_of(text, regions) or [text]


def _key(arguments: dict[str, Any], digest: Callable[[Path], str], depends: Any) -> str:
    """Hash of everything a scan's result depends on; empty where a file is not there."""
    files = {name: arguments[name] for name in ("image_path", "mask_path")}
    if not all(path.exists() for path in files.values()):
        return ""
    return fingerprint_data(
        {
            **{name: digest(path) for name, path in files.items()},
            # A header may name its voxels' file, which stands beside it.
            **{
                f"{name}_voxels": list(map(digest, files_beside(path)))
                for name, path in files.items()
            },
            "label": arguments["label"],
            "options": arguments["options"].as_dict(),
            "preset": [arguments["preset"].hash, arguments["preset"].notes],
            "code": [code_hash("radiomics"), radiomics.__version__],
            "depends": depends,
        }
    )


def _failure(error: RadiotmbError) -> dict[str, Any]:
    return {"file": error.file, "problem": error.problem, "message": str(error)}


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Hold ITK to one thread: a cohort's scans are what runs side by side."""
    before = sitk.ProcessObject.GetGlobalDefaultNumberOfThreads()
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    try:
        yield
    finally:
        sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(before)


def _given(value: Any) -> Any:
    return None if value is None or pd.isna(value) or str(value).strip() == "" else value
