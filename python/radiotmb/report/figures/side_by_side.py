"""Net benefit of several models side by side."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_side_by_side(curves: pd.DataFrame) -> Figure:
    """Net benefit by threshold probability, a line a model and a panel a phase.

    Parameters
    ----------
    curves : pandas.DataFrame
        lesion, phase, model, threshold, net_benefit, all, none.
    """
    figure, panels = style.phase_panels(curves, 3.15, 2.5)
    top = max(float(curves["net_benefit"].max()), float(curves["all"].max()), 0.05)
    for axes, _, _, part in panels:
        for (model, line), colour in zip(
            part.groupby("model", sort=False), style.SERIES, strict=False
        ):
            line = line.sort_values("threshold")
            axes.plot(line["threshold"], line["net_benefit"], color=colour, label=str(model))
        one = part.drop_duplicates("threshold").sort_values("threshold")
        axes.plot(
            one["threshold"], one["all"], color=style.GREY, linestyle=(0, (4, 2)), label="all"
        )
        axes.plot(one["threshold"], one["none"], color=style.INK, linewidth=1, label="none")
        # Treating all falls without bound; what matters is near zero.
        axes.set_ylim(-0.35 * top, 1.25 * top)
        axes.set_xlim(0, 1)
        axes.legend(loc="upper right", fontsize=8)
    figure.supxlabel("Threshold probability", fontsize=10)
    figure.supylabel("Net benefit (true positives per patient)", fontsize=10)
    return figure
