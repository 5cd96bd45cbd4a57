"""Check a study before it is run: everything that can be known without an hour of work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from radiotmb.errors import InputError
from radiotmb.inputs.tables import read_table
from radiotmb.runtime.notes import Note, add_notes, collect_notes, notes_table
from radiotmb.runtime.to_html import result_html
from radiotmb.study.checks import CHECKS
from radiotmb.study.expected_cost import expected_cost
from radiotmb.study.model_checks import ExpectedModel, expected_models
from radiotmb.study.phases import with_phases
from radiotmb.study.study_error import StudyError, note_of_error
from radiotmb.study.study_file import Study, read_study
from radiotmb.study.study_run import StudyTables


@dataclass(frozen=True)
class StudyCheck:
    """What a check has found.

    Attributes
    ----------
    notes : tuple of Note
        ``error``: the study cannot be run as it is; ``warning`` and ``info``: what a person should
        know before running it.
    models : pandas.DataFrame
        lesion, phase, patients: what would be modelled with how many patients.
    expected : pandas.DataFrame
        stage, tasks, seconds, memory_mb: roughly what the run will take.

    Examples
    --------
    >>> StudyCheck((), pd.DataFrame(), pd.DataFrame()).status
    0
    """

    notes: tuple[Note, ...]
    models: pd.DataFrame
    expected: pd.DataFrame

    @property
    def status(self) -> int:
        """0: nothing to say; 1: notes; 2: errors."""
        if any(note.level == "error" for note in self.notes):
            return 2
        return 1 if self.notes else 0

    @property
    def notes_table(self) -> pd.DataFrame:
        """The notes as a table: level, stage, subject, message, remedy."""
        return notes_table(self.notes)

    def _repr_html_(self) -> str:
        words = {0: "nothing to say", 1: "can be run, with notes", 2: "cannot be run as it is"}
        tables = {"Models": self.models, "Roughly expected": self.expected}
        notes = [f"{note.level}: {note}" for note in self.notes]
        return result_html(f"Check of a study: {words[self.status]}", (), tables, notes)

    def as_dict(self) -> dict[str, Any]:
        """The check as plain data: status, notes, models, expected."""
        return {
            "status": self.status,
            "notes": [note.as_dict() for note in self.notes],
            "models": self.models.to_dict("records"),
            "expected": self.expected.to_dict("records"),
        }


def check_study(
    study_file: str | Path, *, workers: int = 1, allow_outside: bool | None = None
) -> StudyCheck:
    """Check a study file, its tables and the files they name.

    Parameters
    ----------
    study_file : path
    workers : int
        Local processes of the run whose time and memory are to be expected.
    allow_outside : bool, optional
        As in :func:`radiotmb.study.run.run_study`.

    Returns
    -------
    StudyCheck

    Raises
    ------
    StudyError
        Where the study file itself cannot be read; what is wrong with a table is a note.

    Examples
    --------
    >>> import tempfile
    >>> from radiotmb.study.new_study import new_study
    >>> check = check_study(new_study(tempfile.mkdtemp()).study_file)
    >>> check.status, check.notes_table["subject"][0]
    (2, 'samples.csv')
    """
    study = read_study(study_file)
    if allow_outside is not None:
        study = study.model_copy(update={"allow_outside": allow_outside})
    with collect_notes(printing=False) as notes:
        tables = _readable_tables(study, notes)
        if tables is not None:
            study = with_phases(study, tables.images)
            add_notes(notes_on_study(study, tables))
    models = [] if tables is None else expected_models(study, tables)
    cost = (
        pd.DataFrame(columns=["stage", "tasks", "seconds", "memory_mb"])
        if tables is None
        else expected_cost(study, tables, models, workers)
    )
    return StudyCheck(tuple(notes), pd.DataFrame(models, columns=list(ExpectedModel._fields)), cost)


def notes_on_study(study: Study, tables: StudyTables) -> list[Note]:
    """The notes of every check, errors first.

    Parameters
    ----------
    study : Study
    tables : StudyTables
        The input tables, as read.
    """
    found = [note for check in CHECKS for note in check(study, tables)]
    return sorted(found, key=lambda note: ("error", "warning", "info").index(note.level))


def refuse_errors(notes: list[Note], study_file: str | Path) -> None:
    """Raise the errors among some notes as one.

    Raises
    ------
    StudyError
        Its ``notes`` are the errors one by one.
    """
    if any(note.level == "error" for note in notes):
        raise StudyError.of_notes(notes, study_file)


def _readable_tables(study: Study, notes: list[Note]) -> StudyTables | None:
    """The input tables; what is wrong with one is a note, and without samples there is nothing."""
    read: dict[str, pd.DataFrame] = {}
    for name in ("samples", "images", "patients"):
        path: Path | None = getattr(study, name)
        if path is None:
            continue
        try:
            read[name] = read_table(study.resolve(path), name, allow_outside=study.allow_outside)
        except InputError as error:
            remedy = f"Correct the file, or the entry '{name}' of the study file"
            notes.append(note_of_error(error, "tables", name, remedy))
    if "samples" not in read:
        return None
    return StudyTables(read["samples"], read.get("images"), read.get("patients"))
