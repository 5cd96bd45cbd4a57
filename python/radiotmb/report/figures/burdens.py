"""The burdens of sequenced lesions with their intervals."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_burdens(burden: pd.DataFrame) -> Figure:
    """A dot and its exact interval a lesion, the highest first, coloured by status.

    Parameters
    ----------
    burden : pandas.DataFrame
        patient_id, lesion, tmb, tmb_lower, tmb_upper (mutations/Mb), status.
    """
    rows = burden.sort_values("tmb", ascending=False, kind="stable")
    figure, (axes,) = style.sheet(style.WIDE, 1.2 + 0.25 * len(rows))
    drawn: set[str] = set()
    for place, row in enumerate(rows.itertuples()):
        status = str(row.status)
        colour = style.STATUS.get(status, style.INK)
        axes.hlines(place, row.tmb_lower, row.tmb_upper, color=colour, linewidth=1.8)
        axes.plot(
            row.tmb, place, "o", color=colour, markersize=5.5,
            label=f"TMB-{status}" if status not in drawn else None,
        )  # fmt: skip
        drawn.add(status)
    names = [style.short(f"{row.patient_id}, {row.lesion}", 36) for row in rows.itertuples()]
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    style.square_root_scale(axes, "x")
    axes.set_xlabel("TMB (mutations/Mb, square-root scale)")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper right", ncols=2)
    return figure
