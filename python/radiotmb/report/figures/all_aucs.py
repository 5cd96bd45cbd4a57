"""The AUCs of very many models in one figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from radiotmb.report import wording
from radiotmb.report.figures import style

# More words than this would make the drawing too large for a page.
_TOOLTIPS = 1000


@style.styled
def draw_all_aucs(areas: pd.DataFrame) -> Figure:
    """A line a model, the highest AUC on top; the figure has one size for any number of models.

    Parameters
    ----------
    areas : pandas.DataFrame
        lesion, phase, auc, lower, upper (missing where there is no interval).
    """
    ordered = areas.sort_values("auc", ascending=False, kind="stable")
    places = np.arange(len(ordered))
    colours = [style.LESION.get(str(lesion), style.GREEN) for lesion in ordered["lesion"]]
    figure, (axes,) = style.sheet(style.WIDE, 6.0)
    axes.axvline(0.5, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
    width = float(np.clip(200 / len(ordered), 0.3, 1.6))
    axes.hlines(
        places, ordered["lower"].astype(float), ordered["upper"].astype(float), color=colours,
        linewidth=width, alpha=0.5,
    )  # fmt: skip
    dots = axes.scatter(
        ordered["auc"], places, s=float(np.clip(3000 / len(ordered), 3, 30)), color=colours,
        zorder=3,
    )  # fmt: skip
    if len(ordered) <= _TOOLTIPS:
        dots.set_urls([
            style.tip(f"{row.lesion} {row.phase}: "
                      f"{wording.estimate(row.auc, row.lower, row.upper, missing='no interval')}")
            for row in ordered.itertuples()
        ])  # fmt: skip
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(len(ordered) - 0.4, -0.6)
    axes.set_xlabel("AUC (95% CI; 0.5: no better than chance)")
    axes.set_ylabel("Models in the order of their AUCs")
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    figure.legend(handles=_legend(ordered), loc="outside upper left", ncols=3, handlelength=1.4)
    return figure


def _legend(areas: pd.DataFrame) -> list[Line2D]:
    return [
        Line2D([], [], color=style.LESION.get(str(lesion), style.GREEN), marker="o",
               label=style.short(lesion, 28))
        for lesion in dict.fromkeys(areas["lesion"])
    ]  # fmt: skip
