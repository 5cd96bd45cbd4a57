"""Who was studied, and how the groups compare."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Note, Section, Table, Text, file_name
from radiotmb.report.sections import forms
from radiotmb.report.sections.background import background, missing_scans
from radiotmb.report.sections.summary import cohort_sentence, fitted_models, name_of_model
from radiotmb.report.sections.table_one import table_one, tables_by_comparison
from radiotmb.report.study_output import StudyOutput

_KNOWN = ("comparison", "variable", "level", "test", "rule", "statistic", "p_value")


def cohort(output: StudyOutput) -> Section:
    """The counts and a group table for each comparison."""
    blocks: list[Block] = [Text(cohort_sentence(output))]
    scans = [f"{m.get('n')} {name_of_model(m)}" for m in fitted_models(output)]
    if scans:
        blocks.append(Text(f"Scans that could be modelled: {wording.listed_some(scans)}."))
    blocks += missing_scans(output)
    first = table_one(output)
    if first:
        return Section("cohort", "Cohort", blocks + first)
    blocks += background(output)
    groups = output.table("groups")
    if groups is None:
        reason = output.result("groups", "skipped", default="the study has no group table")
        blocks.append(Note(f"No clinical variables were compared: {reason}."))
        return Section("cohort", "Cohort", blocks)
    return Section("cohort", "Cohort", blocks + tables_by_comparison(groups, _group_table))


def _group_table(comparison: str, groups: pd.DataFrame, first: bool) -> Table:
    """One comparison's table; the columns of the other comparisons' groups are empty here."""
    levels = [name for name in groups if name not in _KNOWN and groups[name].notna().any()]
    columns = {
        "variable": Column("Variable", wording.variable),
        "level": Column("Level"),
        **{str(name): Column(str(name).capitalize()) for name in levels},
        "test": forms.TEST,
        "rule": Column("Chosen because"),
        "statistic": forms.STATISTIC,
        "p_value": forms.P_VALUE,
    }
    return Table(
        file_name("groups", comparison),
        f"Clinical variables by {comparison}",
        groups[list(columns)],
        columns,
        "Patients and percent, or median and range. No correction for the number of tests.",
        folded=not first,
    )
