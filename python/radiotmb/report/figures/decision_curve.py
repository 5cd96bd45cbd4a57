"""Net benefit of acting on the prediction, on everyone and on no one."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_decision_curve(curve: pd.DataFrame) -> Figure:
    """Net benefit by threshold probability, a panel a phase.

    Parameters
    ----------
    curve : pandas.DataFrame
        lesion, phase, threshold, model, all, none and, for the band, lower and upper.
    """
    figure, panels = style.phase_panels(curve, 3.15, 2.5)
    top = max(float(curve["model"].max()), float(curve["all"].max()), 0.05)
    for axes, lesion, _, part in panels:
        colour = style.LESION.get(lesion, style.GREEN)
        part = part.sort_values("threshold")
        x = part["threshold"]
        if {"lower", "upper"} <= set(part):
            axes.fill_between(x, part["lower"], part["upper"], color=colour, alpha=0.16)
        axes.plot(x, part["all"], color=style.GREY, linestyle=(0, (4, 2)), label="all")
        axes.plot(x, part["none"], color=style.INK, linewidth=1, label="none")
        axes.plot(x, part["model"], color=colour, label="model")
        # Treating all falls without bound; what matters is near zero.
        axes.set_ylim(-0.35 * top, 1.25 * top)
        axes.set_xlim(0, 1)
        axes.legend(loc="upper right", fontsize=9)
    figure.supxlabel("Threshold probability", fontsize=10)
    figure.supylabel("Net benefit (true positives per patient)", fontsize=10)
    return figure
