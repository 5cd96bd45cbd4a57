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
from radiotmb.inputs.schemas import SCHEMAS
from radiotmb.runtime.notes import Level, Note
from radiotmb.study.centre_checks import check_centres
from radiotmb.study.file_checks import (
    SHOWN,
    check_repeated_files,
    check_scan_files,
    check_variant_files,
    fault_of_file,
)
from radiotmb.study.group_comparisons import NOT_COMPARED
from radiotmb.study.group_variables import compared_variables, spelled_alike, why_not_compared
from radiotmb.study.identifiers import check_identifiers
from radiotmb.study.joined_phases import modelled_phases, parts_of_phase
from radiotmb.study.lesion_checks import check_lesions
from radiotmb.study.models import FEWEST_PATIENTS, remedy_of_outer
from radiotmb.study.output_folder import foreign_results, unrecorded_files, why_not_writable
from radiotmb.study.study_error import note_of_error
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables, some_of
from radiotmb.tmb import read_assay

# Fewer patients than these give a model of which hardly anything can be said.
_FEW_PATIENTS = 10
# Names of a folder that are compared with one that is not there.
_LISTED = 2000
# With fewer no p-value can reach 0.05.
_FEWEST_PERMUTATIONS = 20
_LONGEST_DAYS = 36_525
# Months of ten years: nobody's longest follow-up in days.
_DAYS_OF_MONTHS = 120


