"""What a reader must know before using a number: defaults taken, analyses skipped."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Column, Note, Section, Table, Text
from radiotmb.report.study_output import StudyOutput

_COLUMNS = {
    "level": Column("Level"),
    "stage": Column("Stage"),
    "subject": Column("About"),
    "message": Column("Note"),
    "remedy": Column("What to do"),
}


def notes(output: StudyOutput) -> Section:
    """The notes of the run as a table, warnings first, or a sentence that there is none."""
    found = pd.DataFrame(output.result("notes", default=[]), columns=list(_COLUMNS))
    if found.empty:
        return Section("notes", "Notes", [Text("The run left no note.")])
    found = _said_once(found.sort_values("level", ascending=False, kind="stable"))
    warnings = int((found["level"] == "warning").sum())
    text = f"The run left {wording.plural(len(found), 'note')}, {warnings} of them "
    text += "a warning." if warnings == 1 else "warnings."
    return Section(
        "notes", "Notes", [Note(text), Table("notes", "Notes of the run", found, _COLUMNS)]
    )


def _said_once(notes: pd.DataFrame) -> pd.DataFrame:
    """One row for what several subjects have in common, with all of them named."""
    same = [name for name in _COLUMNS if name != "subject"]
    subjects = notes.groupby(same, sort=False, dropna=False)["subject"].agg(
        lambda group: wording.listed_some(list(dict.fromkeys(filter(None, group.astype(str)))))
    )
    return subjects.reset_index()[list(_COLUMNS)]
