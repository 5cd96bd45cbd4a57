"""Overall survival by discordance and by the four cells."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import (
    Block,
    Column,
    Figure,
    Heading,
    Note,
    Section,
    Table,
    Text,
    file_name,
)
from radiotmb.report.figures.hazard_ratios import draw_hazard_ratios, estimable
from radiotmb.report.figures.survival import draw_survival
from radiotmb.report.sections import forms
from radiotmb.report.sections.predicted_survival import predicted_survival
from radiotmb.report.sections.summary import (
    logrank,
    main_comparison,
    survival_sentence,
    time_label,
)
from radiotmb.report.study_output import StudyOutput

TITLES = {
    "concordance": "Discordant against concordant patients",
    "cells": "By the status of both lesions",
    "direction": "Concordant, high only in the primary, high only in the metastasis",
    "primary status": "High against low primaries",
    "metastasis status": "High against low metastases",
}
_TABLES = {
    "survival_tests": (
        "Tests",
        {
            "test": forms.TEST, "statistic": forms.STATISTIC, "df": Column("df", forms.WHOLE),
            "p_value": forms.P_VALUE, "note": forms.NOTE,
        },
    ),
    "hazard_ratios": (
        "Hazard ratios (Cox)",
        {
            "group": Column("Group"), "reference": Column("Reference"),
            "hazard_ratio": Column("Hazard ratio", forms.TWO), "interval": forms.ci(),
            "p_value": forms.P_VALUE,
        },
    ),
    "survival_medians": (
        "Median survival",
        {
            "group": Column("Group"), "n": Column("n", forms.WHOLE),
            "events": Column("Deaths", forms.WHOLE),
            "median": Column("Median, days", forms.WHOLE, missing="not reached"),
            "interval": Column("95% CI", forms.reached_between, of=("lower", "upper")),
        },
    ),
}  # fmt: skip

_FOLLOW_UP = {
    "method": Column("Follow-up as"),
    "n": Column("n", forms.WHOLE),
    "median": Column("Median, days", forms.WHOLE, missing="not reached"),
    "interval": Column("95% CI", forms.reached_between, of=("lower", "upper")),
    "range": forms.ci("minimum", "maximum", digits=0, heading="Range, days"),
}


def survival(output: StudyOutput) -> Section:
    """Curves, tests, hazard ratios and medians of every comparison."""
    title = "Survival"
    blocks: list[Block]
    curves = output.table("survival")
    if curves is None:
        blocks = [Note(survival_sentence(output)), *predicted_survival(output)]
        return Section("survival", title, blocks)
    blocks = [Text(survival_sentence(output)), *_follow_up(output)]
    for name, found in output.result("survival", default={}).items():
        if isinstance(found, dict) and found.get("skipped"):
            blocks.append(Note(wording.sentence(f"{TITLES.get(name, name)}: {found['skipped']}")))
    for comparison, part in curves.groupby("comparison", sort=False):
        blocks += _comparison(output, str(comparison), part)
    blocks += _hazard_ratios(output)
    return Section("survival", title, blocks + predicted_survival(output))


def _hazard_ratios(output: StudyOutput) -> list[Block]:
    ratios = output.table("hazard_ratios")
    if ratios is None or (rows := estimable(ratios)).empty:
        return []
    left_out = len(ratios) - len(rows)
    without = f" {wording.plural(left_out, 'comparison')} without a finite ratio left out."
    return [
        Figure(
            "hazard_ratios",
            "Hazard ratios of all comparisons",
            "Cox models of one comparison each; on the dashed line the groups die at one rate."
            + (without if left_out else ""),
            f"Forest plot of {len(rows)} hazard ratios with 95% intervals.",
            lambda: draw_hazard_ratios(ratios),
            rows,
        )
    ]


def _follow_up(output: StudyOutput) -> list[Block]:
    """Days observed beside reverse Kaplan-Meier: reports call either of them follow-up."""
    table = output.table("follow_up")
    if table is None:
        return []
    caption = (
        "Reverse Kaplan-Meier takes a death as a follow-up cut short, so that its median is the "
        "longer of the two. Days observed describe these patients and have no interval; the "
        "published median is one of days observed."
    )
    return [Table("follow_up", "Follow-up", table, _FOLLOW_UP, caption)]


def _comparison(output: StudyOutput, comparison: str, curves: pd.DataFrame) -> list[Block]:
    heading = TITLES.get(comparison, comparison.replace("_", " ").capitalize())
    p = logrank(output, comparison)
    p_text = "" if p is None else f"log-rank {wording.p_sentence(p)}"
    groups = list(dict.fromkeys(curves["group"]))
    folded = comparison != main_comparison(output)
    flags = output.result("survival", comparison, "flags", default=[])
    blocks: list[Block] = [Heading(heading), *[Note(wording.sentence(str(flag))) for flag in flags]]
    blocks.append(
        Figure(
            file_name("survival", comparison),
            "Overall survival",
            "Kaplan-Meier estimate; ticks mark censored patients, bands are 95% intervals"
            + (", the wider the fewer patients a group has." if len(groups) > 2 else "."),
            f"Kaplan-Meier curves of {wording.listed(groups)}. {p_text}".strip(),
            lambda: draw_survival(curves, p_text, time_label(output)),
            curves,
        )
    )
    for name, (title, columns) in _TABLES.items():
        table = output.table(name)
        if table is None or not (table["comparison"] == comparison).any():
            continue
        part = table[table["comparison"] == comparison].drop(columns="comparison")
        blocks.append(Table(file_name(name, comparison), title, part, columns, folded=folded))
    return blocks
