"""The AUC of each centre, judged by a model of the others, with the mean and a new centre."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style

_SUMMED = {"auc": "mean of centres", "auc_new_centre": "a new centre (prediction)"}


@style.styled
def draw_centres(areas: pd.DataFrame, measures: pd.DataFrame | None = None) -> Figure:
    """A forest plot; the dashed line is chance.

    Parameters
    ----------
    areas : pandas.DataFrame
        lesion, phase, centre, n, auc, lower, upper. Centres without an AUC are left out.
    measures : pandas.DataFrame, optional
        lesion, phase, measure (auc, auc_new_centre), estimate, lower, upper.
    """
    rows = _rows(areas, measures)
    figure, (axes,) = style.sheet(style.WIDE, 1.1 + 0.3 * max(len(rows), 1))
    places = np.arange(len(rows))
    axes.axvline(0.5, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
    axes.hlines(places, rows["lower"], rows["upper"], color=rows["colour"], linewidth=1.6)
    axes.scatter(rows["auc"], places, s=34, color=rows["colour"])
    axes.set_xlim(0, 1)
    axes.set_xlabel("AUC (95% CI)")
    axes.set_yticks(places, [style.short(label, 52) for label in rows["label"]])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    return figure


def _rows(areas: pd.DataFrame, measures: pd.DataFrame | None) -> pd.DataFrame:
    """One line a centre, then the mean and the new centre, model by model."""
    parts = []
    for (lesion, phase), of_model in areas.groupby(["lesion", "phase"], sort=False):
        known = of_model.dropna(subset=["auc"])
        labels = [
            f"{lesion} {phase}: {row.centre} ({row.n:.0f})" for row in known.itertuples()
        ]  # fmt: skip
        colour = style.LESION.get(str(lesion), style.INK)
        parts.append(known[["auc", "lower", "upper"]].assign(label=labels, colour=colour))
        if measures is None:
            continue
        own = measures[(measures["lesion"] == lesion) & (measures["phase"] == phase)]
        own = own[own["measure"].isin(list(_SUMMED))].dropna(subset=["estimate"])
        parts.append(
            own[["estimate", "lower", "upper"]]
            .rename(columns={"estimate": "auc"})
            .assign(
                label=[f"{lesion} {phase}: {_SUMMED[one]}" for one in own["measure"]],
                colour=style.GREY,
            )
        )
    return pd.concat(parts, ignore_index=True)
