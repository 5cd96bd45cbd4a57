"""Estimates between 0 and 1 with their intervals, a row each."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_interval_rows(rows: pd.DataFrame, label: str) -> Figure:
    """A dot and its interval a row, as of a planned study or of the centres of a cohort.

    Parameters
    ----------
    rows : pandas.DataFrame
        quantity, estimate, lower, upper (0 to 1).
    label : str
        Of the axis.
    """
    figure, (axes,) = style.sheet(style.WIDE, 0.95 + 0.42 * len(rows))
    for place, row in enumerate(rows.itertuples()):
        axes.hlines(place, row.lower, row.upper, color=style.ESTIMATE, linewidth=2)
        axes.plot(row.estimate, place, "o", color=style.ESTIMATE, markersize=7)
    names = [f"{name[:1].upper()}{name[1:]}" for name in rows["quantity"].astype(str)]
    axes.set_yticks(range(len(rows)), [style.short(name) for name in names])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel(label)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return figure
