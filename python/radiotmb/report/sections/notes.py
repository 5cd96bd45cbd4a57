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
    found = found.sort_values("level", ascending=False, kind="stable", ignore_index=True)
    warnings = int((found["level"] == "warning").sum())
    text = f"The run left {wording.plural(len(found), 'note')}, {warnings} of them "
    text += "a warning." if warnings == 1 else "warnings."
    return Section(
        "notes", "Notes", [Note(text), Table("notes", "Notes of the run", found, _COLUMNS)]
    )
