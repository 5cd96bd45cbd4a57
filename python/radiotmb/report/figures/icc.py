"""How many features are repeatable: the intraclass correlations of all."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from radiotmb.report.figures import style

# Poor, moderate, good, excellent: Koo TK, Li MY. J Chiropr Med 2016;15:155-163.
_LIMITS = (0.5, 0.75, 0.9)


@style.styled
def draw_icc(icc: pd.DataFrame) -> Figure:
    """A histogram of the features' ICC and one of the lower ends of their intervals.

    Parameters
    ----------
    icc : pandas.DataFrame
        feature, icc, lower (0 to 1).
    """
    figure, panels = style.sheet(style.WIDE, 2.8, 1, 2, sharey=True)
    for axes, name, title in zip(
        panels, ("icc", "lower"), ("Estimate", "Lower end of the interval"), strict=True
    ):
        axes.hist(icc[name].clip(0, 1).dropna(), bins=np.linspace(0, 1, 21), color=style.GREEN)
        for limit in _LIMITS:
            axes.axvline(limit, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
        axes.set_title(title)
        axes.set_xlim(0, 1)
        axes.set_xlabel("ICC(2,1)")
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    panels[0].set_ylabel("Features")
    return figure
