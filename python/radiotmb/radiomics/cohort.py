"""A table of scans in, one table of features out; a scan that fails does not stop the others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from radiotmb.radiomics.extract import ScanResult, extract_scan
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.radiomics.scan_tasks import KEYS, ScanTable, one_thread, records
from radiotmb.runtime.execution import Outcome
from radiotmb.runtime.to_html import result_html
from radiotmb.runtime.workers import Workers

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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

    Examples
    --------
    >>> empty = pd.DataFrame()
    >>> CohortResult(features=empty, quality=empty, failures=empty).features.shape
    (0, 0)
    """

    features: pd.DataFrame
    quality: pd.DataFrame
    failures: pd.DataFrame

    def plot(self) -> Figure:
        """Voxels of each lesion, a row a lesion and phase; scans with warnings stand out.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from radiotmb.report.figures.quality import draw_quality

        keys = {"lesion": "lesion", "phase": "one phase"}
        quality = self.quality.assign(
            **{key: word for key, word in keys.items() if key not in self.quality},
            warnings=self.quality["warnings"].replace("", None),
        )
        return draw_quality(quality)

    def _repr_html_(self) -> str:
        keys = [key for key in ("patient_id", "lesion", "phase") if key in self.quality]
        shown = [*keys, "voxels", "volume_ml", "slices", "hu_median", "warnings"]
        quality = self.quality[[name for name in shown if name in self.quality]]
        numbers = [
            ("Scans", str(len(self.features))),
            ("Columns with features", str(self.features.select_dtypes("number").shape[1])),
        ]
        tables = {"Scans": quality} | ({"Failed": self.failures} if len(self.failures) else {})
        return result_html("Radiomics features", numbers, tables)


def extract_cohort(
    images: pd.DataFrame,
    preset: str | Path | ExtractionPreset = "study",
    *,
    folder: str | Path = ".",
    workers: Workers | int = 1,
    options: ScanOptions | None = None,
    crop: bool = True,
    engine: str = "radiotmb",
    progress: bool | None = None,
) -> CohortResult:
    """Extract the features of every scan in a table.

    Parameters
    ----------
    images : pandas.DataFrame
        patient_id, lesion, phase, image, mask; label where the mask has several regions (a name, a
        number, several of them with commas between, or ``all``); series where a folder holds
        several DICOM series. An empty cell takes the default.
    preset : str, path or ExtractionPreset
    folder : str or path
        Where relative paths in the table start.
    workers : Workers or int
        Where the scans are computed. With a store, one that stands there with the same bytes,
        preset and version is not computed again.
    options : ScanOptions, optional
        How scans and masks are read.
    crop, engine
        As in :func:`extract_features`.
    progress : bool, optional
        Force the progress bar on or off.

    Returns
    -------
    CohortResult
        Rows in the order of ``images`` whatever the number of workers; with a column ``label``
        where a row of ``images`` names several regions.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     [["P1", "primary", "supine", "absent.nii", "absent.nii"]],
    ...     columns=["patient_id", "lesion", "phase", "image", "mask"],
    ... )
    >>> extract_cohort(table).failures.problem.tolist()
    ['no such file']
    """
    scans = ScanTable.of(images, read_preset(preset), folder, options or ScanOptions())
    chosen = {"crop": crop, "engine": engine}
    outcomes = scans.run(
        extract_task,
        lambda _row: (chosen, chosen),
        workers=workers,
        description="extracting features",
        progress=progress,
        accepts=_numbers_in,
    )
    return _tables(scans, outcomes)


def as_cohort(
    image: str,
    mask: str,
    preset: ExtractionPreset,
    label: str | None,
    *,
    options: ScanOptions,
    crop: bool = True,
    engine: str = "radiotmb",
) -> tuple[pd.DataFrame, CohortResult]:
    """One scan as a table of one row, and its result; several labels give a row each.

    Unlike a cohort's, its first error is raised.

    Raises
    ------
    InputError
        As :func:`extract_scan`.
    """
    images = pd.DataFrame([{"image": image, "mask": mask, "label": label}])
    scans = ScanTable.of(images, preset, ".", options)
    if not Path(image).exists():
        scans = ScanTable(records(images), preset, Path(), options)
    results = []
    for row in scans.rows:
        scan = extract_scan(**scans.arguments(row), crop=crop, engine=engine)
        results.append(Outcome(scans.name(row), scan.as_dict()))
    found = _tables(scans, results)
    for table in (found.features, found.quality):
        table.drop(columns="preset", inplace=True)
    return images, found


def extract_task(**arguments: Any) -> dict[str, Any]:
    """:func:`extract_scan` as a task whose result is plain JSON data."""
    with one_thread():
        return extract_scan(**arguments).as_dict()


def _numbers_in(value: dict[str, Any]) -> ScanResult:
    scan = ScanResult.from_dict(value)
    if not all(one is None or isinstance(one, (int, float)) for one in scan.features.values()):
        raise ValueError("a feature that is no number")
    "".join(scan.quality["warnings"])
    return scan


def _tables(scans: ScanTable, outcomes: list[Outcome]) -> CohortResult:
    features, quality = [], []
    for row, outcome in zip(scans.rows, outcomes, strict=True):
        if outcome.error is not None:
            continue
        keys = {**scans.keys(row), "preset": scans.preset.hash}
        scan = ScanResult.from_dict(outcome.value)
        features.append({**keys, **scan.features})
        quality.append({**keys, **scan.quality})
    _note_other_spacing(quality)
    for one in quality:
        one["warnings"] = "; ".join(one["warnings"])
    return CohortResult(
        _frame(features, [*KEYS[:-1], "preset"]),
        _frame(quality, [*KEYS[:-1], "preset", "warnings"]),
        scans.failures(outcomes),
    )


def _frame(records: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(records) if records else pd.DataFrame(columns=columns)


def _note_other_spacing(quality: list[dict[str, Any]]) -> None:
    """Warn of a scan whose voxels are not the cohort's usual ones in its phase (5% apart)."""
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
