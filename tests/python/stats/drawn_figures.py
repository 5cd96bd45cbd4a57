"""What a reader takes from a Matplotlib figure, in whatever font it is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator


def described(figure: Figure) -> list[dict[str, Any]]:
    """Each axes' words, and its marks in data coordinates with their colours, as plain data."""
    parts = [_axes(axes) for axes in figure.axes]
    words = [text.get_text() for one in figure.legends for text in one.findobj(Text)]
    return [*parts, {"legend": _said(words), "figure": _said([t.get_text() for t in figure.texts])}]


def without_words(figure: Figure) -> Figure:
    """The figure without letters, laid out without them: the same pixels wherever it is drawn."""
    figure.set_layout_engine(None)
    figure.subplots_adjust(0.02, 0.02, 0.98, 0.98, 0.05, 0.05)
    for legend in [*figure.legends, *figure.findobj(Legend)]:
        legend.set_visible(False)
    for axes in figure.axes:
        axes.tick_params(which="both", length=0, labelbottom=False, labelleft=False)
    for text in figure.findobj(Text):
        text.set_visible(False)
    return figure


def _axes(axes: Axes) -> dict[str, Any]:
    found: dict[str, Any] = {
        "words": _said(
            [axes.get_title(loc) for loc in ("left", "center", "right")]
            + [axes.get_xlabel(), axes.get_ylabel()]
            + [text.get_text() for text in axes.texts]
        ),
        "scales": [axes.get_xscale(), axes.get_yscale()],
        "limits": _rounded([*axes.get_xlim(), *axes.get_ylim()]),
    }
    for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        # Where marks are worked out from the room there is, they depend on the font.
        if isinstance(axis.get_major_locator(), FixedLocator):
            found[f"{name} marks"] = [label.get_text() for label in axis.get_ticklabels()]
    found["lines"] = [
        [to_hex(line.get_color()), _rounded(line.get_xdata()), _rounded(line.get_ydata())]
        for line in axes.lines
    ]
    found["bars"] = [
        [to_hex(bar.get_facecolor()), _rounded(bar.get_path().get_extents(bar.get_patch_transform())
                                               .bounds)]
        for bar in axes.patches
    ]  # fmt: skip
    found["areas"] = [
        [
            [to_hex(colour) for colour in (*one.get_facecolor(), *one.get_edgecolor())],
            [_rounded(path.vertices.ravel()) for path in one.get_paths()],
        ]
        for one in axes.collections
    ]
    legend = axes.get_legend()
    found["legend"] = _said([t.get_text() for t in legend.findobj(Text)] if legend else [])
    return found


def _said(words: list[str]) -> list[str]:
    return [word for word in words if word]


def _rounded(values: Any) -> list[float | None]:
    numbers = np.asarray(values, float).ravel()
    return [float(f"{one:.6g}") if np.isfinite(one) else None for one in numbers]
