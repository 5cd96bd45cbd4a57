"""The cohort's background over all patients, and which scans are missing and why."""

from __future__ import annotations

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Note, Table, Text
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

_BACKGROUND = {
    "variable": Column("Variable"),
    "level": Column("Level"),
    "patients": Column("Patients with a value", forms.WHOLE),
    "count": Column("Patients", forms.WHOLE),
    "percent": Column("%", lambda value: wording.number(value, 1)),
    "median": Column("Median", lambda value: wording.number(value, 1)),
    "range": Column(
        "Range", lambda low, high: wording.interval(low, high, 1), of=("minimum", "maximum")
    ),
}
_MISSING = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "patient_id": forms.PATIENT,
    "reason": Column("Reason"),
}


def background(output: StudyOutput) -> list[Block]:
    """All patients' clinical variables, in one table."""
    table = output.table("background")
    if table is None:
        return []
    return [
        Table(
            "background", "Clinical variables of all patients", table, _BACKGROUND,
            "Patients with both lesions sequenced; of os_days the median is that of the days "
            "observed.",
        )
    ]  # fmt: skip


def missing_scans(output: StudyOutput) -> list[Block]:
    """How many sequenced patients lack a scan of each modelled phase, and why."""
    found = output.result("missing_scans", default={})
    if found.get("skipped"):
        return []
    each = []
    for lesion, phases in found.items():
        for phase, part in phases.items():
            if part["missing"]:
                reasons = [f"{reason} {n}" for reason, n in part["reasons"].items()]
                each.append(
                    f"{lesion} {phase}: {part['missing']} of {part['n']} "
                    f"({wording.listed(reasons)})"
                )
    if not found:
        return []
    if not each:
        return [Text("Every sequenced lesion has a scan of each modelled phase.")]
    blocks: list[Block] = [Note(f"Patients without a scan: {'; '.join(each)}.")]
    table = output.table("missing_scans")
    if table is not None:
        title = "Patients without a scan, and why"
        blocks.append(Table("missing_scans", title, table, _MISSING, folded=True))
    return blocks
