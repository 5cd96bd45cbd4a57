"""Overall survival by what the models predict, beside the sequenced groups."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Heading, Note, Table, Text, file_name
from radiotmb.report.drawn_models import drawn_words, of_drawn_models
from radiotmb.report.figures.predicted_survival import draw_predicted_survival
from radiotmb.report.sections import forms
from radiotmb.report.sections.summary import time_label
from radiotmb.report.study_output import StudyOutput

ORIGINS = {
    "sequenced": "sequenced",
    "predicted": "predicted, cutoff of the same patients (optimistic)",
    "corrected": "predicted, cutoffs of the other folds",
}
_TESTS = {
    "groups": Column("Groups"),
    "origin": Column("Groups from"),
    "group_sizes": Column("Patients (deaths)"),
    "p_value": Column("p, log-rank", wording.p_value),
    "p_permutation": Column("p, permutation", wording.p_value),
    "hazard_ratio": Column("Hazard ratio", forms.TWO),
    "interval": forms.ci(),
    "note": forms.NOTE,
}


def predicted_survival(output: StudyOutput) -> list[Block]:
    """The optimism said, one table of all comparisons, and curves of each."""
    blocks: list[Block] = [Heading("Survival by predicted status and predicted concordance")]
    tests, curves = output.table("predicted_survival_tests"), output.table("predicted_survival")
    if tests is None or curves is None:
        reason = output.result("predicted_survival", "skipped", default="no model has predictions")
        return [*blocks, Note(wording.sentence(f"Not compared: {reason}"))]
    optimism = output.result("predicted_survival", "optimism", default="")
    blocks.append(Text(wording.sentence(str(optimism))))
    blocks.append(
        Table(
            "predicted_survival_tests",
            "Survival by predicted and by sequenced groups",
            _in_words(tests),
            _TESTS,
            "The same patients in each three rows: those with a prediction. Hazard ratios (Cox) "
            "of high over low, of discordant over concordant."
            + drawn_words(output, "predicted_survival"),
        )
    )
    # The published study judged discordance by its pair of phases: it comes first.
    order = sorted(
        of_drawn_models(output, curves).groupby(["comparison", "lesion", "phase"], sort=False),
        key=lambda entry: entry[0][0] != "concordance",
    )
    for (comparison, lesion, phase), part in order:
        rows = tests[(tests["lesion"] == lesion) & (tests["phase"] == phase)]
        name = _name(str(comparison), str(lesion), str(phase))
        file = file_name("predicted_survival", str(comparison), str(lesion), str(phase))
        blocks.append(_figure(name, file, part, rows, time_label(output)))
    return blocks


def _name(comparison: str, lesion: str, phase: str) -> str:
    if comparison == "concordance":
        return f"concordance ({phase.replace(', ', ' and ')})"
    return f"status of the {lesion} ({phase})"


def _in_words(tests: pd.DataFrame) -> pd.DataFrame:
    """The rows with the names of their groups in words and both groups' sizes in one column."""
    keys = tests[["comparison", "lesion", "phase"]].astype(str).itertuples(index=False)
    shown = tests.copy()
    shown.insert(0, "groups", [_name(*key).capitalize() for key in keys])
    shown.insert(1, "origin", tests["groups_from"].map(ORIGINS))
    shown.insert(2, "group_sizes", [_sizes(row) for _, row in tests.iterrows()])
    return shown


def _sizes(row: pd.Series) -> str:
    if "group_n" not in row or pd.isna(row["group_n"]):
        return wording.MISSING
    return (
        f"{row['group_n']:.0f} {row['group']} ({row['group_deaths']:.0f}), "
        f"{row['reference_n']:.0f} {row['reference']} ({row['reference_deaths']:.0f})"
    )


def _figure(name: str, file: str, curves: pd.DataFrame, tests: pd.DataFrame, time: str) -> Figure:
    p_values = {
        str(row["groups_from"]): wording.p_sentence(row["p_value"])
        for _, row in tests.iterrows()
        if pd.notna(row["p_value"])
    }
    each = [f"{ORIGINS[origin]} {text}" for origin, text in p_values.items()]
    return Figure(
        file,
        f"Overall survival by predicted {name}",
        "Kaplan-Meier estimates with 95% intervals of the same patients, grouped by sequencing, by "
        "the prediction at the cutoff of the same patients, and at the cutoffs of the other folds; "
        "ticks mark censored patients.",
        f"Kaplan-Meier curves by {name}; log-rank: {wording.listed(each) or 'no test'}.",
        lambda: draw_predicted_survival(curves, p_values, time),
        curves,
    )
