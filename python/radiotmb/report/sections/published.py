"""The published numbers beside the study's, their likelihood by chance, and their arithmetic."""

from __future__ import annotations

from functools import partial

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Note, Section, Table
from radiotmb.report.figures.published import comparable, draw_published
from radiotmb.report.sections import forms
from radiotmb.report.sections.evidence import evidence
from radiotmb.report.study_output import StudyOutput

# Counts, shares and means stand in one column.
_ANY = partial(wording.number, digits=3)
_COLUMNS = {
    "quantity": Column("Quantity"),
    "published": Column("Published", _ANY),
    "published_interval": forms.ci(
        "published_lower", "published_upper", digits=3, missing=wording.MISSING
    ),
    "study": Column("This study", _ANY),
    "study_interval": forms.ci("study_lower", "study_upper", digits=3, missing=wording.MISSING),
    "p_difference": Column("p, difference", forms.P_VALUE.form),
    "note": forms.NOTE,
}
_AUDIT = {
    "claim": Column("Claim", of=("quantity",)),
    "method": Column("Checked by"),
    "published": Column("Published"),
    "recomputed": Column("Recomputed"),
    "verdict": Column("Verdict"),
    "assumption": Column("Assuming, or possible with"),
    "sentence": Column("Finding"),
}


def published(output: StudyOutput) -> Section:
    """The forest plot, the comparison, the evidence and the audit."""
    title = "Beside the published study"
    comparison, audit = output.table("published"), output.table("audit")
    blocks: list[Block] = []
    if comparison is None:
        text = "The study was not compared with the published numbers"
        reason = output.result("published", "skipped")
        blocks.append(Note(f"{text}: {reason}." if reason else f"{text}."))
    else:
        blocks += _comparison(comparison)
    blocks += evidence(output)
    if audit is not None:
        blocks.append(
            Table(
                "audit", "The published numbers checked by arithmetic", audit, _AUDIT,
                "Hoshino I, et al. Cancer Sci 2022;113:229-239, doi 10.1111/cas.15173.",
                folded=comparison is not None,
            )
        )  # fmt: skip
    return Section("published", title, blocks)


def _comparison(comparison: pd.DataFrame) -> list[Block]:
    blocks: list[Block] = []
    rows = comparable(comparison)
    if len(rows):
        blocks.append(
            Figure(
                "published",
                "Published estimates and this study's",
                "Shares and AUCs with 95% intervals where they exist. Quantities "
                "on other scales are in the table.",
                f"Forest plot of {len(rows)} published quantities beside this study's.",
                lambda: draw_published(comparison),
                rows,
            )
        )
    blocks.append(Table("published", "Published and this study", comparison, _COLUMNS))
    return blocks
