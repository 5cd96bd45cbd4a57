"""AUCs of this study and of the published one, each with its interval."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from radiotmb.report import wording
from radiotmb.report.figures import style

_NULL_ALPHA = 0.3
_SOURCES = {"this study": ("o", -0.16), "published": ("s", 0.16)}


@style.styled
def draw_auc_forest(areas: pd.DataFrame) -> Figure:
    """A row for each lesion and phase: both AUCs with their intervals, and the null's range.

    Parameters
    ----------
    areas : pandas.DataFrame
        lesion, phase, source (``this study`` or ``published``), auc, lower, upper (missing where
        there is no interval), and null_lower, null_upper: the central 95% of the AUCs under
        permuted labels, missing where there were none.
    """
    rows = list(dict.fromkeys(zip(areas["lesion"], areas["phase"], strict=True)))
    places = {row: place for place, row in enumerate(rows)}
    figure, (axes,) = style.sheet(style.WIDE, 1.2 + 0.5 * len(rows))
    axes.axvline(0.5, color=style.INK, linewidth=1, linestyle=(0, (4, 3)))
    for entry in areas.itertuples():
        place = places[entry.lesion, entry.phase]
        if not wording.is_missing(entry.null_lower):
            axes.fill_betweenx(
                [place - 0.36, place + 0.36], entry.null_lower, entry.null_upper,
                color=style.GREY, alpha=_NULL_ALPHA, linewidth=0,
            )  # fmt: skip
        _estimate(axes, entry, place)
    axes.set_yticks(
        range(len(rows)), [style.short(f"{lesion}, {phase}", 32) for lesion, phase in rows]
    )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("AUC (95% CI; 0.5: no better than chance)")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    _legend(figure, areas)
    return figure


def _estimate(axes: Axes, entry, place: int) -> None:
    marker, shift = _SOURCES[entry.source]
    ours = entry.source == "this study"
    colour = style.LESION.get(str(entry.lesion), style.GREEN) if ours else style.INK
    if not wording.is_missing(entry.lower):
        axes.hlines(place + shift, entry.lower, entry.upper, color=colour, linewidth=1.8)
    dot = axes.scatter([entry.auc], [place + shift], marker=marker, s=38, color=colour, zorder=3)
    said = wording.estimate(entry.auc, entry.lower, entry.upper, missing="no interval")
    dot.set_urls([style.tip(f"{entry.lesion} {entry.phase}, {entry.source}: {said}")])
    axes.annotate(
        said, (1.03, place + shift), annotation_clip=False, fontsize=8.5, va="center",
        color=style.INK if ours else style.MUTED,
    )  # fmt: skip


def _legend(figure: Figure, areas: pd.DataFrame) -> None:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=style.INK, marker=marker, label=name)
        for name, (marker, _) in _SOURCES.items()
        if (areas["source"] == name).any()
    ]  # fmt: skip
    if areas["null_lower"].notna().any():
        handles.append(Patch(color=style.GREY, alpha=_NULL_ALPHA, label="95% of permuted labels"))
    figure.legend(handles=handles, loc="outside upper left", ncols=3, handlelength=1.4)
