"""Hazard ratios of every comparison, with their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report import wording
from radiotmb.report.figures import style


@style.styled
def draw_hazard_ratios(ratios: pd.DataFrame) -> Figure:
    """A forest plot on a logarithmic scale; 1 is no difference.

    Parameters
    ----------
    ratios : pandas.DataFrame
        comparison, group, reference, hazard_ratio, lower, upper. Rows without a finite positive
        estimate are left out: see :func:`estimable`.
    """
    rows = estimable(ratios)
    figure, (axes,) = style.sheet(style.WIDE, 1.1 + 0.3 * len(rows))
    places = np.arange(len(rows))
    axes.axvline(1, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
    lowest, highest = _span(rows)
    axes.hlines(
        places, rows["lower"].clip(lower=lowest), rows["upper"].clip(upper=highest),
        color=style.ESTIMATE, linewidth=1.6,
    )  # fmt: skip
    axes.scatter(rows["hazard_ratio"].clip(lowest, highest), places, s=34, color=style.ESTIMATE)
    axes.set_xscale("log")
    axes.set_xlim(lowest, highest)
    ticks = [t for t in (0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 100) if lowest <= t <= highest]
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axes.minorticks_off()
    axes.set_xlabel("Hazard ratio of death (95% CI, logarithmic scale)")
    labels = [f"{row.group} against {row.reference}" for row in rows.itertuples()]
    axes.set_yticks(places, [style.short(label, 52) for label in labels])
    for place, row in enumerate(rows.itertuples()):
        axes.annotate(
            wording.estimate(row.hazard_ratio, row.lower, row.upper), (1.02, place),
            xycoords=("axes fraction", "data"), annotation_clip=False, fontsize=8.5, va="center",
        )  # fmt: skip
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    return figure


def estimable(ratios: pd.DataFrame) -> pd.DataFrame:
    """The rows that have an estimate and an interval, all positive and finite."""
    numbers = ratios[["hazard_ratio", "lower", "upper"]].apply(pd.to_numeric, errors="coerce")
    good = np.isfinite(numbers).all(axis=1) & (numbers > 0).all(axis=1)
    return ratios[good].reset_index(drop=True)


def _span(rows: pd.DataFrame) -> tuple[float, float]:
    """The scale's ends: all intervals, up to a hundredfold either way."""
    lowest = min(0.5, float(rows["lower"].min())) * 0.9
    highest = max(2.0, float(rows["upper"].max())) * 1.1
    return max(lowest, 0.009), min(highest, 111.0)
