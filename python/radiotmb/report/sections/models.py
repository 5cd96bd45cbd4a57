"""TMB status predicted from images, phase by phase."""

from __future__ import annotations

import pandas as pd

from radiotmb.report import wording
from radiotmb.report.blocks import Block, Column, Figure, Note, Section, Table
from radiotmb.report.figures.roc import draw_roc
from radiotmb.report.figures.selected_features import draw_selected_features
from radiotmb.report.sections import forms
from radiotmb.report.study_output import StudyOutput

_CUTOFFS = {
    "lesion": forms.LESION,
    "phase": forms.PHASE,
    "n": Column("n", forms.WHOLE),
    "n_positive": Column("High", forms.WHOLE),
    "auc": Column("AUC", forms.THREE),
    "auc_interval": Column("95 % CI (DeLong)"),
    "cutoff": Column("Cutoff", forms.THREE),
    "sensitivity": Column("Sensitivity", forms.THREE),
    "specificity": Column("Specificity", forms.THREE),
    "youden": Column("Youden J", forms.THREE),
}


def models(output: StudyOutput) -> Section:
    """ROC, cutoffs and selected features of every phase."""
    cutoffs, roc = output.table("cutoffs"), output.table("roc")
    blocks: list[Block] = [Note(text) for text in _remarks(output)]
    if cutoffs is None:
        blocks.append(Note("No phase was modelled: the study has no usable images."))
        return Section("models", "Prediction of TMB status from CT", blocks)
    if roc is not None:
        blocks.append(_roc_figure(roc, cutoffs))
    shown = forms.with_interval(
        cutoffs, "auc", "auc_lower", "auc_upper", into="auc_interval", digits=3
    )
    blocks.append(
        Table(
            "cutoffs", "Discrimination and cutoffs", shown, _CUTOFFS,
            "Held-out predictions, averaged over repeats. The cutoff maximises the Youden index "
            "on the same predictions, so its sensitivity and specificity are optimistic.",
        )
    )  # fmt: skip
    selected = output.table("selected")
    if selected is not None:
        blocks.append(_features_figure(selected))
    return Section("models", "Prediction of TMB status from CT", blocks)


def _remarks(output: StudyOutput) -> list[str]:
    """What was skipped or flagged, phase by phase."""
    found = []
    for phase, model in output.result("models", default={}).items():
        if not isinstance(model, dict):
            continue
        if model.get("skipped"):
            found.append(f"{phase}: not modelled ({model['skipped']}).")
        flags = [str(flag) for flag in model.get("flags") or []]
        if flags:
            found.append(f"{phase}: {'; '.join(flags)}.")
    return found


def _roc_figure(roc: pd.DataFrame, cutoffs: pd.DataFrame) -> Figure:
    each = wording.listed([
        f"{row.lesion} {row.phase} AUC {wording.number(row.auc)}" for row in cutoffs.itertuples()
    ])  # fmt: skip
    return Figure(
        "roc",
        "ROC curves of held-out predictions",
        "Averaged nested cross-validation predictions against TMB status; the band is the 95 % "
        "interval of the sensitivity, the dot the cutoff with the largest Youden index.",
        f"ROC curves: {each}.",
        lambda: draw_roc(roc, cutoffs),
        roc,
    )


def _features_figure(selected: pd.DataFrame) -> Figure:
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
