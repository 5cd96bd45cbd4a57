"""Which features survive a slightly other contour, grid and noise: ICC(2,1) under perturbation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from radiotmb.errors import InputError
from radiotmb.radiomics.extract import ScanResult, extract_features
from radiotmb.radiomics.icc import icc_2_1
from radiotmb.radiomics.images import read_image
from radiotmb.radiomics.perturb import Perturbation, perturbed, surroundings
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.roi import read_mask
from radiotmb.radiomics.scan_tasks import (
    KEYS,
    failure_row,
    one_thread,
    scan_arguments,
    scan_key,
    scan_name,
)
from radiotmb.runtime.execution import Outcome, Task, run_tasks
from radiotmb.runtime.files import fingerprint, fingerprint_data
from radiotmb.runtime.workers import Workers


@dataclass(frozen=True)
class RepeatabilityResult:
    """Agreement of features between a scan and its perturbed variants.

    Attributes
    ----------
    icc : pandas.DataFrame
        lesion, phase (where given), feature, icc, lower, upper, scans, measurements, flag
        (``constant``, ``not finite`` or empty).
    values : pandas.DataFrame
        patient_id, lesion, phase, perturbation (0 is the scan as it is), features.
    failures : pandas.DataFrame
        As of :func:`extract_cohort`.
    """

    icc: pd.DataFrame
    values: pd.DataFrame
    failures: pd.DataFrame


def repeatability(
    images: pd.DataFrame,
    preset: str | Path | ExtractionPreset = "study",
    *,
    folder: str | Path = ".",
    perturbations: int = 10,
    change: Perturbation | None = None,
    conf_level: float = 0.95,
    seed: int = 2022,
    workers: int = 1,
    scheduler: str | None = None,
    store: str | Path | None = None,
    align: bool = False,
    component: str = "all",
    progress: bool | None = None,
) -> RepeatabilityResult:
    """Perturb every scan and mask, extract again, and measure each feature's agreement.

    Parameters
    ----------
    images : pandas.DataFrame
        As for :func:`extract_cohort`.
    preset : str, path or ExtractionPreset
    folder : str or path
    perturbations : int
        Variants of each scan beside the scan itself.
    change : Perturbation, optional
        How far they may go.
    conf_level : float
    seed : int
        Same seed, same numbers, whatever the number of workers and the order of the scans.
    workers, scheduler, store, align, component, progress
        As for :func:`extract_cohort`.

    Returns
    -------
    RepeatabilityResult
        Scans of one lesion and phase are compared with each other only: a patient's phases are not
        independent subjects.

    Raises
    ------
    InputError
        Where fewer than two scans of every lesion and phase could be measured.

    References
    ----------
    Zwanenburg A, et al. Assessing robustness of radiomic features by image perturbation. Sci Rep
    2019;9:614. Koo TK, Li MY. A guideline of selecting and reporting intraclass correlation
    coefficients for reliability research. J Chiropr Med 2016;15:155-163.
    """
    if perturbations < 1:
        raise InputError(f"{perturbations} perturbations", expected="at least 1")
    preset, change = read_preset(preset), change or Perturbation()
    options = {"align": align, "component": component}
    rows = images.to_dict("records")
    extra = {"perturbations": perturbations, "change": change, "seed": seed}
    digest = cache(fingerprint)
    tasks = [_task(row, preset, Path(folder), options, extra, digest) for row in rows]
    outcomes = run_tasks(
        repeatability_task,
        tasks,
        workers=Workers(workers, scheduler, None if store is None else Path(store)),
        description="perturbing scans",
        progress=progress,
    )
    values, failures = _values(rows, outcomes)
    return RepeatabilityResult(_agreement(values, conf_level), values, failures)


def repeatable_features(
    icc: pd.DataFrame, minimum: float = 0.75, *, bound: str = "lower"
) -> list[str]:
    """Names of the features whose ICC, or its lower limit, reaches a minimum in every phase.

    Parameters
    ----------
    icc : pandas.DataFrame
        Of :class:`RepeatabilityResult`.
    minimum : float
        0.75 is good, 0.9 excellent by Koo and Li.
    bound : {"lower", "icc"}

    Examples
    --------
    >>> table = pd.DataFrame({"feature": ["a", "b"], "icc": [0.9, 0.8], "lower": [0.8, 0.6]})
    >>> repeatable_features(table), repeatable_features(table, bound="icc")
    (['a'], ['a', 'b'])
    """
    worst = icc.groupby("feature", sort=False)[bound].agg(lambda limit: limit.min(skipna=False))
    return worst.index[worst >= minimum].tolist()


def repeatability_task(
    image_path: str,
    mask_path: str,
    preset: ExtractionPreset,
    label: int | str,
    series: int | None,
    align: bool,
    component: str,
    perturbations: int,
    change: Perturbation,
    seed: int,
) -> list[dict[str, Any]]:
    """Features of a scan as it is and of its variants, as plain JSON data."""
    with one_thread():
        image = read_image(image_path, series)
        mask = read_mask(mask_path, image, label, align=align, component=component)
        image, mask = surroundings(image, mask, preset)
        found = [extract_features(image, mask, preset)]
        for index in range(1, perturbations + 1):
            variant = perturbed(image, mask, change, np.random.default_rng([seed, index]))
            found.append(extract_features(*variant, preset))
    return [ScanResult(values, {}).as_dict()["features"] for values in found]


def _task(
    row: dict[str, Any],
    preset: ExtractionPreset,
    folder: Path,
    options: dict[str, Any],
    extra: dict[str, Any],
    digest,
) -> Task:
    own = {key: str(row[key]) for key in KEYS if key in row}
    # A seed of its own for each scan, which does not change with the others.
    seed = int(fingerprint_data({"seed": extra["seed"], **own})[:12], 16)
    drawn = {**extra, "change": asdict(extra["change"]), "seed": seed}
    arguments = {**scan_arguments(row, folder, preset), **options}
    key = scan_key(arguments, digest, {"repeatability": drawn})
    return Task(scan_name(row), {**arguments, **extra, "seed": seed}, key)


def _values(
    rows: list[dict[str, Any]], outcomes: list[Outcome]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    measured, failures = [], []
    for row, outcome in zip(rows, outcomes, strict=True):
        keys = {key: row[key] for key in KEYS if key in row}
        if outcome.error is not None:
            failures.append({**keys, **failure_row(outcome.error)})
            continue
        for index, features in enumerate(outcome.value):
            plain = {name: np.nan if v is None else v for name, v in features.items()}
            measured.append({**keys, "perturbation": index, **plain})
    if not measured:
        raise InputError(
            f"no scan could be measured ({failures[0]['message']})"
            if failures
            else "no scan was given",
            expected="at least 2 scans",
        )
    return pd.DataFrame(measured), pd.DataFrame(
        failures, columns=[*KEYS, "file", "problem", "message"]
    )


def _agreement(values: pd.DataFrame, conf_level: float) -> pd.DataFrame:
    by = [key for key in ("lesion", "phase") if key in values]
    names = [name for name in values.columns if name not in (*KEYS, "perturbation")]
    tables = []
    groups = values.groupby(by, sort=False) if by else [((), values)]
    for keys, group in groups:
        scans = group["perturbation"].eq(0).sum()
        if scans < 2:
            continue
        cube = group[names].to_numpy(float).reshape(scans, -1, len(names))
        found = icc_2_1(cube, conf_level)
        finite = np.isfinite(cube).all(axis=(0, 1))
        flat = finite & (np.ptp(cube, axis=(0, 1)) == 0)
        table = pd.DataFrame(
            {
                "feature": names,
                "icc": found.icc,
                "lower": found.lower,
                "upper": found.upper,
                "scans": scans,
                "measurements": cube.shape[1],
                "flag": np.select([~finite, flat], ["not finite", "constant"], ""),
            }
        )
        for name, value in reversed(list(zip(by, keys, strict=True))):
            table.insert(0, name, value)
        tables.append(table)
    if not tables:
        raise InputError("no lesion and phase has two scans", expected="at least 2 scans of one")
    return pd.concat(tables, ignore_index=True)
