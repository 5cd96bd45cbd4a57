"""ROC curves with their bands, a panel a phase."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_roc(roc: pd.DataFrame, cutoffs: pd.DataFrame, null: pd.DataFrame | None = None) -> Figure:
    """One panel for each lesion and phase: curve, 95% band of the sensitivity, Youden cutoff.

    Parameters
    ----------
    roc : pandas.DataFrame
        lesion, phase, threshold, sensitivity, specificity, sensitivity_lower, sensitivity_upper.
    cutoffs : pandas.DataFrame
        lesion, phase, auc, cutoff, sensitivity, specificity; auc_averaged, which is the AUC of
        the curve drawn, where it is known.
    null : pandas.DataFrame, optional
        lesion, phase, rate (of false positives), lower, upper: the central 95% of the sensitivities
        under permuted labels.
    """
    figure, panels = style.phase_panels(roc, 3.1, 3.1)
    for axes, lesion, phase, curve in panels:
        found = cutoffs[(cutoffs["lesion"] == lesion) & (cutoffs["phase"] == phase)]
        if null is not None:
            _null_band(axes, null[(null["lesion"] == lesion) & (null["phase"] == phase)])
        _panel(axes, style.LESION.get(lesion, style.GREEN), curve, found)
    figure.supxlabel("1 − specificity", fontsize=10)
    figure.supylabel("Sensitivity", fontsize=10)
    return figure


def _null_band(axes: Axes, band: pd.DataFrame) -> None:
    if band.empty:
        return
    band = band.sort_values("rate")
    for end in ("lower", "upper"):
        axes.plot(band["rate"], band[end], color=style.GREY, linewidth=0.8)
    axes.fill_between(
        band["rate"], band["lower"], band["upper"], color=style.GREY, alpha=0.18, linewidth=0
    )


def _panel(axes: Axes, colour: str, curve: pd.DataFrame, found: pd.DataFrame) -> None:
    curve = curve.assign(false_positive=1 - curve["specificity"])
    curve = curve.sort_values(["false_positive", "sensitivity"])
    x = curve["false_positive"]
    axes.plot([0, 1], [0, 1], color=style.GREY, linewidth=1, linestyle=(0, (4, 3)))
    if {"sensitivity_lower", "sensitivity_upper"} <= set(curve):
        axes.fill_between(
            x, curve["sensitivity_lower"], curve["sensitivity_upper"], color=colour, alpha=0.16
        )
    # Straight between the corners: tied predictions make a slope, as in the trapezoidal AUC.
    axes.plot(x, curve["sensitivity"], color=colour)
    for row in found.dropna(subset=["auc"]).itertuples():
        axes.plot(
            1 - row.specificity, row.sensitivity, marker="o", markersize=7, color=colour,
            markeredgecolor="#ffffff", markeredgewidth=1.4, zorder=5,
        )  # fmt: skip
        axes.text(
            0.97, 0.05,
            f"AUC {getattr(row, 'auc_averaged', row.auc):.2f}\n"
            f"cutoff {row.cutoff:.2f}",
            ha="right", va="bottom", fontsize=9, linespacing=1.35,
            bbox={"facecolor": "#ffffff", "edgecolor": "none", "alpha": 0.75, "pad": 1},
        )  # fmt: skip
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
