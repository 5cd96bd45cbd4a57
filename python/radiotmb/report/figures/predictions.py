"""Every patient's held-out probability beside the true status."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_predictions(averaged: pd.DataFrame, cutoffs: pd.DataFrame) -> Figure:
    """Probabilities of truly high and truly low lesions with the cutoff, a row a phase.

    Parameters
    ----------
    averaged : pandas.DataFrame
        lesion, phase, patient_id, truth (``high``/``low``), probability.
    cutoffs : pandas.DataFrame
        lesion, phase, cutoff.
    """
    figure, panels = style.phase_panels(averaged, style.WIDE, 1.15, columns=1)
    for axes, lesion, phase, part in panels:
        colour = style.LESION.get(lesion, style.GREEN)
        for row, status in enumerate(("high", "low")):
            values = np.sort(part.loc[part["truth"] == status, "probability"])
            # Neighbours take turns above and below the line, so that ties are seen.
            lift = np.resize([-0.13, 0.13, 0.0], len(values))
            axes.plot(
                values, row + lift, "o", markersize=5, color=colour if status == "high" else "none",
                markeredgecolor=colour, markeredgewidth=1.1, alpha=0.9,
            )  # fmt: skip
        found = cutoffs[(cutoffs["lesion"] == lesion) & (cutoffs["phase"] == phase)]
        for cutoff in found["cutoff"].dropna():
            axes.axvline(cutoff, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
        axes.set_yticks([0, 1], ["high", "low"])
        axes.set_ylim(1.5, -0.5)
        axes.set_xlim(-0.02, 1.02)
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="y", length=0)
    panels[-1][0].set_xlabel("Held-out probability of high TMB")
    return figure
