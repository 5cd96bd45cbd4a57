"""The style of every figure: sizes, colours, empty figures and panels.

The colours keep 3:1 against white and stay apart for colour-blind readers (after Okabe and Ito);
the page exchanges them for lighter ones on a dark screen (see :mod:`radiotmb.report.svg`).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK = "#1b2530"
MUTED = "#566372"
GRID = "#dfe4ea"
ZONE = "#f6e7bd"
PRIMARY = "#0b69b7"
METASTASIS = "#c24a0a"
GREEN = "#0a7d5c"
VIOLET = "#7d4aa8"
CRIMSON = "#a3195b"
GREY = "#6f7c8a"

# What means the same has one colour in every figure, R's among them (plot-colours.R).
LESION = {"primary": PRIMARY, "metastasis": METASTASIS}
DIRECTION = {
    "both high": VIOLET,
    "primary only": PRIMARY,
    "metastasis only": METASTASIS,
    "both low": GREY,
}
STATUS = {"low": GREY, "high": VIOLET}
CONCORDANCE = {"concordant": GREY, "discordant": CRIMSON}
SHARED = {"shared": GREEN}
# What belongs to no lesion, status or group has the colour of the text.
ESTIMATE = INK
SERIES = (PRIMARY, METASTASIS, GREEN, VIOLET, CRIMSON, GREY, INK)
# Groups of clinical columns beside statuses and lesions: none of the colours above. Drawn with a
# border, since the light ones are faint by themselves. R's oncoplot has the same.
CATEGORIES = (
    "#c39b1d", "#2c97a5", "#6b4423", "#d98bb5", "#7d9b3f", "#3d5a9a", "#e3d18a", "#a9d3dc",
)  # fmt: skip
SHADES = ("#e2edf2", "#a9c6d3", "#64909f", "#2b5566")

# The words of a tooltip follow it in an artist's address.
TIP = "tip:"

# Inches: fits a journal's double column, and a phone still shows it readably at once.
WIDE = 6.3

STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "lines.linewidth": 1.8,
    "patch.linewidth": 0,
    "svg.fonttype": "none",
    # Names come from people's files: a dollar sign is a dollar sign.
    "text.parse_math": False,
    "figure.dpi": 100,
}


def styled(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Draw under :data:`STYLE` and leave the caller's Matplotlib settings alone."""

    @functools.wraps(draw)
    def drawn(*args: object, **kwargs: object) -> Figure:
        with matplotlib.rc_context(STYLE):
            return draw(*args, **kwargs)

    return drawn


def short(text: object, characters: int = 44) -> str:
    """Shorten a name of any origin so that it fits beside an axis.

    Examples
    --------
    >>> short("wavelet-LLH_glszm_SmallAreaEmphasis", 12)
    'wavelet-LLH…'
    """
    text = " ".join(str(text).split())
    return text if len(text) <= characters else f"{text[: characters - 1]}…"


def tip(text: str) -> str:
    """The address by which Matplotlib carries a tooltip into an SVG.

    :func:`radiotmb.report.svg.svg_text` turns it into the title of what it is set on.

    Examples
    --------
    >>> tip("A01: 12.5 mutations/Mb")
    'tip:A01: 12.5 mutations/Mb'
    """
    return TIP + " ".join(text.split())


def square_root_scale(axes: Axes, which: str, top: float | None = None) -> None:
    """Scale the x or the y axis of burdens (mutations/Mb) by square roots, from 0.

    They spread the many low burdens and are defined at zero. Without ``top`` the axis ends where
    Matplotlib ends it for what is drawn.
    """
    functions = (lambda v: np.sqrt(np.clip(v, 0, None)), np.square)
    getattr(axes, f"set_{which}scale")("function", functions=functions)
    if top is None:
        top = float(getattr(axes, f"get_{which}lim")()[1])
    ticks = [t for t in (0, 1, 2, 5, 10, 20, 30, 50, 100, 200, 500) if t <= top]
    getattr(axes, f"set_{which}ticks")(ticks, [str(t) for t in ticks])
    getattr(axes, f"set_{which}lim")(0, top)


def sheet(
    width: float, height: float, rows: int = 1, columns: int = 1, **subplots: object
) -> tuple[Figure, list[Axes]]:
    """Make an empty figure, sized in inches, and return it with its axes in reading order.

    It is made without pyplot, so it is freed with its last reference and needs no display.
    """
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **subplots)
    return figure, list(axes.flat)


def phase_panels(
    table: pd.DataFrame, width: float, height: float, columns: int = 2
) -> tuple[Figure, list[tuple[Axes, str, str, pd.DataFrame]]]:
    """A titled panel for each lesion and phase of a table, with its rows.

    ``width`` and ``height`` are a panel's, in inches.
    """
    phases = list(table.groupby(["lesion", "phase"], sort=False))
    columns = min(columns, len(phases))
    rows = math.ceil(len(phases) / columns)
    figure, axes = sheet(width * columns, height * rows, rows, columns, sharex=True, sharey=True)
    figure.get_layout_engine().set(h_pad=0.08, w_pad=0.08)
    panels = []
    for panel, ((lesion, phase), part) in zip(axes, phases, strict=False):
        panel.set_title(short(f"{str(lesion).capitalize()}, {phase}", 36))
        panels.append((panel, str(lesion), str(phase), part))
    for spare in axes[len(phases) :]:
        spare.set_axis_off()
    return figure, panels
