"""Which features were selected, how stable the selection is, and what they measure."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Table
from radiotmb.report.feature_words import describe_class, describe_feature
from radiotmb.report.figures.selected_features import draw_selected_features
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

_SELECTED = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "feature": Column("Feature"),
    "share": Column("Selected in", wording.percent),
    "mean_rank": Column("Mean rank", forms.TWO),
    "measures": Column("What it measures"),
    "family": Column("Family"),
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
        blocks += [_figure(selected), _words(selected)]
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


def _figure(selected: pd.DataFrame) -> Figure:
    return Figure(
        "selected_features",
        "Features that were selected most often",
        "Share of all outer folds and repeats in which the whole selection (correlation filter, "
        "Mann-Whitney screen, recursive elimination), run on the training patients only, kept "
        "the feature.",
        "Bars of the share of outer folds that selected each feature, the most frequent ones of "
        "each phase.",
        lambda: draw_selected_features(selected),
        selected,
    )


def _words(selected: pd.DataFrame) -> Table:
    shown = selected.assign(
        measures=[describe_feature(str(name)) for name in selected["feature"]],
        family=[describe_class(str(name)) for name in selected["feature"]],
    )
    return Table("selected", "The features in words", shown, _SELECTED, folded=True)
