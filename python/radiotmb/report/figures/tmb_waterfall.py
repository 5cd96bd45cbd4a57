"""Burdens of both lesions, patient by patient in the order of the primary's."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style


@style.styled
def draw_tmb_waterfall(pairs: pd.DataFrame, cutoff: float) -> Figure:
    """Bars of the primary's TMB upwards and of the metastasis' downwards, one pair a patient.

    Parameters
    ----------
    pairs : pandas.DataFrame
        patient_id, primary_tmb, metastasis_tmb (mutations/Mb), discordant.
    cutoff : float
        TMB from which a lesion is high, mutations/Mb.
    """
    ordered = pairs.sort_values(["primary_tmb", "metastasis_tmb"], ascending=False, kind="stable")
    figure, (axes,) = style.sheet(max(style.WIDE, 0.2 * len(ordered) + 1), 3.8)
    places = np.arange(len(ordered))
    for lesion, way in (("primary", 1), ("metastasis", -1)):
        heights = np.sqrt(ordered[f"{lesion}_tmb"].to_numpy(float))
        bars = axes.bar(places, way * heights, color=style.LESION[lesion], label=lesion, width=0.78)
        for bar, row in zip(bars, ordered.itertuples(), strict=True):
            burden = getattr(row, f"{lesion}_tmb")
            bar.set_url(style.tip(f"{row.patient_id}, {lesion}: {burden:.1f} mutations/Mb"))
        axes.axhline(way * np.sqrt(cutoff), color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
    axes.axhline(0, color=style.INK, linewidth=0.8)
    _name_patients(axes, ordered, places)
    _name_burdens(axes)
    figure.legend(loc="outside upper left", ncols=2, handlelength=1)
    return figure


def _name_patients(axes, ordered: pd.DataFrame, places: np.ndarray) -> None:
    names = [style.short(name, 12) for name in ordered["patient_id"]]
    axes.set_xticks(places, names, rotation=90, fontsize=8)
    differs = ordered["discordant"].astype(str).str.lower() == "true"
    for label, discordant in zip(axes.get_xticklabels(), differs, strict=True):
        label.set_fontweight("bold" if discordant else "normal")
    axes.set_xlim(-0.8, len(places) - 0.2)
    axes.grid(visible=False, axis="x")
    axes.tick_params(axis="x", length=0)


def _name_burdens(axes) -> None:
    """Both ways from zero; the bars are square roots, the names are burdens."""
    low, high = axes.get_ylim()
    ticks = [t for t in (0, 2, 5, 10, 20, 50, 100, 200, 500) if np.sqrt(t) <= max(-low, high)]
    signed = sorted({way * t for t in ticks for way in (-1, 1)})
    axes.set_yticks([np.sign(t) * np.sqrt(abs(t)) for t in signed], [str(abs(t)) for t in signed])
    axes.set_ylabel("TMB (mutations/Mb,\nsquare-root scale)")
