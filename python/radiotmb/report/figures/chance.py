"""How many discordant patients counting noise alone would give."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from radiotmb.report.figures import style


@style.styled
def draw_chance(chance: pd.DataFrame) -> Figure:
    """Expected number and 95% range of each model, and the number observed.

    Parameters
    ----------
    chance : pandas.DataFrame
        model, expected, lower, upper, observed (patients).
    """
    figure, (axes,) = style.sheet(style.WIDE, 0.95 + 0.42 * len(chance))
    for place, row in enumerate(chance.itertuples()):
        axes.hlines(place, row.lower, row.upper, color=style.GREY, linewidth=5, alpha=0.45)
        axes.plot(row.expected, place, "o", color=style.GREY, markersize=7)
        axes.plot(row.observed, place, "D", color=style.CRIMSON, markersize=7, zorder=4)
    axes.set_yticks(range(len(chance)), chance["model"].map(style.short))
    axes.set_ylim(len(chance) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_xlabel("Discordant patients")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.plot([], [], "o", color=style.GREY, label="expected, with 95% range")
    axes.plot([], [], "D", color=style.CRIMSON, label="observed")
    figure.legend(loc="outside upper right", ncols=2)
    return figure
