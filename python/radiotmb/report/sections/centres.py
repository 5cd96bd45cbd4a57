"""Several centres: the AUC in each by a model of the others, their summary, what a leak claims.

Shown where the study knows the patients' centres.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from radiotmb.report.blocks import Block, Column, Figure, Heading, Table
from radiotmb.report.drawn_models import drawn_words, of_drawn_models
from radiotmb.report.figures.centres import draw_centres
from radiotmb.report.sections import forms
from radiotmb.report.sections.remarks import remarks
from radiotmb.report.sections.summary import fitted_models
from radiotmb.report.study_output import StudyOutput

_CENTRES = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "centre": Column("Centre"),
    "n": Column("n", forms.WHOLE),
    "n_positive": Column("High", forms.WHOLE),
    "auc": Column("AUC", forms.THREE),
    "interval_of_area": forms.ci(digits=3),
    "weight": Column("Weight", forms.TWO),
    "note": forms.NOTE,
}
_SUMMARY = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "auc": Column("Mean AUC", forms.THREE),
    "ci": forms.ci("auc_lower", "auc_upper", digits=3),
    "new": forms.ci("prediction_lower", "prediction_upper", digits=3, heading="A new centre, 95%"),
    "tau2": Column("tau2", forms.THREE),
    "i2": Column("I2, %", forms.TWO),
    "folds_auc": Column("AUC of the model's folds", forms.THREE),
    "leaky_auc": Column("AUC claimed by leaking ComBat", forms.THREE),
}


def centres(output: StudyOutput) -> list[Block]:
    """A table and a figure of the centres' AUCs, and a row of summary a model."""
    told = [model for model in fitted_models(output) if model.get("centres")]
    if not told:
        return []
    blocks: list[Block] = [Heading("Centres")]
    said = []
    for model in told:
        found = model["centres"]
        if found.get("skipped"):
            said.append((model, f"no centre was left out: {found['skipped']}"))
        said += [(model, str(flag)) for flag in found.get("flags", [])]
    blocks += remarks(said, "models (centres)")
    areas = output.table("centres")
    if areas is None:
        return blocks
    summary = pd.DataFrame([_row(model) for model in told if not model["centres"].get("skipped")])
    columns = {name: column for name, column in _SUMMARY.items() if name != "leaky_auc"}
    leaks = summary["leaky_auc"].notna().any()
    if leaks:
        columns["leaky_auc"] = _SUMMARY["leaky_auc"]
    drawn = of_drawn_models(output, areas)
    shown = areas.assign(note=areas["note"].fillna("")) if "note" in areas else areas
    return [
        *blocks,
        Table(
            "centres", "Each centre predicted by a model of the others", shown, _CENTRES,
            "Internal-external validation: the whole chain on the patients of the other centres, "
            "then the AUC among this centre's patients with DeLong's interval on the logit scale, "
            "which is valid because the model has seen none of them.",
        ),
        Table(
            "centre_summary", "The AUCs over centres", summary, columns,
            "Random effects on the logit scale: restricted maximum likelihood, the mean's interval "
            "by Hartung and Knapp, the prediction interval of a new centre by t with two degrees "
            "of freedom fewer than AUCs." + (_LEAK if leaks else ""),
        ),
        Figure(
            "centres", "AUCs of the centres, each by a model of the others",
            "One line a centre with its 95% interval, then the mean and the prediction interval of "
            f"a new centre; the dashed line is chance.{drawn_words(output, 'centres')}",
            f"Forest plot of {drawn['auc'].notna().sum()} AUCs of centres.",
            lambda: draw_centres(drawn, output.table("centre_measures")), drawn,
        ),
    ]  # fmt: skip


_LEAK = (
    " Leaking: ComBat learned once from all patients, held-out ones and their statuses included. "
    "That AUC is no estimate of performance; the difference is what the leak would have claimed."
)


def _row(model: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in model["centres"].items() if name != "flags"}
    return {
        "lesion": model["lesion"],
        "phase": model["phase"],
        **said,
        "folds_auc": model["auc"],
    }
