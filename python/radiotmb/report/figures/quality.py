"""Size of the segmented lesions, phase by phase."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

from radiotmb.report.figures import style


@style.styled
def draw_quality(quality: pd.DataFrame) -> Figure:
    """Voxels in each mask on a logarithmic axis, a row a phase; warned scans stand out.

    Parameters
    ----------
    quality : pandas.DataFrame
        lesion, phase, voxels, warnings.
    """
    phases = list(quality.groupby(["lesion", "phase"], sort=False))
    figure, (axes,) = style.sheet(style.WIDE, 0.95 + 0.48 * len(phases))
    for place, ((lesion, _), part) in enumerate(phases):
        part = part.sort_values("voxels")
        lift = np.resize([-0.14, 0.0, 0.14], len(part))
        warned = part["warnings"].notna().to_numpy()
        colour = style.LESION.get(str(lesion), style.GREEN)
        voxels = part["voxels"].to_numpy()
        axes.plot(
            voxels[~warned], place + lift[~warned], "o", markersize=4.5, color=colour, alpha=0.7
        )
        axes.plot(
            voxels[warned], place + lift[warned], "X", markersize=6, color=style.INK, zorder=4
        )
    axes.set_xscale("log")
    # Plain numbers in place of powers of ten, which would need mathematical text.
    axes.xaxis.set_major_locator(LogLocator(10, subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_yticks(
        range(len(phases)), [style.short(f"{lesion}, {phase}", 28) for (lesion, phase), _ in phases]
    )
    axes.set_ylim(len(phases) - 0.4, -0.6)
    axes.set_xlabel("Voxels in the mask (logarithmic)")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.plot([], [], "o", color=style.GREY, label="scan")
    if quality["warnings"].notna().any():
        axes.plot([], [], "X", color=style.INK, markersize=6, label="scan with a warning")
    figure.legend(loc="outside upper right", ncols=2)
    return figure
