"""What can be wrong with clinical columns: those compared, those set beside images, survival."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from radiotmb.inputs.column_names import did_you_mean
from radiotmb.runtime.notes import Level, Note
from radiotmb.study.file_checks import SHOWN
from radiotmb.study.group_comparisons import NOT_COMPARED
from radiotmb.study.group_variables import compared_variables, spelled_alike, why_not_compared
from radiotmb.study.study_file import Study
from radiotmb.study.study_run import StudyTables

_LONGEST_DAYS = 36_525
# Months of ten years: nobody's longest follow-up in days; of fewer patients it may be.
_DAYS_OF_MONTHS = 120
_ENOUGH_TO_TELL = 10


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
                f"{did_you_mean(name, columns)}It has: {', '.join(columns)}",
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
            remedy = f"{did_you_mean(name, columns)}It has: {', '.join(columns)}"
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
                f"{did_you_mean(name, columns)}It has: {', '.join(columns)}",
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
    if len(known) >= _ENOUGH_TO_TELL and known["os_days"].max() <= _DAYS_OF_MONTHS:
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
