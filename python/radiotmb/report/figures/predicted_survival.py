"""Kaplan-Meier curves of the same patients in sequenced, predicted and corrected groups."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style
from radiotmb.report.figures.survival import draw_curve

PANELS = {
    "sequenced": "Sequenced",
    "predicted": "Predicted (optimistic)",
    "corrected": "Predicted, other folds",
}
_COLOURS = {**style.STATUS, **style.CONCORDANCE}


@style.styled
def draw_predicted_survival(
    curves: pd.DataFrame, p_values: Mapping[str, str], time_label: str = "Time (days)"
) -> Figure:
    """A panel for each origin of the groups, on one scale.

    Parameters
    ----------
    curves : pandas.DataFrame
        groups_from, group, time (days), n_risk, n_event, n_censor, survival, lower, upper; of one
        comparison.
    p_values : mapping of str to str
        The log-rank test of each origin as a sentence, where there is one.
    time_label : str
        What the days are counted from.
    """
    origins = [name for name in PANELS if (curves["groups_from"] == name).any()]
    figure, panels = style.sheet(
        style.WIDE * 1.25, 3.4, 1, max(len(origins), 1), sharex=True, sharey=True
    )
    for axes, origin in zip(panels, origins, strict=True):
        part = curves[curves["groups_from"] == origin]
        for name in dict.fromkeys(part["group"]):
            curve = part[part["group"] == name]
            size = int(curve.sort_values("time")["n_risk"].iloc[0])
            colour = _COLOURS.get(str(name), style.INK)
            draw_curve(axes, curve, f"{name} ({size})", colour, 0.14)
        axes.set_title(PANELS[origin])
        axes.set_ylim(-0.02, 1.04)
        axes.set_xlabel(time_label)
        axes.legend(loc="lower left", title=p_values.get(origin), alignment="left")
    panels[0].set_ylabel("Overall survival")
    return figure
