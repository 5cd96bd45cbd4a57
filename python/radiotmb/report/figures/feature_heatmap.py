"""Selected features by patient, as standard scores, with the status of each patient."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from radiotmb.report.figures import style
from radiotmb.report.figures.feature_names import name_rows

_SCORES = LinearSegmentedColormap.from_list("scores", [style.PRIMARY, "#ffffff", style.METASTASIS])
_LIMIT = 2.5


@style.styled
def draw_feature_heatmap(values: pd.DataFrame, labels: Mapping[str, str] | None = None) -> Figure:
    """Features (rows) by patients (columns), a panel for each lesion and phase.

    Patients stand in the order of their status, low first, and within it of the first feature. A
    row is the feature less its mean, by its standard deviation, over the patients of the panel.

    Parameters
    ----------
    values : pandas.DataFrame
        lesion, phase, feature, patient_id, status (high or low), value; in long form.
    labels : mapping of str to str, optional
        Words for features, by name; :func:`radiotmb.radiomics.feature_label` has the others.
    """
    panels = list(values.groupby(["lesion", "phase"], sort=False))
    heights = [1.0 + 0.2 * part["feature"].nunique() for _, part in panels]
    figure, axes = style.sheet(
        style.WIDE * 1.3, sum(heights) + 0.7, len(panels), height_ratios=heights
    )
    picture = None
    for panel, ((lesion, phase), part) in zip(axes, panels, strict=True):
        picture = _panel(panel, part, labels)
        panel.set_title(style.short(f"{str(lesion).capitalize()}, {phase}"))
    bar = figure.colorbar(picture, ax=axes, shrink=0.5, aspect=30, pad=0.01)
    bar.set_label("Standard score", fontsize=8.5)
    bar.outline.set_visible(False)
    figure.legend(
        handles=[Patch(color=c, label=f"TMB {name}") for name, c in style.STATUS.items()],
        loc="outside upper left", ncols=2, handlelength=1,
    )  # fmt: skip
    return figure


def standard_scores(part: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """A panel's features by patients as standard scores, and the patients' status in that order.

    A feature that is the same in all patients scores 0.
    """
    names = list(dict.fromkeys(part["feature"]))
    wide = part.pivot(index="feature", columns="patient_id", values="value").loc[names]
    spread = wide.std(axis=1, ddof=1).replace(0, np.nan)
    scores = wide.sub(wide.mean(axis=1), axis=0).div(spread, axis=0).fillna(0.0)
    status = part.drop_duplicates("patient_id").set_index("patient_id")["status"]
    first = scores.iloc[0]
    order = sorted(scores.columns, key=lambda patient: (status[patient] != "low", first[patient]))
    return scores[order], status[order]


def _panel(axes, part: pd.DataFrame, labels: Mapping[str, str] | None):
    scores, status = standard_scores(part)
    # One small picture, a dot a value: thousands of fields would be the page's heaviest part.
    count, patients = scores.shape
    picture = axes.imshow(
        scores.to_numpy(float), cmap=_SCORES, vmin=-_LIMIT, vmax=_LIMIT, interpolation="none",
        aspect="auto", origin="lower", extent=(0, patients, 0, count),
    )  # fmt: skip
    for place, (patient, name) in enumerate(status.items()):
        field = Rectangle((place, -0.95), 1, 0.7, color=style.STATUS.get(str(name), style.GREY))
        field.set_url(style.tip(f"{patient}: TMB {name}"))
        axes.add_patch(field)
    axes.set_ylim(len(scores), -1.1)
    name_rows(axes, np.arange(len(scores)) + 0.5, scores.index, labels, fontsize=8)
    axes.set_xticks(
        np.arange(scores.shape[1]) + 0.5, [style.short(name, 12) for name in scores.columns],
        rotation=90, fontsize=7,
    )  # fmt: skip
    axes.grid(visible=False)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return picture
