"""The mutational spectrum of both lesions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_spectrum(totals: pd.DataFrame) -> Figure:
    """Counted SNVs by substitution class, a bar a lesion.

    Parameters
    ----------
    totals : pandas.DataFrame
        lesion, channel (``C>A`` to ``T>G``), count.
    """
    figure, (axes,) = style.sheet(style.WIDE, 2.9)
    wide = totals.pivot(index="channel", columns="lesion", values="count").fillna(0)
    places = np.arange(len(wide))
    lesions = [name for name in style.LESION if name in wide]
    for number, lesion in enumerate(lesions):
        shift = (number - (len(lesions) - 1) / 2) * 0.38
        axes.bar(places + shift, wide[lesion], 0.36, color=style.LESION[lesion], label=lesion)
    axes.set_xticks(places, [style.short(name, 8) for name in wide.index])
    axes.tick_params(axis="x", length=0)
    axes.set_ylabel("Counted SNVs")
    axes.grid(visible=False, axis="x")
    axes.legend(loc="upper right", ncols=2)
    return figure
