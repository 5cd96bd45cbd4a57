"""Which features were selected, how stable the selection is, and what they measure."""

from __future__ import annotations

import pandas as pd

from radiotmb.inputs.labels import column_label
from radiotmb.inputs.lesion_roles import roles_of, with_roles_of
from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Table
from radiotmb.report.drawn_models import drawn_words, of_drawn_models
from radiotmb.report.feature_words import describe_feature
from radiotmb.report.figures.feature_heatmap import draw_feature_heatmap
from radiotmb.report.figures.feature_values import SHOWN, draw_feature_values
from radiotmb.report.figures.selected_features import draw_selected_features
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

_SELECTED = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "label": Column("Feature"),
    "share": Column("Selected in", wording.percent),
    "mean_rank": Column("Mean rank", forms.TWO),
    "measures": Column("What it measures"),
    "feature": Column("Name in the tables"),
}
_STABILITY = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "measure": Column("Measure", str.capitalize),
    "estimate": Column("Estimate", forms.THREE),
    "interval": forms.ci(digits=3),
}
_FOLDS = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "repeat": Column("Repeat", forms.WHOLE),
    "fold": Column("Fold", forms.WHOLE),
    "n_train": Column("Trained on", forms.WHOLE),
    "n_test": Column("Held out", forms.WHOLE),
    "kept": Column("After correlation", forms.WHOLE),
    "screened": Column("After screen", forms.WHOLE),
    "selected": Column("Selected", forms.WHOLE),
    "flag": Column("Flag"),
}


def selection(output: StudyOutput) -> list[Block]:
    """The frequencies, the words, the stability and the folds."""
    blocks: list[Block] = []
    selected, stability = output.table("selected"), output.table("stability")
    if selected is not None:
        drawn = of_drawn_models(output, selected)
        blocks += [_figure(output, drawn), *_values(output, drawn), _words(selected)]
    if stability is not None:
        blocks.append(
            Table(
                "stability", "Stability of the selection", stability, _STABILITY,
                "Nogueira's measure: 1 where every fold selects the same features, 0 where they "
                "agree no better than chance.",
            )
        )  # fmt: skip
    folds = output.table("folds")
    if folds is not None:
        blocks.append(Table("folds", "Outer folds", folds, _FOLDS, folded=True))
    return blocks


def _figure(output: StudyOutput, selected: pd.DataFrame) -> Figure:
    return Figure(
        "selected_features",
        "Features that were selected most often",
        "Share of all outer folds and repeats in which the whole selection (correlation filter, "
        "Mann-Whitney screen, recursive elimination), run on the training patients only, kept "
        f"the feature.{drawn_words(output, 'selected')}",
        "Bars of the share of outer folds that selected each feature, the most frequent ones of "
        "each phase.",
        lambda: draw_selected_features(selected),
        selected,
    )


def _values(output: StudyOutput, selected: pd.DataFrame) -> list[Block]:
    """The most frequent features of each phase, patient by patient."""
    values = selected_values(output, selected, most=8)
    if values is None:
        return []
    first = values[values["place"] < SHOWN]
    return [
        Figure(
            "feature_values",
            "Values of the features selected most often, by TMB status",
            f"The {SHOWN} features of each phase that most outer folds selected; a dot is a "
            "patient, the bar the median. They were selected for differing between these patients, "
            "so the difference shown is larger than in new ones."
            + _joined_words(selected, values)
            + drawn_words(output, "features"),
            "Strips of dots by status, a panel for each phase and feature.",
            lambda: draw_feature_values(first),
            first,
        ),
        Figure(
            "feature_heatmap",
            "Selected features of every patient",
            "Rows are the features that most outer folds selected, as standard scores over the "
            "phase's patients (blue below, orange above the mean); columns are patients, low "
            f"before high.{drawn_words(output, 'features')}",
            "Heatmaps of the selected features by patient, one for each phase.",
            lambda: draw_feature_heatmap(values),
            values.pivot(
                index=["lesion", "phase", "patient_id", "status"], columns="feature", values="value"
            ).reset_index(),
        ),
    ]


def _joined_words(selected: pd.DataFrame, values: pd.DataFrame) -> str:
    """That models of several phases are not shown a second time."""
    shown = set(zip(values["lesion"], values["phase"], strict=True))
    both = dict.fromkeys(zip(selected["lesion"], selected["phase"], strict=True))
    missing = [f"{lesion} {phase}" for lesion, phase in both if (lesion, phase) not in shown]
    if not missing:
        return ""
    return f" Features of {wording.listed(missing)} are those of its phases, shown there."


def selected_values(output: StudyOutput, selected: pd.DataFrame, most: int) -> pd.DataFrame | None:
    """The most frequently selected features of each modelled phase in long form.

    Columns: lesion (the role), phase, feature, place (0 is the most frequent), patient_id (and the
    lesion's name where a patient has several), status, value. None where features or true statuses
    are not among the tables, or no feature is one of a single phase (those of joined phases have
    the phase before their name).
    """
    features, averaged = output.table("features"), output.table("averaged")
    if features is None or averaged is None:
        return None
    features = _with_roles(output, features)
    parts = []
    for (lesion, phase), part in selected.groupby(["lesion", "phase"], sort=False):
        ordered = part.sort_values("share", ascending=False, kind="stable")
        names = [name for name in ordered["feature"] if name in features][:most]
        here = features[(features["lesion"] == lesion) & (features["phase"] == phase)]
        truth = averaged[(averaged["lesion"] == lesion) & (averaged["phase"] == phase)]
        several = "lesion_name" in truth and bool(truth["lesion_name"].notna().any())
        keys = ["lesion", "phase", "patient_id"] + (["lesion_name"] if several else [])
        here = here[[*keys, *names]].merge(truth[[*keys, "truth"]], on=keys)
        here = here.rename(columns={"truth": "status"})
        if several:
            here["patient_id"] += " " + here["lesion_name"]
        for place, name in enumerate(names):
            rows = here[["lesion", "phase", "patient_id", "status"]]
            rows = rows.assign(feature=name, place=place, value=here[name])
            parts.append(rows.dropna(subset=["value"]))
    if not parts or not sum(map(len, parts)):
        return None
    columns = ["lesion", "phase", "feature", "place", "patient_id", "status", "value"]
    return pd.concat(parts, ignore_index=True)[columns]


def _with_roles(output: StudyOutput, features: pd.DataFrame) -> pd.DataFrame:
    """The features by role of their lesion, whose own name is in ``lesion_name``."""
    named = features.assign(lesion_name=features["lesion"])
    burden = output.table("burden")
    if burden is None or "role" not in burden:
        return named
    return named.assign(lesion=roles_of(with_roles_of(features, burden)))


def _words(selected: pd.DataFrame) -> Table:
    names = selected["feature"].astype(str)
    words = {name: (column_label(name), describe_feature(name)) for name in names.unique()}
    shown = selected.assign(
        label=[words[name][0] for name in names], measures=[words[name][1] for name in names]
    )
    return Table(
        "selected", "Selected features", shown, _SELECTED,
        folded=True,
    )  # fmt: skip
