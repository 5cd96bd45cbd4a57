"""ROC curves with their bands, a panel a phase."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_roc(roc: pd.DataFrame, cutoffs: pd.DataFrame) -> Figure:
    """One panel for each lesion and phase: curve, 95 % band of the sensitivity, Youden cutoff.

    Parameters
    ----------
    roc : pandas.DataFrame
        lesion, phase, threshold, sensitivity, specificity, sensitivity_lower, sensitivity_upper.
    cutoffs : pandas.DataFrame
        lesion, phase, auc, auc_lower, auc_upper, cutoff, sensitivity, specificity.
    """
    phases = list(roc.groupby(["lesion", "phase"], sort=False))
    columns = min(2, len(phases))
    rows = math.ceil(len(phases) / columns)
    figure, axes = style.sheet(3.4 * columns, 3.5 * rows, rows, columns)
    for panel, ((lesion, phase), curve) in zip(axes, phases, strict=False):
        found = cutoffs[(cutoffs["lesion"] == lesion) & (cutoffs["phase"] == phase)]
        _panel(panel, lesion, phase, curve, found)
    for spare in axes[len(phases) :]:
        spare.set_axis_off()
    figure.supxlabel("1 − specificity", fontsize=9.5)
    figure.supylabel("Sensitivity", fontsize=9.5)
    return figure


def _panel(axes, lesion: str, phase: str, curve: pd.DataFrame, found: pd.DataFrame) -> None:
    colour = style.LESION.get(lesion, style.GREEN)
    curve = curve.assign(false_positive=1 - curve["specificity"])
    curve = curve.sort_values(["false_positive", "sensitivity"])
    x = curve["false_positive"]
    axes.plot([0, 1], [0, 1], color=style.GREY, linewidth=1, linestyle=(0, (4, 3)))
    if {"sensitivity_lower", "sensitivity_upper"} <= set(curve):
        axes.fill_between(
            x, curve["sensitivity_lower"], curve["sensitivity_upper"], step="post", color=colour,
            alpha=0.16,
        )  # fmt: skip
    axes.step(x, curve["sensitivity"], where="post", color=colour)
    axes.set_title(f"{lesion.capitalize()}, {phase}")
    for row in found.itertuples():
        axes.plot(
            1 - row.specificity, row.sensitivity, marker="o", markersize=7, color=colour,
            markeredgecolor="#ffffff", markeredgewidth=1.4, zorder=5,
        )  # fmt: skip
        axes.text(
            0.97, 0.05,
            f"AUC {row.auc:.2f} ({row.auc_lower:.2f} to {row.auc_upper:.2f})\n"
            f"cutoff {row.cutoff:.2f}",
            ha="right", va="bottom", fontsize=8.5, linespacing=1.35,
        )  # fmt: skip
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
