"""How the scans were acquired, as far as the images say."""

from __future__ import annotations

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Table, Text
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

# What the parameters of the table are called.
PARAMETERS = {
    "modality": "Modality",
    "manufacturer": "Manufacturer",
    "scanner_model": "Scanner",
    "kernel": "Reconstruction kernel",
    "kvp": "Tube voltage (kVp)",
    "exposure_mas": "Exposure (mAs)",
    "slice_thickness_mm": "Slice thickness (mm)",
    "contrast": "Contrast medium",
    "seconds_after_injection": "Time after injection (s)",
    "spacing_x": "Voxel size x (mm)",
    "spacing_y": "Voxel size y (mm)",
    "spacing_z": "Voxel size z (mm)",
}
_COLUMNS = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "parameter": Column("Parameter", lambda name: PARAMETERS.get(name, str(name))),
    "scans": Column("Scans that say", forms.WHOLE),
    "of": Column("Of", forms.WHOLE),
    "values": Column("Values (scans)"),
}


def acquisition(output: StudyOutput) -> list[Block]:
    """One table: each phase's parameters with the scans that have each value."""
    found = output.result("acquisition", default={})
    table = output.table("acquisition")
    if table is None:
        reason = found.get("skipped")
        return [Text(f"How the scans were acquired is not known: {reason}.")] if reason else []
    if table.empty:
        return [Text("The images say nothing of how they were acquired.")]
    unsaid = [PARAMETERS.get(name, name) for name in found.get("unsaid", [])]
    caption = f"The images do not say: {wording.listed(unsaid)}." if unsaid else ""
    return [Table("acquisition", "Acquisition", table, _COLUMNS, caption, folded=True)]
