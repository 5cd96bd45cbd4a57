"""The published numbers beside the study's, their likelihood by chance, and their arithmetic."""

from __future__ import annotations

from functools import cache

import pandas as pd

from radiotmb.inputs.extdata import extdata
from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Note, Section, Table
from radiotmb.report.figures.published import comparable, draw_published
from radiotmb.report.sections import forms
from radiotmb.report.sections.evidence import evidence
from radiotmb.report.study_output import StudyOutput

_SHARE = "% of patients"


def _estimate(value: object, unit: object) -> str:
    """Counts, shares, p-values and means stand in one column, each as its unit is printed."""
    if wording.is_missing(value):
        return wording.MISSING
    if unit == _SHARE:
        return wording.percent(value)
    if unit == "p":
        return wording.p_value(value)
    return wording.number(value, 3 if unit == "AUC" else 2)


def _interval(lower: object, upper: object, unit: object) -> str:
    if wording.is_missing(lower) or wording.is_missing(upper):
        return wording.MISSING
    if unit == _SHARE:
        return f"{wording.percent(lower)}\u00a0to\u00a0{wording.percent(upper)}"
    return wording.interval(lower, upper, 3 if unit == "AUC" else 2)


_COLUMNS = {
    "quantity": Column("Quantity"),
    "unit": Column("Unit"),
    "published": Column("Published", _estimate, of=("published", "unit")),
    "published_interval": Column(
        "95% CI", _interval, of=("published_lower", "published_upper", "unit")
    ),
    "study": Column("This study", _estimate, of=("study", "unit")),
    "study_interval": Column("95% CI", _interval, of=("study_lower", "study_upper", "unit")),
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
    caption = (
        "Counts of patients are compared as shares with exact intervals; a mean without a "
        "published spread, an extreme and a p-value have none. AUCs are those of the averaged "
        "output, as published; their intervals leave out that another cohort would have given "
        "other models."
    )
    blocks.append(
        Table("published", "Published and this study", with_units(comparison), _COLUMNS, caption)
    )
    return blocks


def with_units(comparison: pd.DataFrame) -> pd.DataFrame:
    """The comparison with a column ``unit``, without percentages that repeat a count above them."""
    known = _units()
    shares = comparison["note"].astype(str).str.contains(r"^\d+ of \d+", regex=True)
    units = [
        _SHARE if share or known.get(str(one)) == "proportion" else known.get(str(one), "")
        for one, share in zip(comparison["id"], shares, strict=True)
    ]
    found = comparison.assign(unit=units)
    counted = set(found.loc[shares, "quantity"])
    repeats = (found["unit"] == "%") & found["quantity"].isin(counted)
    return found[~repeats].reset_index(drop=True)


@cache
def _units() -> dict[str, str]:
    """The unit of each published quantity, by its identifier."""
    claims = pd.read_csv(extdata("published.csv"), usecols=["id", "unit"], dtype=str)
    return dict(zip(claims["id"], claims["unit"].fillna(""), strict=True))