def check_tables(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Patients that are in one table and not in another; columns that are nearly read."""
    given = {"samples": tables.samples, "images": tables.images, "patients": tables.patients}
    yield from check_identifiers({name: t for name, t in given.items() if t is not None})
    for name, table in given.items():
        if table is None:
            continue
        known = [column for column in SCHEMAS[name].columns if column not in table]
        for column in map(str, table.columns):
            like = None if column in SCHEMAS[name].columns else nearest(column, known)
            if like:
                message = f"column '{column}' is not read; expected '{like}'"
                remedy = f"Rename it, if '{like}' is meant"
                yield Note("warning", "tables", getattr(study, name).name, message, remedy)


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
            f"line {int(str(index)) + 2}: {entry} ({fault}{_nearest_file(folder, str(entry))})"
            for index, column, entry in named
            if (fault := fault_of_file(folder / str(entry), folder=column in ("image", "mask")))
        ]
        if faults:
            more = f" and {len(faults) - SHOWN} more" * (len(faults) > SHOWN)
            message = f"{len(faults)} of {len(named)} files cannot be read: "
            message += "; ".join(faults[:SHOWN]) + more
            level: Level = "error" if len(faults) == len(named) else "warning"
            given = getattr(study, name).name
            remedy = f"Correct their names; they are relative to the folder of {given}"
            yield Note(level, "tables", given, message, remedy)


def check_resources(study: Study, tables: StudyTables) -> Iterator[Note]:
    """The assay's and the study's own files, and germline variants that nothing would remove."""
    external = study.external
    named: dict[str, Path | None] = {
        "germline": study.germline,
        "targets": study.targets,
        "external.features": external.features,
        "external.labels": external.labels,
        "external.patients": external.patients,
    }
    for name, path in named.items():
        fault = None if path is None else fault_of_file(study.resolve(path), folder=False)
        if fault:
            remedy = f"Correct the entry '{name}' of the study file, or put the file there"
            yield Note("error", "tables", name, f"{path}: {fault}", remedy)
    try:
        assay = read_assay(study.assay_file())
    except InputError as error:
        yield note_of_error(error, "tables", "assay", "Correct the entry 'assay' or its file")
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
        if study.images is None and (study.phases.primary or study.phases.metastasis):
            message = "are named, but there is no images table: nothing is modelled"
            yield Note("warning", "models", "phases", message, "Name the table as 'images'")
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
            alike = [(phase, nearest(phase, used)) for phase in unused]
            meant = [f"'{like}' in place of '{phase}'" for phase, like in alike if like]
            yield Note(
                "warning" if meant else "info",
                "models",
                f"phases.{lesion}",
                message,
                f"Write {' and '.join(meant)} in the images table, if that is meant"
                if meant
                else "Name them in the study file's phases, if they are to be",
            )


def check_models(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Models of which too few patients have both a burden and a scan."""
    for model in expected_models(study, tables):
        if model.patients == 0:
            message = "no patient has a sequenced lesion and a scan of this phase: not modelled"
            remedy = "Compare the identifiers and lesions of the samples and the images table"
            yield Note("warning", "models", f"{model.lesion} {model.phase}", message, remedy)
        name, outer = f"{model.lesion} {model.phase}", study.model.outer
        if FEWEST_PATIENTS <= model.patients < outer:
            message = (
                f"not modelled: {model.patients} patients have a sequenced lesion and a scan of "
                f"this phase, fewer than the {outer} outer folds"
            )
            remedy = remedy_of_outer(outer, model.patients)
            yield Note("warning", "models", name, message, remedy)
        elif FEWEST_PATIENTS <= model.patients < 2 * outer:
            most = model.patients // 2
            message = (
                f"{model.patients} patients have a sequenced lesion and a scan of this phase, the "
                f"rarer status at most {most} of them: at most {most} of the {outer} outer folds "
                "are made, since each holds out a patient of each status"
            )
            remedy = f"Write {most} or fewer as 'model.outer' of the study file"
            yield Note("warning", "models", name, message, remedy)
        elif 0 < model.patients < max(_FEW_PATIENTS, 2 * study.model.outer):
            message = f"{model.patients} patients have a sequenced lesion and a scan of this phase"
            remedy = "Nothing firm can come of so few; fewer folds or no model may be better"
            yield Note("warning", "models", f"{model.lesion} {model.phase}", message, remedy)
    permutations = study.model.permutations
    if tables.images is not None and 0 < permutations < _FEWEST_PERMUTATIONS:
        message = (
            f"{permutations} permutations: no p-value can be below {1 / (permutations + 1):.2g}"
        )
        yield Note("warning", "models", "model.permutations", message, "Give 1000 for a final run")


def check_clinical(study: Study, tables: StudyTables) -> Iterator[Note]:
    """Clinical columns that are missing, and survival that cannot be analysed."""
    patients = tables.patients
    if patients is None:
        if study.group_variables and study.patients is None:
            message = "are named, but there is no patients table"
            yield Note("error", "groups", "group_variables", message, "Name the table 'patients'")
        if study.added_value.columns and study.patients is None:
            message = "columns are named, but there is no patients table"
            yield Note("error", "models", "added_value", message, "Name the table 'patients'")
        return
    yield from _check_group_variables(study, patients)
    yield from _check_added_value(study, patients)
    yield from _check_survival(patients)


def _check_group_variables(study: Study, patients: pd.DataFrame) -> Iterator[Note]:
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
        elif name in NOT_COMPARED:
            message = f"'{name}' is no clinical variable: identifiers and survival are not compared"
            yield Note("error", "groups", "group_variables", message, "Leave it out")
        elif reason := why_not_compared(name, patients[name]):
            remedy = "Give days, years or a few groups in a column of its own, or leave it out"
            yield Note("error", "groups", "group_variables", f"'{name}' {reason}", remedy)
    for name in compared_variables(patients, study.group_variables, NOT_COMPARED):
        alike = spelled_alike(patients[name]) if name in columns else []
        if alike:
            listed = ", ".join(f"'{one}' and '{other}'" for one, other in alike[:SHOWN])
            message = f"'{name}' holds {listed}, which are groups of their own"
            yield Note("warning", "groups", "patients", message, "Write each group in one way")
        if name in columns and len(patients) > 1 and patients[name].nunique() < 2:
            known = patients[name].dropna()
            held = f"is {known.iloc[0]} wherever it is known" if len(known) else "is empty"
            message = f"'{name}' {held}: there is nothing to compare between groups"
            level: Level = "info" if study.group_variables is None else "warning"
            yield Note(level, "groups", "patients", message, "Fill it in, or leave it out")
    if study.group_variables is not None:
        return
    for name in columns:
        reason = None if name in NOT_COMPARED else why_not_compared(name, patients[name])
        if reason:
            message = f"'{name}' {reason}: it is not compared between groups"
            remedy = "Give days, years or a few groups in a column of its own, if it is to be"
            yield Note("warning", "groups", "patients", message, remedy)


def _check_added_value(study: Study, patients: pd.DataFrame) -> Iterator[Note]:
    """Clinical columns that images are set beside and that are not there, or tell the outcome."""
    columns = list(map(str, patients.columns))
    for name in study.added_value.columns or []:
        subject = "added_value.columns"
        if name not in columns:
            message = f"the patients table has no column '{name}'"
            remedy = f"{_meant(name, columns)}It has: {', '.join(columns)}"
            yield Note("error", "models", subject, message, remedy)
        elif name in NOT_COMPARED:
            message = f"'{name}' is no clinical column that predicts: identifier or survival"
            yield Note("error", "models", subject, message, "Leave it out")
        elif patients[name].isna().any():
            missing = int(patients[name].isna().sum())
            message = f"'{name}' is empty for {missing} of {len(patients)} patients"
            remedy = "They are left out of what the images add"
            yield Note("warning", "models", subject, message, remedy)
    if study.added_value.columns and study.model.outer < 3:
        message = (
            f"what the images add needs at least 3 outer folds, and there are {study.model.outer}"
        )
        yield Note("error", "models", "model.outer", message, "Write 3 or more")


def _check_survival(patients: pd.DataFrame) -> Iterator[Note]:
    columns = list(map(str, patients.columns))
    for name in ("os_days", "os_event"):
        if name not in columns:
            yield Note(
                "warning",
                "survival",
                "patients",
                f"no column '{name}': survival is not analysed",
                f"{_meant(name, columns)}It has: {', '.join(columns)}",
            )
        elif patients[name].isna().any():
            missing = int(patients[name].isna().sum())
            message = f"'{name}' is empty for {missing} of {len(patients)} patients"
            yield Note("warning", "survival", "patients", message, "They are left out of survival")
    if not {"os_days", "os_event"} <= set(columns):
        return
    known = patients.dropna(subset=["os_days", "os_event"])
    if len(known) and not known["os_event"].any():
        message = "'os_event' is 0 for every patient: nobody has died, and no survival is compared"
        remedy = "1 is a death, 0 alive at last contact; exchange them if they are the other way"
        yield Note("warning", "survival", "patients", message, remedy)
    if len(known) >= _FEW_PATIENTS and known["os_days"].max() <= _DAYS_OF_MONTHS:
        message = (
            f"'os_days' is at most {known['os_days'].max():g}: days are expected, and these may be "
            "months"
        )
        yield Note("warning", "survival", "patients", message, "Multiply months by 30.44")

    if len(known) and known["os_days"].max() > _LONGEST_DAYS:
        line = int(str(known["os_days"].idxmax())) + 2
        message = (
            f"line {line}: 'os_days' is {known['os_days'].max():g}, more than 100 years; expected "
            "days from the start to death or last contact"
        )
        remedy = "A spreadsheet's dates are days since 1900: subtract the day of the start"
        yield Note("warning", "survival", "patients", message, remedy)


def check_output(study: Study, tables: StudyTables) -> Iterator[Note]:
    """A folder of results that is a file, or holds what is not a run's to write over."""
    out = study.resolve(study.out).resolve()
    if out.exists() and not out.is_dir():
        message = f"'{study.out}' is a file; expected a folder, or a name that is free"
        yield Note("error", "tables", "out", message, "Name another folder")
        return
    if fault := why_not_writable(out):
        message = f"'{study.out}' cannot be written: {fault}"
        yield Note("error", "tables", "out", message, "Name a folder that can be written")
        return
    over_own = False
    own = [study.samples, study.images, study.patients, study.germline, study.targets]
    for path in own:
        if path is None:
            continue
        inside = study.resolve(path).resolve()
        if inside.is_relative_to(out / "tables") or inside.is_relative_to(out / "figures"):
            message = (
                f"'{study.out}' would write over {path.name}, which lies in its folder "
                f"'{inside.parent.name}'; expected a folder of its own for the results"
            )
            yield Note("error", "tables", "out", message, "Name another folder, such as results")
            over_own = True
    if over_own:
        return
    foreign = foreign_results(out)
    if foreign:
        message = (
            f"'{study.out}' holds {', '.join(foreign)} that no run of radiotmb has written, and a "
            "run would write over them; expected an empty folder, or one of an earlier run"
        )
        yield Note("error", "tables", "out", message, "Name an empty folder, or one that is free")
        return
    others = unrecorded_files(out)
    if others:
        message = (
            f"{some_of(others)} in '{study.out}': not recorded by any run of radiotmb, so it stays "
            "unless this run writes a table of that name"
        )
        remedy = "Move what is yours to a folder of your own, and remove what is left over"
        yield Note("warning", "tables", "out", message, remedy)


CHECKS: tuple[Callable[[Study, StudyTables], Iterator[Note]], ...] = (
    check_tables,
    check_lesions,
    check_files,
    check_repeated_files,
    check_resources,
    check_variant_files,
    check_scan_files,
    check_phases,
    check_models,
    check_centres,
    check_clinical,
    check_output,
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


def _nearest_file(folder: Path, entry: str) -> str:
    """The file that was probably meant by one that is not there."""
    path = folder / entry
    if path.exists() or not path.parent.is_dir():
        return ""
    like = nearest(path.name, sorted(os.listdir(path.parent))[:_LISTED])
    return f"; did you mean '{Path(entry).parent / like}'?" if like else ""


def _meant(name: str, known: list[str]) -> str:
    like = nearest(name, known)
    return f"Did you mean '{like}'? " if like else ""
