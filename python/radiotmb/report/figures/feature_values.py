"""Values of the features that were selected most often, by TMB status."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style
from radiotmb.report.figures.feature_names import words_of

SHOWN = 3


@style.styled
def draw_feature_values(values: pd.DataFrame, labels: Mapping[str, str] | None = None) -> Figure:
    """A strip of patients for each feature and status, with the median of each.

    Parameters
    ----------
    values : pandas.DataFrame
        lesion, phase, feature, patient_id, status (high or low), value; in long form, in the
        order in which panels are drawn.
    labels : mapping of str to str, optional
        Words for features, by name; :func:`radiotmb.radiomics.feature_label` has the others.
    """
    panels = list(values.groupby(["lesion", "phase", "feature"], sort=False))
    columns = min(SHOWN, len(panels))
    rows = -(-len(panels) // columns)
    figure, axes = style.sheet(2.5 * columns, 2.1 * rows + 0.3, rows, columns)
    for panel, ((lesion, phase, feature), part) in zip(axes, panels, strict=False):
        for place, status in enumerate(style.STATUS):
            _strip(panel, part[part["status"] == status], place, style.STATUS[status])
        panel.set_xticks(range(len(style.STATUS)), list(style.STATUS))
        panel.set_xlim(-0.6, len(style.STATUS) - 0.4)
        words = _lines(words_of(str(feature), labels))
        panel.set_title(f"{str(lesion).capitalize()}, {phase}\n{words}", fontsize=7.5)
        panel.title.set_url(style.tip(str(feature)))
        panel.tick_params(axis="y", labelsize=8)
        panel.ticklabel_format(axis="y", scilimits=(-3, 4))
        panel.yaxis.get_offset_text().set_fontsize(7.5)
        panel.grid(visible=False, axis="x")
    for spare in axes[len(panels) :]:
        spare.set_axis_off()
    return figure


def _strip(axes, part: pd.DataFrame, place: int, colour: str) -> None:
    if part.empty:
        return
    # Side by side in the order of their values: the same picture every time.
    aside = (part["value"].rank(method="first") % 5 - 2) * 0.07
    dots = axes.scatter(place + aside, part["value"], s=18, color=colour, alpha=0.85)
    dots.set_urls([style.tip(f"{row.patient_id}: {row.value:.4g}") for row in part.itertuples()])
    middle = float(np.median(part["value"]))
    axes.hlines(middle, place - 0.32, place + 0.32, color=style.INK, linewidth=1.6)


def _lines(words: str) -> str:
    """At most two lines, always two, so that the panels of a row have one height."""
    # The band stays with its filter.
    words = words.replace("wavelet ", "wavelet\N{NO-BREAK SPACE}")
    lines = textwrap.wrap(words, 36, max_lines=2, placeholder=" …")
    return "\n".join([*lines, ""][:2])
