"""TMB of the metastasis against that of the primary, with both intervals and both cutoffs."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style

_SIDES = ("primary", "metastasis")


@style.styled
def draw_tmb_scatter(pairs: pd.DataFrame, cutoff: float) -> Figure:
    """A dot a patient, on the diagonal where both lesions have one burden.

    Parameters
    ----------
    pairs : pandas.DataFrame
        patient_id, primary_tmb, metastasis_tmb (mutations/Mb), direction; the intervals from
        primary_tmb_lower, primary_tmb_upper and those of the metastasis, where they are there.
    cutoff : float
        TMB from which a lesion is high, mutations/Mb.
    """
    figure, (axes,) = style.sheet(4.9, 5.2)
    ends = [f"{side}_tmb_{end}" for side in _SIDES for end in ("lower", "upper")]
    widest = [*(f"{side}_tmb" for side in _SIDES), *(name for name in ends if name in pairs)]
    top = max(float(np.nanmax(pairs[widest].to_numpy(float))), cutoff) * 1.06
    axes.plot([0, top], [0, top], color=style.MUTED, linewidth=1, zorder=1)
    for line in (axes.axhline, axes.axvline):
        line(cutoff, color=style.INK, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    for direction, colour in style.DIRECTION.items():
        part = pairs[pairs["direction"] == direction]
        if len(part):
            _dots(
                axes, part, colour, f"{direction} ({len(part)})", intervals=set(ends) <= set(pairs)
            )
    for which in ("x", "y"):
        style.square_root_scale(axes, which, top)
    axes.set_aspect("equal", adjustable="box")
    axes.set_xlabel("TMB of the primary (mutations/Mb)")
    axes.set_ylabel("TMB of the metastasis (mutations/Mb)")
    figure.legend(loc="outside upper center", ncols=2, fontsize=9, handlelength=1)
    return figure


def _dots(axes, part: pd.DataFrame, colour: str, label: str, *, intervals: bool) -> None:
    x, y = part["primary_tmb"], part["metastasis_tmb"]
    if intervals:
        thin = {"color": colour, "linewidth": 0.9, "alpha": 0.45, "zorder": 2}
        axes.hlines(y, part["primary_tmb_lower"], part["primary_tmb_upper"], **thin)
        axes.vlines(x, part["metastasis_tmb_lower"], part["metastasis_tmb_upper"], **thin)
    dots = axes.scatter(x, y, s=30, color=colour, label=label, zorder=3)
    dots.set_urls([
        style.tip(f"{row.patient_id}: primary {row.primary_tmb:.1f}, "
                  f"metastasis {row.metastasis_tmb:.1f} mutations/Mb")
        for row in part.itertuples()
    ])  # fmt: skip
