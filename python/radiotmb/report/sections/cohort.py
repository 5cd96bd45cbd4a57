"""Who was studied, and how the groups compare."""

from __future__ import annotations

from radiotmb.report.blocks import Block, Column, Note, Section, Table, Text
from radiotmb.report.sections import forms
from radiotmb.report.sections.summary import cohort_sentence
from radiotmb.report.study_output import StudyOutput

_KNOWN = ("variable", "level", "test", "rule", "statistic", "p_value")


def cohort(output: StudyOutput) -> Section:
    """The counts and the group table."""
    blocks: list[Block] = [Text(cohort_sentence(output))]
    groups = output.table("groups")
    if groups is None:
        blocks.append(Note("No clinical variables were compared: the study has no group table."))
        return Section("cohort", "Cohort", blocks)
    levels = [name for name in groups if name not in _KNOWN]
    columns = {
        "variable": Column("Variable"),
        "level": Column("Level"),
        **{name: Column(str(name).capitalize()) for name in levels},
        "test": forms.TEST,
        "rule": Column("Chosen because"),
        "statistic": forms.STATISTIC,
        "p_value": forms.P_VALUE,
    }
    blocks.append(
        Table(
            "groups",
            "Clinical variables by group",
            groups,
            columns,
            "Counts, or median with range. No correction for the number of tests.",
        )
    )
    return Section("cohort", "Cohort", blocks)
