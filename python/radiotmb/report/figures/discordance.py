"""Sensitivity, specificity and accuracy of predicted discordance, with exact intervals."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_discordance(measures: pd.DataFrame) -> Figure:
    """A dot and its 95% interval a measure.

    Parameters
    ----------
    measures : pandas.DataFrame
        measure, estimate, lower, upper, numerator, denominator.
    """
    figure, (axes,) = style.sheet(style.WIDE, 0.95 + 0.42 * len(measures))
    for place, row in enumerate(measures.itertuples()):
        axes.hlines(place, row.lower, row.upper, color=style.ESTIMATE, linewidth=2)
        axes.plot(row.estimate, place, "o", color=style.ESTIMATE, markersize=7)
    labels = [
        f"{style.short(row.measure[:1].upper() + row.measure[1:], 24)}  "
        f"{row.numerator:g}/{row.denominator:g}{', not estimable' * pd.isna(row.estimate)}"
        for row in measures.itertuples()
    ]
    axes.set_yticks(range(len(measures)), labels)
    axes.set_ylim(len(measures) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("Share of patients (95% CI)")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return figure
