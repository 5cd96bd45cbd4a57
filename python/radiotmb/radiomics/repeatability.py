"""Which features survive a slightly other contour, grid and noise: ICC(2,1) under perturbation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from radiotmb.errors import InputError
from radiotmb.radiomics.extract import extract_features, load_scan, with_nan, without_nan
from radiotmb.radiomics.icc import icc_table
from radiotmb.radiomics.perturb import Perturbation, perturbed, surroundings
from radiotmb.radiomics.preset import ExtractionPreset, read_preset
from radiotmb.radiomics.roi import lesion_in, on_whole
from radiotmb.radiomics.scan_options import ScanOptions
from radiotmb.radiomics.scan_tasks import KEYS, ScanTable, one_thread
from radiotmb.runtime.execution import Outcome
from radiotmb.runtime.files import fingerprint_data
from radiotmb.runtime.notes import collect_notes
from radiotmb.runtime.to_html import result_html
from radiotmb.runtime.workers import Workers

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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

    Examples
    --------
    >>> empty = pd.DataFrame()
    >>> RepeatabilityResult(icc=empty, values=empty, failures=empty).failures.empty
    True
    """

    icc: pd.DataFrame
    values: pd.DataFrame
    failures: pd.DataFrame

    def plot(self) -> Figure:
        """How many features reach which ICC, by estimate and by the interval's lower end.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from radiotmb.report.figures.icc import draw_icc

        return draw_icc(self.icc)

    def _repr_html_(self) -> str:
        good = int((self.icc["lower"] >= 0.75).sum())
        numbers = [
            ("Features", str(len(self.icc))),
            ("With a lower limit of at least 0.75", str(good)),
        ]
        tables = {"ICC(2,1)": self.icc.drop(columns="flag", errors="ignore")}
        if len(self.failures):
            tables["Failed"] = self.failures
        return result_html("Repeatability of features", numbers, tables)


def repeatability(
    images: pd.DataFrame,
    preset: str | Path | ExtractionPreset = "study",
    *,
    folder: str | Path = ".",
    change: Perturbation | None = None,
    conf_level: float = 0.95,
    workers: Workers | int = 1,
    options: ScanOptions | None = None,
    progress: bool | None = None,
) -> RepeatabilityResult:
    """Perturb every scan and mask, extract again, and measure each feature's agreement.

    Parameters
    ----------
    images : pandas.DataFrame
        As for :func:`extract_cohort`.
    preset : str, path or ExtractionPreset
    folder : str or path
    change : Perturbation, optional
        How many variants there are beside the scan itself, how far they go, and their seed: same
        seed, same numbers, whatever the number of workers and the order of the scans.
    conf_level : float
    workers, options, progress
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

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np
    >>> import SimpleITK as sitk
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("a", "b"):
    ...     values = np.random.default_rng(ord(name)).normal(50, 20, (8, 24, 24))
    ...     sitk.WriteImage(sitk.GetImageFromArray(values), str(folder / f"{name}.nrrd"))
    >>> lesion = np.zeros((8, 24, 24), np.uint8)
    >>> lesion[2:6, 8:16, 8:16] = 1
    >>> sitk.WriteImage(sitk.GetImageFromArray(lesion), str(folder / "mask.nrrd"))
    >>> images = pd.DataFrame({"patient_id": ["A", "B"], "lesion": "primary", "phase": "portal",
    ...                        "image": ["a.nrrd", "b.nrrd"], "mask": "mask.nrrd"})
    >>> preset = folder / "shape.yaml"
    >>> _ = preset.write_text("imageType: {Original: {}}\\nfeatureClass: {shape: }\\n")
    >>> found = repeatability(images, preset, folder=folder, change=Perturbation(variants=1))
    >>> found.icc["measurements"].unique().tolist(), len(found.values)
    ([2], 4)
    """
    change = change or Perturbation()
    scans = ScanTable.of(images, read_preset(preset), folder, options or ScanOptions())

    def drawn(row: dict[str, Any]) -> tuple[dict[str, Any], Any]:
        own = {key: str(value) for key, value in scans.keys(row).items()}
        # A seed of its own for each scan, which does not change with the others.
        seed = int(fingerprint_data({"seed": change.seed, **own})[:12], 16)
        return {"change": change, "seed": seed}, {"repeatability": asdict(change), "seed": seed}

    outcomes = scans.run(
        repeatability_task,
        drawn,
        workers=workers,
        description="perturbing scans",
        progress=progress,
        accepts=_features_in,
    )
    values, failures = _values(scans, outcomes)
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
    image_path: str | Path,
    mask_path: str | Path,
    preset: ExtractionPreset,
    label: int | str | None,
    options: ScanOptions,
    change: Perturbation,
    seed: int,
) -> list[dict[str, Any]]:
    """Features of a scan as it is and of its variants, as plain JSON data."""
    # What a scan's own extraction says of it is no news of its variants.
    with one_thread(), collect_notes(printing=False):
        scan, mask = load_scan(image_path, mask_path, preset, label, options)
        if options.component != "all":
            mask = on_whole(lesion_in(mask, options.component), scan.volume)
        image, mask = surroundings(scan.volume, mask, preset)
        found = [extract_features(image, mask, preset)]
        for index in range(1, change.variants + 1):
            variant = perturbed(image, mask, change, np.random.default_rng([seed, index]))
            found.append(extract_features(*variant, preset))
    return [without_nan(values) for values in found]


def _features_in(value: list[dict[str, Any]]) -> list[dict[str, float]]:
    return [with_nan(features) for features in value]


def _values(scans: ScanTable, outcomes: list[Outcome]) -> tuple[pd.DataFrame, pd.DataFrame]:
    measured = [
        {**scans.keys(row), "perturbation": index, **features}
        for row, outcome in zip(scans.rows, outcomes, strict=True)
        if outcome.error is None
        for index, features in enumerate(_features_in(outcome.value))
    ]
    failures = scans.failures(outcomes)
    if not measured:
        raise InputError(
            f"no scan could be measured ({failures['message'].iloc[0]})"
            if len(failures)
            else "no scan was given",
            expected="at least 2 scans",
        )
    return pd.DataFrame(measured), failures


def _agreement(values: pd.DataFrame, conf_level: float) -> pd.DataFrame:
    """ICC of every feature over the scans of one lesion and phase."""
    by = [key for key in ("lesion", "phase", "label") if key in values]
    names = [name for name in values.columns if name not in (*KEYS, "perturbation")]
    tables = []
    groups = values.groupby(by, sort=False, dropna=False) if by else [((), values)]
    for keys, group in groups:
        scans = int(group["perturbation"].eq(0).sum())
        if scans < 2:
            continue
        cube = group[names].to_numpy(float).reshape(scans, -1, len(names))
        tables.append(icc_table(cube, names, conf_level, dict(zip(by, keys, strict=True))))
    if not tables:
        raise InputError("no lesion and phase has two scans", expected="at least 2 scans of one")
    return pd.concat(tables, ignore_index=True)
