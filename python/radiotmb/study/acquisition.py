"""How the scans of each lesion and phase were acquired, as far as the images say."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from radiotmb.radiomics.scanner import COLUMNS
from radiotmb.runtime.to_json import records
from radiotmb.study.section import Section

# Every image says the size of its voxels, DICOM the rest where its tags are there.
PARAMETERS = (*COLUMNS, "spacing_x", "spacing_y", "spacing_z")
# More different numbers are told by their median and range.
_MOST_VALUES = 5
_TABLE = ("lesion", "phase", "parameter", "scans", "of", "values")


def acquisition_section(quality: pd.DataFrame) -> Section:
    """Scanner and settings of each lesion and phase, with the scans that have each value.

    Parameters
    ----------
    quality : pandas.DataFrame
        One row a scan: lesion, phase, the columns of
        :func:`radiotmb.radiomics.scanner.scanner_columns` and ``spacing_x``, ``spacing_y``,
        ``spacing_z`` (mm).

    Returns
    -------
    Section
        Table ``acquisition``: lesion, phase, parameter, ``scans`` that say, ``of`` how many,
        ``values`` (each with its scans, or median and range of more than 5 different numbers). The
        summary has its rows as ``phases``, and ``unsaid``: the parameters that no image says.

    Examples
    --------
    >>> quality = pd.DataFrame({"lesion": "primary", "phase": "prone", "kvp": [120, 120, None]})
    >>> acquisition_section(quality).tables["acquisition"]["values"].tolist()
    ['120 (2)']
    """
    if quality.empty or not {"lesion", "phase"} <= set(quality):
        return Section.skipped("no scan could be read")
    said = [name for name in PARAMETERS if name in quality and quality[name].notna().any()]
    rows = [
        [lesion, phase, name, int(part[name].notna().sum()), len(part), _values(part[name])]
        for (lesion, phase), part in quality.groupby(["lesion", "phase"], sort=False)
        for name in said
        if part[name].notna().any()
    ]
    table = pd.DataFrame(rows, columns=list(_TABLE))
    summary = {"unsaid": [name for name in PARAMETERS if name not in said]}
    return Section({**summary, "phases": records(table)}, {"acquisition": table})


def _values(column: pd.Series) -> str:
    """The values of a column with their scans, numbers in their order."""
    numbers = pd.to_numeric(column.dropna(), errors="coerce")
    if numbers.isna().any():
        counts = column.dropna().astype(str).value_counts().sort_index()
        return _counted(counts.index, counts)
    counts = numbers.map(_rounded).value_counts().sort_index()
    if len(counts) > _MOST_VALUES:
        middle, low, high = (f"{value:.4g}" for value in
                             (numbers.median(), numbers.min(), numbers.max()))  # fmt: skip
        return f"median {middle} ({low} to {high})"
    return _counted([f"{value:.4g}" for value in counts.index], counts)


def _rounded(value: float) -> float:
    # A voxel of 0.68 mm is 0.6800000072 in a header of single precision.
    return float(f"{value:.4g}")


def _counted(names: Iterable[str], counts: pd.Series) -> str:
    return "; ".join(f"{name} ({count})" for name, count in zip(names, counts, strict=True))
