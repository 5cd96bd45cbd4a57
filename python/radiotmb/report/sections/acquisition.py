"""How the scans were acquired, as far as the images say."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Table, Text
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

# Columns of the quality table, and what they are called.
PARAMETERS = {
    "manufacturer": "Manufacturer",
    "scanner_model": "Scanner",
    "kernel": "Reconstruction kernel",
    "kvp": "Tube voltage, kVp",
    "exposure_mas": "Exposure, mAs",
    "slice_thickness_mm": "Slice thickness, mm",
    "contrast": "Contrast medium",
    "seconds_after_injection": "Seconds after injection",
    "spacing_x": "Voxel size x, mm",
    "spacing_y": "Voxel size y, mm",
    "spacing_z": "Voxel size z, mm",
}
_COLUMNS = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "parameter": Column("Parameter"),
    "scans": Column("Scans that say", forms.WHOLE),
    "of": Column("Of", forms.WHOLE),
    "values": Column("Values (scans)"),
}


def acquisition(output: StudyOutput) -> list[Block]:
    """One table: each phase's parameters with the scans that have each value."""
    quality = output.table("quality")
    if quality is None:
        return []
    table = describe_acquisition(quality)
    if table.empty:
        return [Text("The images say nothing of how they were acquired.")]
    unsaid = [
        heading
        for name, heading in PARAMETERS.items()
        if name not in quality or quality[name].isna().all()
    ]
    caption = f"The images do not say: {wording.listed(unsaid)}." if unsaid else ""
    return [Table("acquisition", "Acquisition", table, _COLUMNS, caption, folded=True)]


def describe_acquisition(quality: pd.DataFrame) -> pd.DataFrame:
    """Lesion, phase, parameter, scans that say, of how many, and each value with its scans.

    Examples
    --------
    >>> quality = pd.DataFrame({"lesion": "primary", "phase": "prone", "kvp": [120, 120, None]})
    >>> describe_acquisition(quality)[["parameter", "scans", "of", "values"]].values.tolist()
    [['Tube voltage, kVp', 2, 3, '120 (2)']]
    """
    rows = []
    for (lesion, phase), part in quality.groupby(["lesion", "phase"], sort=False):
        for name, heading in PARAMETERS.items():
            if name not in part or part[name].isna().all():
                continue
            counts = part[name].dropna().map(_value).value_counts().sort_index()
            said = "; ".join(f"{value} ({count})" for value, count in counts.items())
            rows.append([lesion, phase, heading, int(counts.sum()), len(part), said])
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _value(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
