"""Accuracy of recursive feature elimination by the number of features."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_feature_elimination(profile: pd.DataFrame, chosen: int) -> Figure:
    """Mean accuracy in the inner folds by size, the chosen size marked.

    Parameters
    ----------
    profile : pandas.DataFrame
        size (features), accuracy (0 to 1).
    chosen : int
        The size that was chosen.
    """
    figure, (axes,) = style.sheet(4.6, 3.0)
    known = profile.dropna(subset=["accuracy"]).sort_values("size")
    axes.plot(known["size"], known["accuracy"], "-o", color=style.GREEN, markersize=4)
    own = known[known["size"] == chosen]
    axes.plot(
        own["size"], own["accuracy"], "o", color=style.ESTIMATE, markersize=8,
        label=f"chosen: {chosen}",
    )  # fmt: skip
    axes.set_xlabel("Number of features")
    axes.set_ylabel("Mean accuracy in the inner folds")
    axes.legend(loc="lower right")
    return figure
