"""Shared and private variants of the two lesions of each patient."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from radiotmb.report.figures import style


@style.styled
def draw_shared_variants(patients: pd.DataFrame) -> Figure:
    """A bar a patient: variants of the primary only, of both lesions, of the metastasis only.

    Parameters
    ----------
    patients : pandas.DataFrame
        patient_id, primary, metastasis, shared, primary_private, metastasis_private (variants).
    """
    total = patients["primary"] + patients["metastasis"]
    rows = patients.assign(total=total).sort_values(["shared", "total"], ascending=False)
    figure, (axes,) = style.sheet(style.WIDE, 1.1 + 0.25 * len(rows))
    left = np.zeros(len(rows))
    parts = (
        ("primary_private", style.PRIMARY, "primary only"),
        ("shared", style.SHARED["shared"], "shared"),
        ("metastasis_private", style.METASTASIS, "metastasis only"),
    )
    for name, colour, label in parts:
        axes.barh(range(len(rows)), rows[name], left=left, color=colour, height=0.7, label=label)
        left += rows[name].to_numpy(float)
    axes.set_yticks(range(len(rows)), rows["patient_id"].map(style.short))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel("Counted variants")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper right", ncols=3)
    return figure
