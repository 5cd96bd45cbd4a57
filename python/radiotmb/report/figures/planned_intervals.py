"""The intervals that a study of a planned size will have."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_planned_intervals(widths: pd.DataFrame, patients: int) -> Figure:
    """A dot and its interval a quantity.

    Parameters
    ----------
    widths : pandas.DataFrame
        quantity, estimate, lower, upper (0 to 1).
    patients : int
    """
    figure, (axes,) = style.sheet(style.WIDE, 0.95 + 0.42 * len(widths))
    for place, row in enumerate(widths.itertuples()):
        axes.hlines(place, row.lower, row.upper, color=style.PRIMARY, linewidth=2)
        axes.plot(row.estimate, place, "o", color=style.PRIMARY, markersize=7)
    names = [f"{name[:1].upper()}{name[1:]}" for name in widths["quantity"]]
    axes.set_yticks(range(len(widths)), [style.short(name) for name in names])
    axes.set_ylim(len(widths) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel(f"Estimate and interval with {patients} patients")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return figure
