"""The published numbers and the study's own, side by side."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from radiotmb.report.figures import style


@style.styled
def draw_published(comparison: pd.DataFrame) -> Figure:
    """A forest plot of proportions, AUCs and p-values: published above, this study below.

    Parameters
    ----------
    comparison : pandas.DataFrame
        quantity, published, published_lower, published_upper, study, study_lower, study_upper;
        only rows whose values lie between 0 and 1 share the axis.
    """
    rows = comparable(comparison)
    figure, (axes,) = style.sheet(style.WIDE, 0.9 + 0.42 * max(len(rows), 1))
    looks = (("published", style.GREY, "s", -0.14), ("study", style.ESTIMATE, "o", 0.14))
    for place, (_, row) in enumerate(rows.iterrows()):
        for source, colour, marker, shift in looks:
            if pd.isna(row[source]):
                continue
            ends = row[[f"{source}_lower", f"{source}_upper"]]
            if ends.notna().all():
                axes.hlines(place + shift, *ends, color=colour, linewidth=1.8)
            axes.plot(row[source], place + shift, marker=marker, color=colour, markersize=6)
    axes.set_yticks(range(len(rows)), rows["quantity"].map(style.short))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    handles = [
        Line2D([], [], color=colour, marker=marker, label=label)
        for (_, colour, marker, _), label in zip(looks, ("published", "this study"), strict=True)
    ]
    figure.legend(handles=handles, loc="outside upper right", ncols=2)
    return figure


def comparable(comparison: pd.DataFrame) -> pd.DataFrame:
    """The shares and AUCs both sides have: rows from 0 to 1 where the study has an interval."""
    inside = comparison["published"].between(0, 1) & comparison["study"].between(0, 1)
    return comparison[inside & comparison["study_lower"].ge(0) & comparison["study_upper"].le(1)]
