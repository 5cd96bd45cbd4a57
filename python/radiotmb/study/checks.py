"""What can be wrong with a study before anything is computed, one check a function.

Each check takes the study and its input tables and yields notes: ``error`` where the study cannot
be run as it was meant, ``warning`` where a part of it would be missing, ``info`` where a default
or something unused should be known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.column_names import nearest
from radiotmb.inputs.column_values import PATHS
from radiotmb.inputs.lesion_roles import lesions_of_role, roles_of
from radiotmb.runtime.notes import Level, Note
from radiotmb.study.clinical import NOT_COMPARED
from radiotmb.study.identifiers import check_identifiers
from radiotmb.study.joined_phases import modelled_phases, parts_of_phase
from radiotmb.study.lesion_checks import check_lesions
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables
from radiotmb.tmb import read_assay

# Fewer patients than these give a model of which hardly anything can be said.
_FEW_PATIENTS = 10
# A note that lists more files than these hides the rest behind a number.
_SHOWN = 4


def check_tables(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Patients that are in one table and not in another."""
    given = {"samples": tables.samples, "images": tables.images, "patients": tables.patients}
    yield from check_identifiers({name: t for name, t in given.items() if t is not None})


def check_files(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Files that the tables name and that are not there or may not be read."""
    for name, columns in PATHS.items():
        table: pd.DataFrame | None = getattr(tables, name)
        if table is None:
            continue
        folder = study.resolve(getattr(study, name)).parent
        named = [
            (index, column, entry)
            for column in columns
            if column in table
            for index, entry in table[column].dropna().items()
        ]
        faults = [
            f"line {int(str(index)) + 2}: {entry} ({fault})"
            for index, _, entry in named
            if (fault := _fault_of_file(folder / str(entry)))
        ]
        if faults:
            more = f" and {len(faults) - _SHOWN} more" * (len(faults) > _SHOWN)
            message = f"{len(faults)} of {len(named)} files cannot be read: "
            message += "; ".join(faults[:_SHOWN]) + more
            level: Level = "error" if len(faults) == len(named) else "warning"
            remedy = f"Correct their names; they are relative to {name}.csv's folder"
            yield Note(level, "tables", name, message, remedy)


def check_resources(study: Study, tables: StudyTables) -> Iterator[Note]:
    """The assay's and the study's own files, and germline variants that nothing would remove."""
    for name in ("germline", "targets"):
        path: Path | None = getattr(study, name)
        fault = _fault_of_file(study.resolve(path)) if path is not None else None
        if fault:
            yield Note("error", "tables", name, f"{path}: {fault}", "Correct the study file")
    try:
        assay = read_assay(study.assay_file())
    except InputError as error:
        yield Note("error", "tables", "assay", str(error))
        return
    removes = "germline" in assay.filters
    if removes and study.germline is None and assay.germline.info_tag is None:
        message = (
            f"the assay '{assay.name}' removes germline variants, but no file of common germline "
            "variants is given: inherited variants are counted as mutations"
        )
        yield Note("warning", "burden", "germline", message, "Name the file as 'germline'")
    if not removes and study.germline is not None:
        message = f"is not used: the assay '{assay.name}' has no germline filter"
        yield Note("warning", "burden", "germline", message, "Add 'germline' to its filters")


def check_phases(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Phases that the study file names and no scan has, or the other way round."""
    if tables.images is None:
        return
    for lesion, wanted in (
        ("primary", study.phases.primary),
        ("metastasis", study.phases.metastasis),
    ):
        rows = tables.images[roles_of(tables.images) == lesion]
        there = rows["phase"].drop_duplicates().tolist()
        used = list(dict.fromkeys(part for phase in wanted or () for part in parts_of_phase(phase)))
        for phase in used:
            if phase in there:
                continue
            have = ", ".join(map(str, there)) or "none"
            yield Note(
                "error",
                "models",
                f"phases.{lesion}",
                f"no scan of the {lesion} has the phase '{phase}'",
                f"{_meant(phase, there)}The images table has: {have}",
            )
        if study.phases.pair is not None and wanted is not None:
            paired = study.phases.pair[lesion == "metastasis"]
            if paired not in wanted:
                yield Note(
                    "error",
                    "models",
                    "phases.pair",
                    f"'{paired}' is no phase of the {lesion}",
                    f"{_meant(paired, wanted)}Its phases are: {', '.join(wanted) or 'none'}",
                )
        unused = [phase for phase in there if phase not in used]
        if unused:
            message = f"the {lesion}'s {', '.join(unused)} are in the images table and not modelled"
            yield Note("info", "models", f"phases.{lesion}", message)


def check_models(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Models of which too few patients have both a burden and a scan."""
    for model in expected_models(study, tables):
        if 0 < model.patients < max(_FEW_PATIENTS, 2 * study.model.outer):
            message = f"{model.patients} patients have a sequenced lesion and a scan of this phase"
            remedy = "Nothing firm can come of so few; fewer folds or no model may be better"
            yield Note("warning", "models", f"{model.lesion} {model.phase}", message, remedy)


def check_clinical(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Clinical columns that are missing, and survival that cannot be analysed."""
    patients = tables.patients
    if patients is None:
        if study.group_variables:
            message = "are named, but there is no patients table"
            yield Note("error", "groups", "group_variables", message, "Name the table 'patients'")
        return
    columns = list(map(str, patients.columns))
    for name in study.group_variables or []:
        if name not in columns:
            yield Note(
                "error",
                "groups",
                "group_variables",
                f"the patients table has no column '{name}'",
                f"{_meant(name, columns)}It has: {', '.join(columns)}",
            )
    for name in ("os_days", "os_event"):
        if name not in columns:
            yield Note(
                "warning",
                "survival",
                "patients",
                f"no column '{name}': survival is not analysed",
                f"It has: {', '.join(columns)}",
            )
        elif patients[name].isna().any():
            missing = int(patients[name].isna().sum())
            message = f"'{name}' is empty for {missing} of {len(patients)} patients"
            yield Note("warning", "survival", "patients", message, "They are left out of survival")
    for name in study.group_variables or [c for c in columns if c not in NOT_COMPARED]:
        if name in columns and _looks_like_dates(patients[name]):
            message = f"'{name}' holds dates, which are no groups"
            remedy = "Give days or years as a number, or leave it out of group_variables"
            yield Note("warning", "groups", "patients", message, remedy)


CHECKS: tuple[Callable[[Study, StudyTables], Iterator[Note]], ...] = (
    check_tables,
    check_lesions,
    check_files,
    check_resources,
    check_phases,
    check_models,
    check_clinical,
)


class ExpectedModel(NamedTuple):
    """A model of a study: ``patients`` have a sequenced lesion and a scan of it in this phase."""

    lesion: str
    phase: str
    patients: int


def expected_models(study: Study, tables: StudyTables) -> list[ExpectedModel]:
    """Each model of a study with the number of its patients; none where there are no images."""
    images, samples = tables.images, tables.samples
    if images is None:
        return []
    found = []
    for lesion, phase in modelled_phases(study):
        lesions = lesions_of_role(samples, lesion)
        for part in parts_of_phase(phase):
            lesions &= lesions_of_role(images[images["phase"] == part], lesion)
        found.append(ExpectedModel(lesion, phase, len({patient for patient, _ in lesions})))
    return found


def _meant(name: str, known: list[str]) -> str:
    like = nearest(name, known)
    return f"Did you mean '{like}'? " if like else ""


def _fault_of_file(path: Path) -> str | None:
    if not path.exists():
        return "no such file"
    if not os.access(path, os.R_OK):
        return "no permission to read it"
    if path.is_file() and path.stat().st_size == 0:
        return "an empty file"
    return None


def _looks_like_dates(values: pd.Series) -> bool:
    if pd.api.types.is_datetime64_any_dtype(values):
        return True
    text = values.dropna().astype(str).str.strip()
    dates = text.str.fullmatch(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
    return len(text) > 0 and bool(dates.all())
