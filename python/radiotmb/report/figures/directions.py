"""Mean burden of both lesions in each direction of discordance."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_directions(table: pd.DataFrame) -> Figure:
    """Two dots a group, joined: mean TMB of the primaries and of the metastases.

    Parameters
    ----------
    table : pandas.DataFrame
        group, n, primary_mean, metastasis_mean (mutations/Mb).
    """
    shown = table[table["n"] > 0].reset_index(drop=True)
    figure, (axes,) = style.sheet(style.WIDE, 1.2 + 0.42 * len(shown))
    places = range(len(shown))
    axes.hlines(places, shown["primary_mean"], shown["metastasis_mean"], color=style.GRID, lw=3)
    for lesion, colour in style.LESION.items():
        axes.plot(
            shown[f"{lesion}_mean"], places, linestyle="none", marker="o", color=colour,
            label=lesion.capitalize(),
        )  # fmt: skip
    axes.set_yticks(places, [f"{row.group} ({row.n})" for row in shown.itertuples()])
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.set_xlabel("Mean TMB (mutations/Mb)")
    figure.legend(loc="outside upper left", ncols=2)
    return figure
