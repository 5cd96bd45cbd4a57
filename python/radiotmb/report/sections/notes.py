"""What a reader must know before the results: everything skipped, defaulted or read otherwise."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Note, Section, Table, Text
from radiotmb.report.study_output import StudyOutput

COLUMNS = ("level", "stage", "subject", "message", "remedy")


def notes(output: StudyOutput) -> Section:
    """The table of notes, warnings first, or a sentence that there is none."""
    found = output.result("notes", default=[])
    if not found:
        return Section("notes", "Notes", [Text("Nothing was skipped, dropped or defaulted.")])
    table = pd.DataFrame(found).reindex(columns=list(COLUMNS)).fillna("")
    warnings = table["level"] == "warning"
    ordered = pd.concat([table[warnings], table[~warnings]], ignore_index=True)
    count = int(warnings.sum())
    blocks: list[Note | Table | Text] = [Table("notes", "Notes", ordered)]
    if count:
        text = f"{wording.plural(count, 'warning')}: read them before the numbers below."
        blocks.insert(0, Note(text))
    return Section("notes", "Notes", blocks)
