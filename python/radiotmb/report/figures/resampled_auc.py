"""The AUCs of the chain on resampled patients, with the estimate and its interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from radiotmb.report.figures import style


@style.styled
def draw_resampled_auc(areas: pd.Series, auc: float, lower: float, upper: float) -> Figure:
    """A histogram of the resamples' AUCs; the estimate as a line, its interval dashed.

    Parameters
    ----------
    areas : pandas.Series
        An AUC a resample.
    auc, lower, upper : float
    """
    figure, (axes,) = style.sheet(4.6, 3.0)
    axes.hist(areas, bins=np.linspace(0, 1, 21), color=style.GREY, alpha=0.55)
    axes.axvline(auc, color=style.GREEN, linewidth=2.2, label=f"AUC {auc:.2f}")
    for end in (lower, upper):
        axes.axvline(end, color=style.GREEN, linewidth=1.2, linestyle=(0, (4, 3)))
    axes.plot(
        [], [], color=style.GREEN, linewidth=1.2, linestyle=(0, (4, 3)),
        label=f"interval {lower:.2f} to {upper:.2f}",
    )  # fmt: skip
    axes.set_xlim(0, 1)
    axes.set_xlabel("AUC of the chain on resampled patients")
    axes.set_ylabel("Resamples")
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.legend(loc="upper left")
    return figure
