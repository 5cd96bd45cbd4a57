"""A table of scans in, one table of features out; a scan that fails does not stop the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.radiomics.extract import ScanResult, extract_scan
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.scan_tasks import (
    KEYS,
    failure_row,
    one_thread,
    scan_arguments,
    scan_key,
    scan_name,
)
from radiotmb.runtime.execution import Outcome, Task, run_tasks
from radiotmb.runtime.files import fingerprint
from radiotmb.runtime.workers import Workers


@dataclass(frozen=True)
class CohortResult:
    """Features of a cohort.

    Attributes
    ----------
    features : pandas.DataFrame
        patient_id, lesion, phase, preset (its hash), then PyRadiomics' names; one row a scan.
    quality : pandas.DataFrame
        patient_id, lesion, phase, preset, then what :func:`scan_quality` says; warnings are joined
        by semicolons.
    failures : pandas.DataFrame
        patient_id, lesion, phase, file, problem, message; one row a scan that failed.
    """

    features: pd.DataFrame
    quality: pd.DataFrame
    failures: pd.DataFrame


def extract_cohort(
    images: pd.DataFrame,
    preset: str | Path | ExtractionPreset = "study",
    *,
    folder: str | Path = ".",
    workers: int = 1,
    scheduler: str | None = None,
    store: str | Path | None = None,
    align: bool = False,
    component: str = "all",
    crop: bool = True,
    progress: bool | None = None,
) -> CohortResult:
    """Extract the features of every scan in a table.

    Parameters
    ----------
    images : pandas.DataFrame
        patient_id, lesion, phase, image, mask; where it is not 1, label; where a folder holds
        several DICOM series, series.
    preset : str, path or ExtractionPreset
    folder : str or path
        Where relative paths in the table start.
    workers : int
        Local processes.
    scheduler : str, optional
        Address of a Dask scheduler.
    store : str or path, optional
        Folder of finished scans: one that stands there with the same bytes, preset and version is
        not computed again.
    align, component, crop
        As in :func:`extract_scan`.
    progress : bool, optional
        Force the progress bar on or off.

    Returns
    -------
    CohortResult
        Rows in the order of ``images`` whatever the number of workers.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     [["P1", "primary", "supine", "absent.nii", "absent.nii"]],
    ...     columns=["patient_id", "lesion", "phase", "image", "mask"],
    ... )
    >>> extract_cohort(table).failures.problem.tolist()
    ['no such file']
    """
    preset, folder = read_preset(preset), Path(folder)
    options = {"align": align, "component": component, "crop": crop}
    rows = images.to_dict("records")
    digest = cache(fingerprint)
    tasks = [_task(row, preset, folder, options, digest) for row in rows]
    outcomes = run_tasks(
        extract_task,
        tasks,
        workers=Workers(workers, scheduler, None if store is None else Path(store)),
        description="extracting features",
        progress=progress,
    )
    return _tables(rows, outcomes, preset)


def extract_task(**arguments: Any) -> dict[str, Any]:
    """:func:`extract_scan` as a task whose result is plain JSON data."""
    with one_thread():
        return extract_scan(**arguments).as_dict()


def _task(
    row: dict[str, Any], preset: ExtractionPreset, folder: Path, options: dict[str, Any], digest
) -> Task:
    arguments = {**scan_arguments(row, folder, preset), **options}
    return Task(scan_name(row), arguments, scan_key(arguments, digest, {}))


def _tables(
    rows: list[dict[str, Any]], outcomes: list[Outcome], preset: ExtractionPreset
) -> CohortResult:
    features, quality, failures = [], [], []
    for row, outcome in zip(rows, outcomes, strict=True):
        keys = {key: row[key] for key in KEYS if key in row}
        if outcome.error is not None:
            failures.append({**keys, **failure_row(outcome.error)})
            continue
        scan = ScanResult.from_dict(outcome.value)
        features.append({**keys, "preset": preset.hash, **scan.features})
        quality.append({**keys, "preset": preset.hash, **scan.quality})
    _note_other_spacing(quality)
    for scan in quality:
        scan["warnings"] = "; ".join(scan["warnings"])
    return CohortResult(
        _frame(features, [*KEYS, "preset"]),
        _frame(quality, [*KEYS, "preset", "warnings"]),
        _frame(failures, [*KEYS, "file", "problem", "message"]),
    )


def _frame(records: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(records) if records else pd.DataFrame(columns=columns)


def _note_other_spacing(quality: list[dict[str, Any]]) -> None:
    """Warn of a scan whose voxels are not the cohort's usual ones in its phase (5 % apart)."""
    frame = pd.DataFrame(quality)
    if frame.empty:
        return
    axes = ["spacing_x", "spacing_y", "spacing_z"]
    groups = (
        frame.groupby([key for key in ("lesion", "phase") if key in frame], dropna=False)
        if ({"lesion", "phase"} & set(frame))
        else [((), frame)]
    )
    for _, group in groups:
        usual = group[axes].median()
        apart = (group[axes] / usual - 1).abs().max(axis=1)
        for index in group.index[np.asarray(apart > 0.05)]:
            own = " x ".join(f"{frame.loc[index, axis]:.3g}" for axis in axes)
            quality[index]["warnings"].append(
                f"voxels of {own} mm, the cohort's are {' x '.join(f'{s:.3g}' for s in usual)}"
            )
