"""Calibration: observed frequency against predicted probability."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_calibration(calibration: pd.DataFrame) -> Figure:
    """Observed share against predicted probability with 95% intervals, a panel a phase.

    Parameters
    ----------
    calibration : pandas.DataFrame
        lesion, phase, predicted, observed and, where known, lower and upper (all 0 to 1).
    """
    figure, panels = style.phase_panels(calibration, 3.1, 3.1)
    for axes, lesion, _, part in panels:
        colour = style.LESION.get(lesion, style.GREEN)
        part = part.sort_values("predicted")
        axes.plot([0, 1], [0, 1], color=style.GREY, linewidth=1, linestyle=(0, (4, 3)))
        if {"lower", "upper"} <= set(part):
            axes.vlines(part["predicted"], part["lower"], part["upper"], color=colour, alpha=0.5)
        axes.plot(part["predicted"], part["observed"], color=colour, linewidth=1, alpha=0.6)
        axes.plot(part["predicted"], part["observed"], "o", color=colour, markersize=6)
        axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
        axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
    figure.supxlabel("Predicted probability of high TMB", fontsize=10)
    figure.supylabel("Observed share of high TMB", fontsize=10)
    return figure
