"""What each filter removed, and what was counted."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style
from radiotmb.report.filter_words import describe_filter


@style.styled
def draw_funnel(totals: pd.DataFrame) -> Figure:
    """Variants left after each filter, in the filters' order.

    Parameters
    ----------
    totals : pandas.DataFrame
        step, removed, remaining (variants, all samples).
    """
    figure, (axes,) = style.sheet(style.WIDE, 0.7 + 0.34 * len(totals))
    last = len(totals) - 1
    colours = [style.ESTIMATE if row == last else style.GREY for row in range(len(totals))]
    places = range(len(totals))
    axes.barh(places, totals["remaining"], color=colours, height=0.68)
    top = max(float(totals["remaining"].max()), 1.0)
    for place, row in enumerate(totals.itertuples()):
        text = f"{row.remaining:,.0f}" + (f"  (−{row.removed:,.0f})" if row.removed else "")
        axes.text(row.remaining + 0.01 * top, place, text, va="center", fontsize=8.5)
    axes.set_yticks(places, [style.short(describe_filter(str(step))) for step in totals["step"]])
    axes.set_ylim(last + 0.6, -0.6)
    axes.set_xlim(0, 1.2 * top)
    axes.set_xlabel("Variants left, all samples")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    return figure
