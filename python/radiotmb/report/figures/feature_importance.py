"""The features of a kept model by their importance."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from radiotmb.report.figures import style
from radiotmb.report.figures.feature_names import name_rows

SHOWN = 15

# Towards the predicted status in the colour of a high burden, away from it in that of a low one.
_LOOKS = {
    "higher": (style.VIOLET, "likelier"),
    "lower": (style.GREY, "less likely"),
    "mixed": (style.GREEN, "both, by patient"),
    "none": (style.GRID, "neither"),
}


@style.styled
def draw_feature_importance(
    features: pd.DataFrame, positive: str, labels: Mapping[str, str] | None = None
) -> Figure:
    """Mean absolute SHAP value of each feature, coloured by what larger values do.

    Parameters
    ----------
    features : pandas.DataFrame
        name, importance (log-odds), direction (higher, lower, mixed or none).
    positive : str
        The status that is predicted.
    labels : mapping of str to str, optional
        Words for features, by name; :func:`radiotmb.radiomics.feature_label` has the others.
    """
    rows = features.sort_values("importance", ascending=False, kind="stable").head(SHOWN)
    figure, (axes,) = style.sheet(style.WIDE, 1.2 + 0.25 * len(rows))
    colours = [_LOOKS.get(str(one), _LOOKS["none"])[0] for one in rows["direction"]]
    axes.barh(range(len(rows)), rows["importance"], color=colours, height=0.66)
    name_rows(axes, range(len(rows)), rows["name"], labels)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel("Mean absolute SHAP value (log-odds)")
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    for name, (colour, label) in _LOOKS.items():
        if name in set(rows["direction"]):
            axes.barh([0], [0], color=colour, label=label)
    figure.legend(
        loc="outside upper right", ncols=4, title=f"Larger values make {style.short(positive)} ..."
    )
    return figure
