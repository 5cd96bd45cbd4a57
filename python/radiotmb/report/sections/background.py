"""The cohort's background over all patients, and which scans are missing and why."""

from __future__ import annotations

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Note, Table, Text
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput
from radiotmb.runtime.name_some import name_some

_BACKGROUND = {
    "variable": Column("Variable", wording.variable),
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
    "lesion_name": Column("Name"),
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
            f"{_who(output)}; of os_days the median is that of the days observed.",
        )
    ]  # fmt: skip


def _who(output: StudyOutput) -> str:
    """Which patients are described."""
    if output.result("pairs", "skipped") or output.result("pairs", "patients") is not None:
        return "Patients with a sequenced lesion"
    return "Patients with both lesions sequenced"


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
    table = output.table("missing_scans")
    named = table is not None and "lesion_name" in table
    what = "Lesions" if named else "Patients"
    some = name_some(each, wording.NAMED, separator="; ")
    blocks: list[Block] = [Note(f"{what} without a scan: {some}.")]
    if table is not None:
        columns = {key: form for key, form in _MISSING.items() if key in table}
        title = f"{what} without a scan, and why"
        blocks.append(Table("missing_scans", title, table, columns, folded=True))
    return blocks
