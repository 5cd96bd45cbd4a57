"""Optimism of the cutoff: measured on the patients it was chosen on, and on held-out ones."""

from __future__ import annotations

import pandas as pd

from radiotmb.report.blocks import Block, Column, Table
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

_COLUMNS = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "youden": Column("J, apparent", forms.TWO),
    "youden_corrected": Column("J, corrected", forms.TWO),
    "youden_optimism": Column("Optimism", forms.TWO),
}


def optimism(output: StudyOutput) -> list[Block]:
    """A row a phase: both ways of judging the cutoff, and their difference."""
    measures = output.table("measures")
    if measures is None or "youden_optimism" not in set(measures["measure"]):
        return []
    wanted = measures[measures["measure"].isin(set(_COLUMNS))]
    wide = wanted.pivot_table(
        index=["lesion", "phase"], columns="measure", values="estimate", sort=False
    ).reset_index()
    return [
        Table(
            "optimism", "Optimism of the cutoff", _in_order(wide), _COLUMNS,
            "J is the Youden index, sensitivity + specificity - 1. Apparent: the cutoff was chosen "
            "on the patients it is judged on. Corrected: each patient is judged by the cutoff that "
            "the patients of the other folds give. Optimism is the difference of the two J. None "
            "of the three has an interval of its own: that of the whole chain, where it was run, "
            "is in the next table.",
        )
    ]  # fmt: skip


def _in_order(wide: pd.DataFrame) -> pd.DataFrame:
    first = [name for name in _COLUMNS if name in wide]
    return wide[first + [name for name in wide if name not in first]]
