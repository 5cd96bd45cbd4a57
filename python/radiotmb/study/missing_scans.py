"""Patients whose sequenced lesion has no scan of a modelled phase, and why, where it is known."""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb.inputs.lesion_roles import lesions_of_role
from radiotmb.study.joined_phases import modelled_phases, parts_of_phase
from radiotmb.study.section import Section
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables

# Columns of a patients table that hold a reason in words.
REASONS = ("missing_scan_reason", "no_contrast_reason")
# Columns that hold yes or no, and the reason that yes stands for.
CONDITIONS = {
    "renal_failure": "renal failure",
    "contrast_allergy": "contrast allergy",
    "no_contrast": "no contrast medium",
}
UNKNOWN = "the patients table does not say"


def missing_scans_section(study: Study, inputs: StudyTables) -> Section:
    """Each modelled lesion and phase: sequenced patients, those scanned, and why others were not.

    Parameters
    ----------
    study : Study
        Its ``phases``.
    inputs : StudyTables
        The patients table may say why: ``missing_scan_reason`` or ``no_contrast_reason`` in words,
        or ``renal_failure``, ``contrast_allergy``, ``no_contrast`` as yes or no.

    Returns
    -------
    Section
        Table ``missing_scans``: lesion (the role), phase, patient_id, lesion_name (where lesions
        have names of their own), reason; none where nothing is missing. The summary has, under
        ``primary`` and ``metastasis`` and each phase, ``n`` (sequenced lesions), ``scanned``,
        ``missing`` and ``reasons`` (lesions of each).
    """
    if inputs.images is None:
        return Section.skipped("no images table")
    reasons = _reasons(inputs.patients)
    summary: dict[str, Any] = {}
    rows: list[dict[str, str]] = []
    for lesion, phase in modelled_phases(study):
        sequenced = lesions_of_role(inputs.samples, lesion)
        scanned = set.intersection(
            *(_scanned(inputs.images, lesion, part) for part in parts_of_phase(phase))
        )
        missing = sorted(sequenced - scanned)
        found = [reasons.get(patient, UNKNOWN) for patient, _ in missing]
        summary.setdefault(lesion, {})[phase] = {
            "n": len(sequenced),
            "scanned": len(sequenced & scanned),
            "missing": len(missing),
            "reasons": {reason: found.count(reason) for reason in sorted(set(found))},
        }
        rows += [
            {
                "lesion": lesion,
                "phase": phase,
                "patient_id": patient,
                "lesion_name": name,
                "reason": reason,
            }
            for (patient, name), reason in zip(missing, found, strict=True)
        ]
    table = pd.DataFrame(rows)
    # A name that is the role says nothing more.
    if rows and (table["lesion_name"] == table["lesion"]).all():
        table = table.drop(columns="lesion_name")
    return Section(summary, {"missing_scans": table} if rows else {})


def _scanned(images: pd.DataFrame, role: str, phase: str) -> set[tuple[str, str]]:
    return lesions_of_role(images[images["phase"] == phase], role)


def _reasons(patients: pd.DataFrame | None) -> dict[str, str]:
    """The reason of every patient who has one."""
    found: dict[str, str] = {}
    if patients is None:
        return found
    for _, row in patients.iterrows():
        words = [
            str(row[name]).strip()
            for name in REASONS
            if name in patients and pd.notna(row[name]) and str(row[name]).strip()
        ]
        words += [
            words_of
            for name, words_of in CONDITIONS.items()
            if name in patients and str(row[name]).strip().lower() in ("yes", "true", "1", "1.0")
        ]
        if words:
            found[str(row["patient_id"])] = "; ".join(words)
    return found
