"""The reporting checklists of the field."""

from __future__ import annotations

from functools import partial

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Section, Table, Text
from radiotmb.report.checklist_answers import checklist_answers
from radiotmb.report.checklists import NAMES, read_checklist
from radiotmb.report.study_output import StudyOutput

_COLUMNS = {
    "number": Column("No."),
    "section": Column("Section"),
    "item": Column("Item"),
    "weight": Column("Weight", partial(wording.number, digits=4)),
    "answer": Column("From this study's records"),
}


def checklists(output: StudyOutput) -> Section:
    """CLEAR, METRICS and TRIPOD+AI; what software cannot answer is left open."""
    answers = checklist_answers(output)
    blocks: list[Block] = [
        Text(
            "Items that the records of this run answer are filled in; those marked open are for "
            "the authors. An answer here says what was done, not that it was the right thing."
        )
    ]
    for name in NAMES:
        checklist = read_checklist(name, answers)
        count, total = checklist.answered, len(checklist.items)
        blocks.append(
            Table(
                f"checklist_{name}",
                f"{checklist.name}: {count} of {total} items answered",
                checklist.items.fillna({"answer": "open"}),
                _COLUMNS,
                f"{checklist.title}. {wording.sentence(checklist.source)} "
                f"{wording.sentence(checklist.note)}".strip(),
                folded=True,
            )
        )
    return Section("checklists", "Reporting checklists", blocks)
