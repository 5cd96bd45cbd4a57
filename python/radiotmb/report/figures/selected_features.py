"""How often each feature was selected."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style
from radiotmb.report.figures.feature_names import name_rows

SHOWN = 8


@style.styled
def draw_selected_features(
    selected: pd.DataFrame, labels: Mapping[str, str] | None = None
) -> Figure:
    """Share of the outer folds that selected a feature, the most frequent ones of each phase.

    Parameters
    ----------
    selected : pandas.DataFrame
        lesion, phase, feature, share (0 to 1).
    labels : mapping of str to str, optional
        Words for features, by name; :func:`radiotmb.radiomics.feature_label` has the others.
    """
    phases = list(selected.groupby(["lesion", "phase"], sort=False))
    most = max(min(SHOWN, len(part)) for _, part in phases)
    columns = 1
    rows = math.ceil(len(phases) / columns)
    figure, axes = style.sheet(style.WIDE, rows * (0.62 + 0.23 * most), rows, columns, sharex=True)
    for panel, ((lesion, phase), part) in zip(axes, phases, strict=False):
        part = part.sort_values("share", ascending=False, kind="stable").head(SHOWN)
        panel.barh(
            range(len(part)),
            part["share"],
            color=style.LESION.get(lesion, style.GREEN),
            height=0.62,
        )
        name_rows(panel, range(len(part)), part["feature"], labels)
        panel.set_ylim(most - 0.4, -0.6)
        panel.set_xlim(0, 1)
        panel.set_title(style.short(f"{lesion.capitalize()}, {phase}"))
        panel.grid(visible=False, axis="y")
        panel.tick_params(axis="y", length=0)
    axes[-1].set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    axes[-1].set_xlabel("Outer folds that selected the feature", loc="right")
    return figure
