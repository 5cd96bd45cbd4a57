"""The AUCs that permuted labels give, and the observed one among them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from radiotmb.report import wording
from radiotmb.report.figures import style


@style.styled
def draw_permutation(null: pd.DataFrame, cutoffs: pd.DataFrame) -> Figure:
    """A histogram of the null AUCs of each phase with a line at the observed AUC.

    Parameters
    ----------
    null : pandas.DataFrame
        lesion, phase, permutation, auc.
    cutoffs : pandas.DataFrame
        lesion, phase, auc and, where known, p_permutation and permutation_observed (the area of the
        chain as the permutations were run: with their number of trees and repeats).
    """
    figure, panels = style.phase_panels(null, 3.15, 2.2)
    for axes, lesion, phase, part in panels:
        axes.hist(part["auc"], bins=np.linspace(0, 1, 26), color=style.GREY, alpha=0.55)
        axes.axvline(0.5, color=style.GREY, linewidth=1, linestyle=(0, (4, 3)))
        found = cutoffs[(cutoffs["lesion"] == lesion) & (cutoffs["phase"] == phase)]
        for _, row in found.iterrows():
            colour = style.LESION.get(lesion, style.GREEN)
            same_chain = row.get("permutation_observed")
            observed = row["auc"] if wording.is_missing(same_chain) else same_chain
            axes.axvline(observed, color=colour, linewidth=2.4)
            p = row.get("p_permutation")
            text = f"observed {observed:.2f}"
            if not wording.is_missing(p):
                text += f"\n{wording.p_sentence(p)}"
            left = observed > 0.6
            axes.annotate(
                text, (observed, 0.97), xycoords=("data", "axes fraction"), fontsize=9,
                xytext=(-6 if left else 6, 0), textcoords="offset points", va="top",
                ha="right" if left else "left",
                bbox={"facecolor": "#ffffff", "edgecolor": "none", "pad": 1},
            )  # fmt: skip
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", "0.5", "", "1"])
        axes.grid(visible=False, axis="x")
    figure.supxlabel("AUC under permuted labels", fontsize=10)
    figure.supylabel("Permutations", fontsize=10)
    return figure
